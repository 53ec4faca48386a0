/** The one way to talk to the server: JSON under /api/v1, problems become `ApiError`. */
export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
  /** On version conflicts: the value now stored. */
  readonly current?: unknown;
  /** On version conflicts: who wrote it, and when. */
  readonly by?: { readonly id: string; readonly title: string } | null;
  readonly at?: string | null;
  /** On duplicates: the record that is like this one, as far as one may know it. */
  readonly record?: unknown;
}

interface Problem {
  readonly title?: string;
  readonly status?: number;
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  readonly traceId?: string;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];
  readonly traceId: string;
  readonly retryAfter: number | null;

  constructor(status: number, problem: Problem, retryAfter: number | null = null) {
    super(problem.detail || problem.title || problem.code || `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code ?? (status === 0 ? 'OFFLINE' : 'UNEXPECTED');
    this.detail = problem.detail ?? problem.title ?? '';
    this.errors = problem.errors ?? [];
    this.traceId = problem.traceId ?? '';
    this.retryAfter = retryAfter;
  }

  /** Someone else saved first; `errors` carries each differing field with its `current` value. */
  get isConflict(): boolean {
    return this.code === 'VERSION_CONFLICT' || this.code === 'PRECONDITION_FAILED';
  }

  /** `error.forField('amount')?.message` beside the input. */
  forField(field: string): FieldProblem | undefined {
    return this.errors.find((problem) => problem.field === field);
  }
}

export type QueryValue = string | number | boolean | null | undefined;

export interface RequestOptions {
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly signal?: AbortSignal;
  /** The version the change was based on; sent as If-Match. */
  readonly ifMatch?: number | string;
  readonly idempotencyKey?: string;
  /** What to do about records that are like others: ask the person, or save what they have confirmed. */
  readonly duplicates?: 'ask' | 'confirmed';
  /** Do not treat 401 as "the session has ended" (sign-in itself). */
  readonly quiet401?: boolean;
}

const BASE = '/api/v1';
let acceptLanguage = 'zh-CN';
let whenSignedOut: (() => void) | undefined;

export function setApiLanguage(language: string): void {
  acceptLanguage = language;
}

/** Called once a request finds that the session has ended. */
export function onSignedOut(run: () => void): void {
  whenSignedOut = run;
}

/** A random key, also where `crypto.randomUUID` is missing (plain http on a company network). */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function apiUrl(path: string, query: RequestOptions['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== '') search.set(key, String(value));
  const text = search.toString();
  return BASE + path + (text ? `?${text}` : '');
}

async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type') ?? '';
  if (!type.includes('json')) return { title: response.statusText };
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? (body as Problem) : {};
  } catch {
    // A cut connection while the answer was read: the status still says enough.
    return {};
  }
}

/** Sends one request. Throws `ApiError`; status 0 means the server was not reached. */
async function send(method: string, path: string, body: unknown, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': acceptLanguage, 'x-huanke-channel': 'web' };
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers['content-type'] = 'application/json';
  if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch}"`;
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey;
  if (options.duplicates) headers['x-huanke-duplicates'] = options.duplicates;
  let response: Response;
  try {
    response = await fetch(apiUrl(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, {});
  }
  if (!response.ok) {
    const wait = Number(response.headers.get('retry-after'));
    const error = new ApiError(response.status, await problemOf(response), Number.isFinite(wait) && wait > 0 ? wait : null);
    if (error.status === 401 && !options.quiet401) whenSignedOut?.();
    throw error;
  }
  return response;
}

/** Sends one request and returns the parsed answer (undefined for 204). */
export async function request<T>(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
  const response = await send(method, path, body, options);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export interface ReceivedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly name: string;
  readonly type: string;
}

/** Posts JSON and takes the file that is made of it, with the name the server gives it. */
export async function postForFile(path: string, body: unknown, options: RequestOptions = {}): Promise<ReceivedFile> {
  const response = await send('POST', path, body, options);
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'file';
  return {
    bytes: new Uint8Array(await response.arrayBuffer()),
    name: decodeURIComponent(name),
    type: response.headers.get('content-type')?.split(';')[0] ?? '',
  };
}

/** `api.post<RecordData>('/records/lead', values, { idempotencyKey: randomKey() })` */
export const api = {
  get: <T>(path: string, options?: RequestOptions) => request<T>('GET', path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>('POST', path, body, options),
  put: <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>('PUT', path, body, options),
  patch: <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>('PATCH', path, body, options),
  delete: <T = void>(path: string, options?: RequestOptions) => request<T>('DELETE', path, undefined, options),
};
