import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { createFormat, type Format, type UiLanguage } from '../format/index.ts';
import { useLanguage } from '../i18n/index.ts';
import { ApiError, api } from './api.ts';
import { queryClient } from './query-client.ts';

export interface SessionUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly language?: UiLanguage | null;
  readonly home?: string | null;
  readonly title?: string | null;
  readonly roles?: readonly string[];
}

export interface SessionTenant {
  readonly id: string | number;
  readonly name: string;
  readonly logo?: string | null;
  readonly timeZone?: string;
  readonly currency?: string;
  readonly language?: UiLanguage;
  readonly weekStart?: number | string;
  readonly fiscalYearStart?: number | string;
  /** The company this one is a sandbox of. */
  readonly sandboxOf?: number | null;
}

export interface Session {
  readonly user: SessionUser;
  readonly tenant: SessionTenant;
  readonly tenants: readonly { readonly id: string | number; readonly name: string }[];
  readonly permissions: readonly string[];
  /** They look as somebody else: nothing can be changed. */
  readonly viewAs?: { readonly kind: 'user' | 'role'; readonly title: { readonly zh: string; readonly en: string } } | null;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.get<Session>('/auth/me', { signal, quiet401: true }),
  staleTime: 5 * 60_000,
});

/** The session, or null when nobody is signed in. Throws when the server cannot be asked. */
export async function loadSession(): Promise<Session | null> {
  try {
    return await queryClient.ensureQueryData(sessionQuery);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** After sign-in, sign-up or switching company: the new session, and nothing left of the old one. */
export function adoptSession(session: Session): void {
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, session);
}

/** The signed-in person. Only below the app route, where a session is certain; elsewhere use `useMaybeSession`. */
export function useSession(): Session {
  const session = useMaybeSession();
  if (!session) throw new Error('useSession needs a signed-in page');
  return session;
}

export function useMaybeSession(): Session | undefined {
  return useQuery({ ...sessionQuery, enabled: false }).data;
}

/** May this session do that? Permissions are `object.verb`, with `*` for either half or alone for everything. */
export function allows(session: Pick<Session, 'permissions'> | undefined, permission: string): boolean {
  if (!session) return false;
  const [object = '', verb = ''] = permission.split('.');
  return [permission, '*', `${object}.*`, `*.${verb}`].some((held) => session.permissions.includes(held));
}

/** `const can = useCan(); can('lead.convert')` */
export function useCan(): (permission: string) => boolean {
  const session = useMaybeSession();
  return useMemo(() => (permission: string) => allows(session, permission), [session]);
}

/** Formats bound to the person's language and the company's zone and currency. */
export function useFormat(): Format {
  const language = useLanguage();
  const tenant = useMaybeSession()?.tenant;
  const timeZone = tenant?.timeZone ?? 'Asia/Shanghai';
  const currency = tenant?.currency ?? 'CNY';
  return useMemo(() => createFormat({ language, timeZone, currency }), [language, timeZone, currency]);
}

/** The password was right and something is missing: a code, or the second step must be set up first. */
export interface SignInStep {
  readonly step: 'code' | 'enrol';
  readonly flow: string;
}

/** Takes up the session of a sign-in; answers what is still missing, or null when the person is in. */
export function receive(answer: Session | SignInStep): SignInStep | null {
  if ('step' in answer) return answer;
  adoptSession(answer);
  return null;
}

export async function signIn(email: string, password: string): Promise<SignInStep | null> {
  return receive(await api.post<Session | SignInStep>('/auth/login', { email, password }, { quiet401: true }));
}

export interface SignUp {
  readonly company: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly sampleData: boolean;
}

export async function signUp(values: SignUp): Promise<SignInStep | null> {
  return receive(await api.post<Session | SignInStep>('/auth/signup', values, { quiet401: true }));
}

export interface DemoPerson {
  readonly email: string;
  readonly name: string;
  readonly title: string;
  readonly role: string;
  readonly note?: string | null;
}
export interface DemoCompany {
  readonly company: string;
  readonly people: readonly DemoPerson[];
}

/** The demo people of this installation, or null where there are none. */
export const demoQuery = queryOptions({
  queryKey: ['demo'],
  queryFn: async ({ signal }) => {
    try {
      return await api.get<DemoCompany>('/auth/demo', { signal, quiet401: true });
    } catch (error) {
      // Outside of a demonstration the route does not exist.
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** One press, and one is that person. */
export async function enterDemo(role: string): Promise<Session> {
  const session = await api.post<Session>('/auth/demo', { role }, { quiet401: true });
  adoptSession(session);
  return session;
}

/** The own name, language and so on, kept on the server. */
export async function saveProfile(changes: Partial<Pick<SessionUser, 'name' | 'language'>>): Promise<void> {
  await api.patch('/profile', changes);
  queryClient.setQueryData(sessionQuery.queryKey, (session) => session && { ...session, user: { ...session.user, ...changes } });
}

export async function signOut(): Promise<void> {
  try {
    await api.post('/auth/logout', undefined, { quiet401: true });
  } catch (error) {
    // Already ended is as good as ended; anything else must be seen.
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  }
  queryClient.clear();
}

/** Another company of the same person. The page is loaded anew: nothing of the old company may stay in memory. */
/** Looks as a user or a role would, from the first page on; without one, as oneself again. */
export async function viewAs(target: { readonly user: string } | { readonly role: string } | null): Promise<void> {
  await (target ? api.post('/auth/view-as', target) : api.delete('/auth/view-as'));
  queryClient.clear();
  location.assign('/');
}

export async function switchTenant(tenant: string | number): Promise<void> {
  await api.post('/auth/switch', { tenant });
  queryClient.clear();
  location.assign('/');
}
