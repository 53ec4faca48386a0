import { sql } from '../../database/sql.ts';
import { label, textOf } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { notify } from '../../notifications/index.ts';
import type {} from '../../storage/vault.ts';
import { mailboxErrors } from '../errors.ts';
import { sealing } from '../sealing.ts';
import type { Credentials, OpenMailbox } from '../types.ts';
import { openProvider } from './providers.ts';
import { renewTokens, SignInRefused, type Tokens } from './tokens.ts';

/** Tokens are renewed before they end: what is begun with them is to be finished. */
const earlyMs = 60_000;

const isFresh = (ctx: Context, { expiresAt }: Tokens) => Date.parse(expiresAt) > ctx.clock.now().getTime() + earlyMs;

const isRefused = (error: unknown): boolean => {
  const { authenticationFailed, code } = error as { authenticationFailed?: boolean; code?: string };
  return authenticationFailed === true || code === 'EAUTH';
};

/**
 * Does something that signs in to a mailbox. Where its server does not accept the token of a sign-in service, a new one is tried once.
 *
 * @throws NEEDS_SIGN_IN once its person has to sign in again, and what `use` throws
 */
export async function signedIn<T>(ctx: Context, box: OpenMailbox, use: (credentials: Credentials) => Promise<T>): Promise<T> {
  if (box.provider === null) return use({ user: box.login, pass: box.secret });
  const accessToken = await accessTokenOf(ctx, box);
  try {
    return await use({ user: box.login, accessToken });
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
  const another = await accessTokenOf(ctx, box, accessToken);
  try {
    return await use({ user: box.login, accessToken: another });
  } catch (error) {
    if (!isRefused(error)) throw error;
    await ctx.transaction((tx) => askSignIn(tx, box));
    throw mailboxErrors.NEEDS_SIGN_IN({ cause: error });
  }
}

async function accessTokenOf(ctx: Context, box: OpenMailbox, refused?: string): Promise<string> {
  if (box.needsSignIn) throw mailboxErrors.NEEDS_SIGN_IN();
  const held = JSON.parse(box.secret) as Tokens;
  const access = held.access !== refused && isFresh(ctx, held) ? held.access : await renew(ctx, box, refused);
  if (access === undefined) throw mailboxErrors.NEEDS_SIGN_IN();
  return access;
}

/**
 * Renews the tokens of a mailbox under its lock: services that use up a refresh token would take the second one who shows it for a thief.
 * Undefined once the service refuses them.
 */
function renew(ctx: Context, box: OpenMailbox, refused: string | undefined): Promise<string | undefined> {
  return ctx.transaction(async (tx) => {
    const [row] = await tx.query<{ secret: string; provider: string | null; needsSignIn: boolean }>(sql`
      select secret, provider, needs_sign_in as "needsSignIn" from mailbox
      where tenant_id = ${tx.tenant.id} and user_id = ${box.user}::uuid for no key update`);
    const provider = row?.provider && !row.needsSignIn ? await openProvider(tx, row.provider) : undefined;
    if (!row || !provider) return undefined;
    const sealer = await tx.app.vault.sealer(tx.tenant.id);
    const held = JSON.parse(sealer.open(...sealing, row.secret)) as Tokens;
    if (held.access !== refused && isFresh(tx, held)) return held.access;
    try {
      const next = await renewTokens(tx.app, provider, held);
      await tx.query(sql`
        update mailbox set secret = ${sealer.seal(...sealing, JSON.stringify(next))} where tenant_id = ${tx.tenant.id} and user_id = ${box.user}::uuid`);
      return next.access;
    } catch (error) {
      if (!(error instanceof SignInRefused)) throw error;
      await askSignIn(tx, box);
      return undefined;
    }
  });
}

/** Says to its person, once, that nothing is read or sent until they sign in again. */
async function askSignIn(tx: Context, { user, address }: OpenMailbox): Promise<void> {
  const failure = textOf(
    label('登录已失效，请重新登录后继续收发', 'The sign-in is no longer valid; sign in again to go on receiving and sending'),
    tx.tenant.language,
  );
  const asked = await tx.query(sql`
    update mailbox set needs_sign_in = true, failure = ${failure}
    where tenant_id = ${tx.tenant.id} and user_id = ${user}::uuid and not needs_sign_in returning 1`);
  if (asked.length > 0) await notify(tx, [{ user, kind: 'mailboxSignIn', data: { address } }]);
}
