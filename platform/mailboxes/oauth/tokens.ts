import { guardedFetch } from '../../identity/sso/guarded-fetch.ts';
import type { Application } from '../../module/index.ts';
import type { OpenProvider } from './providers.ts';

/** What a service has given for a mailbox. */
export interface Tokens {
  readonly access: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  readonly refresh: string;
}

/** The service gives no tokens for what it was shown, and will not by itself: its person has to sign in again. */
export class SignInRefused extends Error {}

// of services that do not say how long (RFC 6749 lets them)
const usualSeconds = 300;

interface Answer {
  readonly access_token?: unknown;
  readonly refresh_token?: unknown;
  readonly expires_in?: unknown;
  readonly error?: unknown;
}

const textIn = (value: unknown) => (typeof value === 'string' && value !== '' && value.length < 10_000 ? value : undefined);

/** Asks a service for tokens (RFC 6749). @throws SignInRefused, or what kept it from answering */
async function ask(app: Application, provider: OpenProvider, grant: Readonly<Record<string, string>>): Promise<Tokens> {
  const form = new URLSearchParams({
    ...grant,
    client_id: provider.clientId,
    ...(provider.secret === null ? {} : { client_secret: provider.secret }),
  });
  const answer = await guardedFetch(app.identity)(provider.tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form,
  });
  const body = (await answer.json().catch(() => ({}))) as Answer;
  // a wrong client is the administrator's to mend, and what others have still holds then
  if (answer.status === 400 && body.error === 'invalid_grant') throw new SignInRefused('invalid_grant');
  const access = textIn(body.access_token);
  if (!answer.ok || !access) throw new Error(`the sign-in service answered ${answer.status} ${textIn(body.error)?.slice(0, 100) ?? ''}`);
  const seconds = typeof body.expires_in === 'number' && body.expires_in > 0 ? body.expires_in : usualSeconds;
  // services that let a refresh token be used again do not give another one
  const refresh = textIn(body.refresh_token) ?? grant['refresh_token'];
  if (!refresh) throw new SignInRefused('no refresh token');
  return { access, refresh, expiresAt: new Date(app.clock.now().getTime() + seconds * 1000).toISOString() };
}

export interface Grant {
  readonly code: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
  readonly redirectUri: string;
}

/** Tokens for the code somebody came back with. */
export const tokensFor = (app: Application, provider: OpenProvider, { code, verifier, redirectUri }: Grant): Promise<Tokens> =>
  ask(app, provider, { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri });

/** New tokens in place of old ones. */
export const renewTokens = (app: Application, provider: OpenProvider, { refresh }: Pick<Tokens, 'refresh'>): Promise<Tokens> =>
  ask(app, provider, { grant_type: 'refresh_token', refresh_token: refresh });
