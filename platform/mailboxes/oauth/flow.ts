import { createHash } from 'node:crypto';
import { openFlow, takeFlow } from '../../identity/flows.ts';
import { newToken } from '../../identity/tokens.ts';
import { errors, fieldError, label } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { mailKey } from '../../text/index.ts';
import { connectMailbox } from '../store.ts';
import { openProvider } from './providers.ts';
import { SignInRefused, tokensFor } from './tokens.ts';

/** Kept between sending somebody to the service and their coming back. */
interface Away {
  readonly provider: string;
  readonly address: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

export interface Beginning {
  readonly provider?: unknown;
  readonly address?: unknown;
}

/** Where the caller's browser is to go to sign in to their mailbox: authorisation code with PKCE (RFC 6749, RFC 7636). */
export async function beginSignIn(ctx: Context, { provider: id, address }: Beginning, redirectUri: string): Promise<{ url: string }> {
  const key = typeof address === 'string' ? mailKey(address) : undefined;
  if (!key) throw fieldError('INVALID_VALUE', 'address', label('应为邮箱地址', 'Must be an e-mail address'));
  const provider = typeof id === 'string' ? await openProvider(ctx, id) : undefined;
  if (!provider) throw fieldError('INVALID_VALUE', 'provider', label('没有这个登录服务', 'There is no such sign-in service'));
  const verifier = newToken();
  const data: Away = { provider: provider.id, address: key.address, verifier, redirectUri };
  const state = await openFlow(ctx.app, { kind: 'mailbox', tenant: ctx.tenant.id, user: ctx.user.id, data: { ...data } });
  const url = new URL(provider.authorizeUrl);
  const asked = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope: provider.scopes,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    login_hint: key.address,
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return { url: url.href };
}

export interface Return {
  readonly state?: string;
  readonly code?: string;
}

/** How a sign-in ended: they did not allow it, the service gave no lasting access, it did not answer as it should. */
export type SignInEnd = 'done' | 'declined' | 'refused' | 'failed';

/** Connects the mailbox of who has come back. Only they who were sent can be: what comes back to anybody else is refused. */
export async function finishSignIn(ctx: Context, { state = '', code }: Return): Promise<SignInEnd> {
  const flow = await takeFlow<Away>(ctx.app, state, ['mailbox']);
  if (!flow || flow.tenant !== ctx.tenant.id || flow.user !== ctx.user.id) throw errors.NOT_FOUND();
  if (!code) return 'declined';
  const { provider: id, address, verifier, redirectUri } = flow.data;
  const provider = await openProvider(ctx, id);
  if (!provider) return 'failed';
  try {
    await connectMailbox(ctx, { provider, address, tokens: await tokensFor(ctx.app, provider, { code, verifier, redirectUri }) });
    return 'done';
  } catch (error) {
    ctx.app.log.warn({ tenant: ctx.tenant.id, user: ctx.user.id, error }, 'signing in to a mailbox failed');
    return error instanceof SignInRefused ? 'refused' : 'failed';
  }
}
