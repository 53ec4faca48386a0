import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { AppError, errors, fieldError, isId, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { ownedCounts, transferAll } from '../records/save/index.ts';
import { findUser, refuseForeignOwner, rolesToGrant } from './invitations.ts';
import { otherOwners, ownersAmong, writeRoles } from './role-store.ts';
import { saveUser } from './save-one.ts';
import { raiseAccessVersion } from './tenant-info.ts';

export interface RoleName {
  readonly id: string;
  readonly key: string;
  readonly name: { readonly zh: string; readonly en: string };
}

/** The roles of one person; a change counts from their next request. */
export async function rolesOf(ctx: Context, id: string): Promise<RoleName[]> {
  return namesOf(ctx, (await findUser(ctx, id)).id);
}

function namesOf(ctx: Context, user: string): Promise<RoleName[]> {
  return ctx.query<RoleName>(sql`
    select r.id, r.key, r.name from user_role ur join role r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
    where ur.tenant_id = ${ctx.tenant.id} and ur.user_id = ${user} order by r.id`);
}

export async function setRoles(ctx: Context, id: string, names: readonly string[]): Promise<RoleName[]> {
  return ctx.transaction(async (tx) => {
    const user = await findUser(tx, id);
    await refuseForeignOwner(tx, user.id);
    const before = await namesOf(tx, user.id);
    const held = new Set(before.map((role) => role.id));
    const wanted = await rolesToGrant(
      tx,
      names.filter((name) => !held.has(name)),
    );
    const kept = names.filter((name) => held.has(name));
    const roles = [...new Set([...kept, ...wanted])];
    await writeRoles(tx, tx.tenant.id, user.id, roles);
    // asked after the change: is there still somebody who owns the company?
    const owners = await ownersAmong(tx, tx.tenant.id, [user.id]);
    if (!owners.has(user.id) && (await otherOwners(tx, tx.tenant.id, [])) === 0) {
      throw new AppError('STATE', 409, label('公司至少要有一位启用的所有者', 'The company needs at least one active owner'));
    }
    await tx.query(raiseAccessVersion(tx.tenant.id));
    const after = await namesOf(tx, user.id);
    await audit(tx, { event: 'user.rolesChanged', object: 'user', record: user.id, data: { old: keysOf(before), new: keysOf(after) } });
    return after;
  });
}

const keysOf = (roles: readonly RoleName[]) => roles.map((role) => role.key);

/** Switches somebody on or off; the hooks end their sessions. */
export async function setActive(ctx: Context, id: string, active: boolean): Promise<void> {
  await ctx.transaction(async (tx) => {
    const user = await findUser(tx, id);
    if (user.active !== active) await saveUser(tx, { id: user.id, values: { active } });
  });
}

/** What a leaver would hand over: records by object. */
export async function handoverPreview(ctx: Context, id: string): Promise<{ object: string; count: number }[]> {
  const user = await findUser(ctx, id);
  return [...(await ownedCounts(ctx.elevated(), user.id))].map(([object, count]) => ({ object, count }));
}

/** Everything somebody owns goes to their successor, in one transaction. */
export async function handOver(ctx: Context, id: string, to: string): Promise<{ object: string; count: number }[]> {
  if (!isId(to)) throw fieldError('LOOKUP_NOT_FOUND', 'to');
  return ctx.transaction(async (tx) => {
    const from = await findUser(tx, id);
    const [successor] = await tx.query<{ id: string; active: boolean }>(sql`
      select id, coalesce(active, false) as active from app_user where tenant_id = ${tx.tenant.id} and id = ${to} and deleted_at is null`);
    if (!successor) throw fieldError('LOOKUP_NOT_FOUND', 'to');
    if (!successor.active) throw fieldError('INVALID_VALUE', 'to', label('接手人已停用', 'The successor is deactivated'));
    if (successor.id === from.id) throw fieldError('INVALID_VALUE', 'to', label('接手人不能是本人', 'The successor must be somebody else'));
    return [...(await transferAll(tx.elevated(), from.id, successor.id))].map(([object, count]) => ({ object, count }));
  });
}

export interface PersonItem {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly position: string | null;
  readonly department: { readonly id: string; readonly title: string } | null;
  readonly active: boolean;
  readonly roles: readonly RoleName[];
  /** Has an account of this company; else they have not come in yet. */
  readonly joined: boolean;
  readonly invitedUntil: string | null;
  readonly lastSeenAt: string | null;
  /** Too many wrong passwords. */
  readonly lockedUntil: string | null;
  /** Has a second step or a passkey. */
  readonly twoStep: boolean;
}

/** People with their roles and whether they have come in yet, for administrators; by name. */
export async function listPeople(
  ctx: Context,
  query: { search?: string; limit: number; after?: string },
): Promise<{ items: PersonItem[]; nextCursor: string | null }> {
  const { search, limit, after } = query;
  if (after !== undefined && !isId(after)) throw errors.BAD_CURSOR();
  const like = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null;
  const tenant = ctx.tenant.id;
  const items = await ctx.query<PersonItem>(sql`
    select u.id, u.name, u.email, u.position, coalesce(u.active, false) as active,
      case when d.id is not null then jsonb_build_object('id', d.id, 'title', d.name) end as department,
      coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'key', r.key, 'name', r.name) order by r.id)
        from user_role ur join role r on r.tenant_id = ur.tenant_id and r.id = ur.role_id where ur.tenant_id = ${tenant} and ur.user_id = u.id), '[]') as roles,
      exists (select from membership m where m.tenant_id = ${tenant} and m.user_id = u.id) as joined,
      (select max(o.expires_at) from one_time_token o
        where o.tenant_id = ${tenant} and o.user_id = u.id and o.purpose = 'invitation' and o.used_at is null and o.expires_at > ${ctx.clock.now()}) as "invitedUntil",
      (select max(s.last_seen_at) from session s where s.tenant_id = ${tenant} and s.user_id = u.id) as "lastSeenAt",
      (select greatest(p.locked_until, c.locked_until) from membership m join person p on p.id = m.person_id left join person_totp c on c.person_id = p.id
        where m.tenant_id = ${tenant} and m.user_id = u.id and greatest(p.locked_until, c.locked_until) > ${ctx.clock.now()}) as "lockedUntil",
      exists (select from membership m where m.tenant_id = ${tenant} and m.user_id = u.id and (
        exists (select from person_totp c where c.person_id = m.person_id and c.confirmed_at is not null)
        or exists (select from passkey k where k.person_id = m.person_id))) as "twoStep"
    from app_user u left join department d on d.tenant_id = u.tenant_id and d.id = u.department and d.deleted_at is null
    where u.tenant_id = ${tenant} and u.deleted_at is null
      and (${like}::text is null or u.name ilike ${like} or u.email ilike ${like})
      and (${after ?? null}::uuid is null or (u.name collate "zh-x-icu", u.id) > (
        select a.name collate "zh-x-icu", a.id from app_user a where a.tenant_id = ${tenant} and a.id = ${after ?? null}::uuid))
    order by u.name collate "zh-x-icu", u.id limit ${limit + 1}`);
  const page = items.slice(0, limit);
  return { items: page, nextCursor: items.length > limit ? (page.at(-1)?.id ?? null) : null };
}
