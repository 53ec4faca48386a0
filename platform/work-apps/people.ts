import { audit } from '../audit/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { refuseForeignOwner } from '../identity/index.ts';
import { errors, fieldError, isId, label } from '../kernel/index.ts';
import { BodyReader } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { mayManage } from './connections.ts';
import { workAppErrors } from './errors.ts';
import type { Platform } from './platforms.ts';

export type LinkedBy = 'hand' | 'self' | 'match' | 'import';

/** Who a person of the company is at a platform. */
export interface LinkView {
  readonly user: string;
  readonly name: string;
  readonly account: string;
  readonly linkedBy: LinkedBy;
  readonly linkedAt: string;
  /** Since when the platform knows nobody of that name; no notices go there. */
  readonly unknownAt: string | null;
}

export interface People {
  readonly items: readonly LinkView[];
  readonly nextCursor: string | null;
  /** Active people without an account there. */
  readonly missing: number;
}

const mostShown = 100;

/** The mobile of a user as its eleven digits, however it was written; null for what is none. */
export const mobileIn = (user: string): Sql =>
  sql`substring(regexp_replace(${sql.id(user)}.phone, '[^0-9]', '', 'g') from '(1[3-9][0-9]{9})$')`;

/** The user `u` is no owner: an administrator may write anybody's mobile, and must not come in as an owner by it. */
export const isNoOwner = sql`not exists (
  select from user_role ur join role r on r.tenant_id = ur.tenant_id and r.id = ur.role_id and r.key = 'owner' and r.system
  where ur.tenant_id = u.tenant_id and ur.user_id = u.id)`;

/** An administrator of the connection and of people: a link lets its account sign in. */
export function mayLink(ctx: Context): void {
  mayManage(ctx);
  if (!ctx.access.can('users.manage')) throw errors.FORBIDDEN();
}

/** Links of a platform, by the ids of their people; `cursor`: the last one seen. */
export async function listPeople(ctx: Context, platform: Platform, cursor: string | undefined): Promise<People> {
  mayLink(ctx);
  if (cursor !== undefined && !isId(cursor)) throw errors.BAD_CURSOR();
  const rows = await ctx.query<LinkView>(sql`
    select l.user_id as "user", u.name, l.account, l.linked_by as "linkedBy", l.linked_at as "linkedAt", l.unknown_at as "unknownAt"
    from work_app_user l join app_user u on u.tenant_id = l.tenant_id and u.id = l.user_id and u.deleted_at is null
    where l.tenant_id = ${ctx.tenant.id} and l.platform = ${platform} ${cursor ? sql`and l.user_id > ${cursor}::uuid` : sql``}
    order by l.user_id limit ${mostShown + 1}`);
  const items = rows.slice(0, mostShown);
  const [count] = await ctx.query<{ missing: number }>(sql`
    select count(*)::int as missing from app_user u where u.tenant_id = ${ctx.tenant.id} and u.active and u.deleted_at is null and not exists (
      select from work_app_user l where l.tenant_id = u.tenant_id and l.platform = ${platform} and l.user_id = u.id)`);
  return { items, nextCursor: rows.length > mostShown ? (items.at(-1)?.user ?? null) : null, missing: count?.missing ?? 0 };
}

export interface OwnAccount {
  readonly platform: Platform;
  readonly account: string | null;
  readonly unknownAt: string | null;
}

/** Who the caller is at each platform the company has connected; null where that is not known. */
export function ownAccounts(ctx: Context): Promise<OwnAccount[]> {
  return ctx.query<OwnAccount>(sql`
    select w.platform, l.account, l.unknown_at as "unknownAt" from work_app w
    left join work_app_user l on l.tenant_id = w.tenant_id and l.platform = w.platform and l.user_id = ${ctx.user.id}::uuid
    where w.tenant_id = ${ctx.tenant.id} order by w.platform`);
}

/** Says who somebody is at a platform. @throws DUPLICATE when the account is somebody else's */
export async function linkByHand(ctx: Context, platform: Platform, user: string, body: unknown): Promise<void> {
  mayLink(ctx);
  const reader = new BodyReader(body);
  reader.only(new Set(['account']));
  const account = reader.text('account', { max: 128, required: true }) ?? '';
  reader.finish();
  if (!isId(user)) throw errors.NOT_FOUND();
  await ctx.transaction(async (tx) => {
    await refuseForeignOwner(tx, user);
    await link(tx, platform, { user, account, by: 'hand' });
  });
}

/**
 * Links somebody to an account, in place of the one they had.
 *
 * @throws NOT_FOUND when there is no such active person, WORK_APP_OFF, DUPLICATE naming `account`
 */
export async function link(
  tx: Context,
  platform: Platform,
  { user, account, by }: { user: string; account: string; by: LinkedBy },
): Promise<void> {
  const [found] = await tx.query<{ connected: boolean }>(sql`
    select exists (select from work_app w where w.tenant_id = u.tenant_id and w.platform = ${platform}) as connected
    from app_user u where u.tenant_id = ${tx.tenant.id} and u.id = ${user}::uuid and u.active and u.deleted_at is null`);
  if (!found) throw errors.NOT_FOUND();
  if (!found.connected) throw workAppErrors.WORK_APP_OFF();
  const [holder] = await tx.query<{ name: string; user: string }>(sql`
    select u.name, u.id as "user" from work_app_user l join app_user u on u.tenant_id = l.tenant_id and u.id = l.user_id
    where l.tenant_id = ${tx.tenant.id} and l.platform = ${platform} and l.account = ${account}`);
  if (holder && holder.user !== user) {
    const { name } = holder;
    throw fieldError(
      'DUPLICATE',
      'account',
      label(`这个账号已绑定给“${name}”，请先解除`, `The account is linked to “${name}”; end that first`),
    );
  }
  await tx.query(sql`
    insert into work_app_user (tenant_id, platform, user_id, account, linked_by, linked_at)
    values (${tx.tenant.id}, ${platform}, ${user}::uuid, ${account}, ${by}, ${tx.clock.now()})
    on conflict (tenant_id, platform, user_id) do update set account = excluded.account, linked_by = excluded.linked_by,
      linked_at = excluded.linked_at, unknown_at = null`);
  await audit(tx, { event: 'workApp.linked', object: 'user', record: user, data: { platform, account, by } });
}

/** Ends a link; one's own, or as an administrator. */
export async function unlink(ctx: Context, platform: Platform, user: string): Promise<void> {
  if (user !== ctx.user.id) mayLink(ctx);
  if (!isId(user)) throw errors.NOT_FOUND();
  await ctx.transaction(async (tx) => {
    if (user !== tx.user.id) await refuseForeignOwner(tx, user);
    const gone = await tx.query(sql`
      delete from work_app_user where tenant_id = ${tx.tenant.id} and platform = ${platform} and user_id = ${user}::uuid returning 1`);
    if (gone.length === 0) throw errors.NOT_FOUND();
    await audit(tx, { event: 'workApp.unlinked', object: 'user', record: user, data: { platform } });
  });
}
