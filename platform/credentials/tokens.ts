import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { errors, fieldError, isId, label, newId } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { readName, readScopes } from './scopes.ts';
import { hashSecret, hintOf, newSecret } from './secret.ts';

/** A personal token as people see it; the secret itself was shown once. */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  /** The last four signs. */
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly user: { readonly id: string; readonly title: string };
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}

export interface NewToken {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt?: string | null;
}

const mostPerPerson = 50;

export function mayManageApi(ctx: Context): void {
  if (!ctx.access.can('api.manage')) throw errors.FORBIDDEN();
}

function readExpiry(ctx: Context, raw: string | null | undefined): Date | null {
  if (raw === undefined || raw === null || raw === '') return null;
  const at = new Date(/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(raw) ? raw : Number.NaN);
  if (Number.isNaN(at.getTime()))
    throw fieldError(
      'INVALID_VALUE',
      'expiresAt',
      label('应为时刻，例如 2027-01-01T00:00:00Z', 'Must be an instant such as 2027-01-01T00:00:00Z'),
    );
  if (at <= ctx.clock.now()) throw fieldError('INVALID_VALUE', 'expiresAt', label('到期时间应在将来', 'Must be in the future'));
  return at;
}

/** Makes a token of one's own. The answer is the only place where it ever stands in full. */
export async function createToken(ctx: Context, input: NewToken): Promise<TokenView & { readonly token: string }> {
  if (!ctx.access.can('apiTokens.create')) throw errors.FORBIDDEN();
  const name = readName(input.name);
  const scopes = readScopes(ctx, input.scopes);
  const expiresAt = readExpiry(ctx, input.expiresAt);
  const token = newSecret('pat', ctx.tenant.id);
  const id = newId();
  return ctx.transaction(async (tx) => {
    const [held] = await tx.query<{ n: number }>(sql`
      select count(*)::int as n from api_token where tenant_id = ${tx.tenant.id} and user_id = ${tx.user.id} and app_id is null and ${isLive(tx)}`);
    if ((held?.n ?? 0) >= mostPerPerson)
      throw fieldError('LIMIT_EXCEEDED', 'name', label(`每人最多 ${mostPerPerson} 个令牌`, `At most ${mostPerPerson} tokens a person`));
    await tx.query(sql`
      insert into api_token (tenant_id, id, token_hash, user_id, name, hint, scopes, created_at, expires_at)
      values (${tx.tenant.id}, ${id}, ${hashSecret(token)}, ${tx.user.id}, ${name}, ${hintOf(token)}, ${scopes}::text[], ${tx.clock.now()}, ${expiresAt})`);
    const [view] = await selectTokens(tx, sql`k.id = ${id}`);
    if (!view) throw errors.NOT_FOUND();
    await audit(tx, { event: 'apiToken.created', record: id, data: { scopes, expiresAt: view.expiresAt } });
    return { ...view, token };
  });
}

const isLive = (ctx: Context) => sql`revoked_at is null and (expires_at is null or expires_at > ${ctx.clock.now()})`;

function selectTokens(ctx: Context, which: ReturnType<typeof sql>): Promise<TokenView[]> {
  return ctx.query<TokenView>(sql`
    select k.id, k.name, k.hint, k.scopes, jsonb_build_object('id', k.user_id, 'title', coalesce(u.name, '')) as user,
      k.created_at as "createdAt", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt"
    from api_token k left join app_user u on u.tenant_id = k.tenant_id and u.id = k.user_id
    where k.tenant_id = ${ctx.tenant.id} and k.app_id is null and k.revoked_at is null and ${which}
    order by k.id desc limit 1000`);
}

/** One's own tokens, the newest first; those that have run out until they are taken away. */
export function listOwnTokens(ctx: Context): Promise<TokenView[]> {
  return selectTokens(ctx, sql`k.user_id = ${ctx.user.id}`);
}

/** Everybody's tokens, for who answers for the company's interfaces. */
export async function listAllTokens(ctx: Context): Promise<TokenView[]> {
  mayManageApi(ctx);
  return selectTokens(ctx, sql`true`);
}

/** Ends a token of one's own, or anybody's with `api.manage`; from the next request on it opens nothing. */
export async function revokeToken(ctx: Context, id: string): Promise<void> {
  const whose = ctx.access.can('api.manage') ? sql`true` : sql`user_id = ${ctx.user.id}`;
  if (!isId(id)) throw errors.NOT_FOUND();
  await ctx.transaction(async (tx) => {
    const [gone] = await tx.query<{ user: string }>(sql`
      update api_token set revoked_at = ${tx.clock.now()}
      where tenant_id = ${tx.tenant.id} and id = ${id} and app_id is null and revoked_at is null and ${whose} returning user_id as "user"`);
    if (!gone) throw errors.NOT_FOUND();
    await audit(tx, { event: 'apiToken.revoked', record: id.toLowerCase(), data: { user: gone.user } });
  });
}
