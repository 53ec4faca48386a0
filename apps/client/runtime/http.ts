import type { ProblemBody } from './types.ts';

/** A refusal of the server, with its code and the fields it names. */
export class HuankeError extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: ProblemBody['errors'];
  readonly traceId: string;
  /** Seconds to wait, of 429 and 503. */
  readonly retryAfter: number | undefined;

  constructor(problem: ProblemBody, retryAfter?: number) {
    super(problem.detail || problem.title);
    this.name = 'HuankeError';
    this.status = problem.status;
    this.code = problem.code;
    this.errors = problem.errors;
    this.traceId = problem.traceId;
    this.retryAfter = retryAfter;
  }
}

/** Somebody else has changed the record; `errors` hold what it has now. */
export class ConflictError extends HuankeError {}
/** It is not there, or not to be seen by this key. */
export class NotFoundError extends HuankeError {}
/** Values the server does not take; `errors` name the fields. */
export class InvalidError extends HuankeError {}

export interface ClientOptions {
  /** Address of the installation: `https://crm.example.com`. */
  readonly url: string;
  /** A personal access token; or an app's id and secret. */
  readonly token?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** How often a call is tried again on 429, 503 and lost connections; 4 unless said. */
  readonly retries?: number;
  readonly fetch?: typeof fetch;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** May be sent twice: it reads, or carries an idempotency key. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal;
}

const sleep = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

/** Sends calls with the key, again when that is safe and sensible; refusals become errors. */
export class Transport {
  private readonly options: ClientOptions;
  private readonly fetch: typeof fetch;
  private granted: { readonly token: string; readonly until: number } | undefined;

  constructor(options: ClientOptions) {
    this.options = options;
    this.fetch = options.fetch ?? globalThis.fetch;
  }

  async send(call: Call): Promise<Response> {
    const most = this.options.retries ?? 4;
    for (let tried = 0; ; tried += 1) {
      const answer = await this.once(call).catch((error: unknown) => {
        if (call.signal?.aborted || !call.repeatable || tried >= most) throw error;
        return undefined;
      });
      if (answer?.ok) return answer;
      const refused = answer && (await errorOf(answer));
      const isBusy = refused?.status === 429 || refused?.code === 'IN_PROGRESS' || (refused?.status === 503 && call.repeatable);
      if (refused && (!isBusy || tried >= most)) throw refused;
      await sleep(refused?.retryAfter === undefined ? 250 * 2 ** tried : refused.retryAfter * 1000);
    }
  }

  private async once({ method, path, body, headers, signal }: Call): Promise<Response> {
    const isForm = body instanceof FormData;
    return this.fetch(new URL(`/api/v1${path}`, this.options.url), {
      method,
      headers: {
        authorization: `Bearer ${await this.token()}`,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  }

  /** The key itself, or an app's token, fetched anew a minute before it ends. */
  private async token(): Promise<string> {
    const { token, clientId, clientSecret, url } = this.options;
    if (token) return token;
    if (this.granted && this.granted.until > Date.now()) return this.granted.token;
    const answer = await this.fetch(new URL('/api/v1/oauth/token', url), {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId ?? '', client_secret: clientSecret ?? '' }),
    });
    const body = (await answer.json()) as { access_token?: string; expires_in?: number; error?: string; error_description?: string };
    if (!body.access_token) throw new Error(`no token: ${body.error_description ?? body.error ?? answer.status}`);
    this.granted = { token: body.access_token, until: Date.now() + ((body.expires_in ?? 0) - 60) * 1000 };
    return body.access_token;
  }
}

async function errorOf(answer: Response): Promise<HuankeError> {
  const text = await answer.text();
  const fallback = { type: '', title: answer.statusText, status: answer.status, code: 'UNKNOWN', detail: '', errors: [], traceId: '' };
  let problem: ProblemBody = fallback;
  try {
    problem = { ...fallback, ...(JSON.parse(text) as ProblemBody) };
  } catch {
    // not from the server itself: a gateway's page
  }
  const after = Number(answer.headers.get('retry-after') ?? Number.NaN);
  const retryAfter = Number.isFinite(after) ? after : undefined;
  if (answer.status === 404) return new NotFoundError(problem, retryAfter);
  if (answer.status === 409 || answer.status === 412) return new ConflictError(problem, retryAfter);
  if (answer.status === 422 || answer.status === 400) return new InvalidError(problem, retryAfter);
  return new HuankeError(problem, retryAfter);
}
