import { sql } from '../database/sql.ts';
import type { Queryable } from '../module/index.ts';
import { hashToken, newToken } from './tokens.ts';

export type TokenPurpose = 'invitation' | 'passwordReset' | 'signIn';

const hour = 3_600_000;
const lifetimes: Record<TokenPurpose, number> = { invitation: 7 * 24 * hour, passwordReset: hour, signIn: 24 * hour };
const paths: Record<TokenPurpose, string> = { invitation: '/invite', passwordReset: '/reset-password', signIn: '/link' };

export interface OneTimeLink {
  /** Relative; the token is its last part. */
  readonly link: string;
  readonly expiresAt: string;
}

export interface OneTimeToken {
  readonly purpose: TokenPurpose;
  readonly person: string;
  readonly tenant: number | null;
  readonly user: string | null;
}

/** Makes a link that works once. Earlier ones of the same purpose for the same person (and company) stop working. */
export async function makeLink(on: Queryable, now: Date, token: OneTimeToken): Promise<OneTimeLink> {
  const { purpose, person, tenant, user } = token;
  const secret = newToken();
  const expiresAt = new Date(now.getTime() + lifetimes[purpose]);
  await on.query(sql`
    delete from one_time_token where purpose = ${purpose} and person_id = ${person} and tenant_id is not distinct from ${tenant}::int`);
  await on.query(sql`
    insert into one_time_token (token_hash, purpose, person_id, tenant_id, user_id, created_at, expires_at)
    values (${hashToken(secret)}, ${purpose}, ${person}, ${tenant}, ${user}, ${now}, ${expiresAt})`);
  return { link: `${paths[purpose]}/${secret}`, expiresAt: expiresAt.toISOString() };
}

const columns = sql`purpose, person_id as person, tenant_id as tenant, user_id as "user"`;

/** What a link that still works stands for. */
export async function peekLink(
  on: Queryable,
  now: Date,
  secret: string,
  purposes: readonly TokenPurpose[],
): Promise<OneTimeToken | undefined> {
  const hash = hashToken(secret);
  if (!hash) return undefined;
  const [token] = await on.query<OneTimeToken>(sql`
    select ${columns} from one_time_token where token_hash = ${hash} and purpose = any(${purposes}) and used_at is null and expires_at > ${now}`);
  return token;
}

/** Uses the link up; undefined when somebody was quicker or it works no more. Belongs into the transaction of what it allows. */
export async function useLink(
  on: Queryable,
  now: Date,
  secret: string,
  purposes: readonly TokenPurpose[],
): Promise<OneTimeToken | undefined> {
  const hash = hashToken(secret);
  if (!hash) return undefined;
  const [token] = await on.query<OneTimeToken>(sql`
    update one_time_token set used_at = ${now}
    where token_hash = ${hash} and purpose = any(${purposes}) and used_at is null and expires_at > ${now} returning ${columns}`);
  return token;
}
