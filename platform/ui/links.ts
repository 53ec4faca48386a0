/** The addresses of the product. Every page builds links with these, so that a path has one spelling. */
export const paths = {
  home: '/',
  list: (object: string) => `/o/${encodeURIComponent(object)}`,
  record: (object: string, id: string) => `/o/${encodeURIComponent(object)}/${encodeURIComponent(id)}`,
  import: (object?: string) => (object ? `/import?object=${encodeURIComponent(object)}` : '/import'),
  settings: (page?: string) => (page ? `/settings/${page}` : '/settings'),
  me: '/me',
  signIn: '/sign-in',
  signUp: '/sign-up',
  forgot: '/forgot',
} as const;

/** Where to go after sign-in: only an address of this product. */
export function safeNext(value: unknown): string {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) && !value.startsWith('/sign-') ? value : '/';
}
