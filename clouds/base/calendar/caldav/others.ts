import { sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';

/** Colleagues who keep the same calendar as the caller the same. */
export async function sharersOf(ctx: Context, calendar: string): Promise<ReadonlySet<string>> {
  const rows = await ctx.query<{ user: string }>(sql`
    select a.user_id as user from calendar_account a join app_user u on u.tenant_id = a.tenant_id and u.id = a.user_id
    where a.tenant_id = ${ctx.tenant.id} and a.calendar = ${calendar} and a.active and u.active and u.deleted_at is null
      and a.user_id <> ${ctx.user.id}::uuid`);
  return new Set(rows.map(({ user }) => user));
}

/** Our name of an event: the record it was made of. */
export const recordNamed = (uid: string): string | undefined => /^([0-9a-f-]{36})@huanke$/.exec(uid)?.[1];

/** A record of the company that stands for an event already. */
export interface Standing {
  readonly record: string;
  readonly owner: string | null;
  /** On the caller's calendar, and for them to keep the same; else a colleague's affair. */
  readonly isMine: boolean;
}

interface Asked {
  readonly uid: string;
  /** What the caller's link says so far. */
  readonly record: string | null;
  readonly sharers: ReadonlySet<string>;
}

/**
 * Whether an event is known to the company already: by our own name of it, because a colleague who keeps the same calendar has taken it in, or
 * because one has who was asked to the same event and whose record the caller takes part in. Whoever owns the record keeps it the same; the others
 * do so only where the owner keeps neither this calendar nor the same invitation. That it is known shows the caller nothing of the record. Within
 * a transaction: two who meet the same event at once come one after the other.
 */
export async function standingOf(ctx: Context, { uid, record, sharers }: Asked): Promise<Standing | undefined> {
  const own = recordNamed(uid);
  const named = [own, record].filter((id) => typeof id === 'string');
  const others = [...sharers];
  await ctx.query(sql`select pg_advisory_xact_lock(hashtext(${`calendar ${uid}`}), ${ctx.tenant.id})`);
  const invited = own ? sql`false` : sql`exists (select from known k where k.record_id = t.id and k.user_id = t.owner and k.connected)`;
  const rows = await ctx.query<Standing>(sql`
    with known as materialized (
      select k.user_id, k.record_id, a.active and u.active as connected from calendar_link k
      join app_user u on u.tenant_id = k.tenant_id and u.id = k.user_id
      left join calendar_account a on a.tenant_id = k.tenant_id and a.user_id = k.user_id
      where k.tenant_id = ${ctx.tenant.id} and k.uid = ${uid} and k.user_id <> ${ctx.user.id}::uuid and k.record_id is not null),
    found as (
      select t.id, t.owner, t.deleted_at, t.owner = ${ctx.user.id}::uuid as owned, ${attends(ctx)} as attends,
        coalesce(t.owner = any(${others}::uuid[]), false) or ${invited} as kept
      from activity t where t.tenant_id = ${ctx.tenant.id} and (t.id = any(${named}::uuid[]) or t.id in (select record_id from known)))
    select f.id as record, f.owner, coalesce(f.deleted_at is null and (f.owned or (f.attends and not f.kept)), false) as "isMine"
    from found f
    where (f.deleted_at is null or f.owned is not true) and (f.id = any(${named}::uuid[]) or f.owned or f.attends
      or exists (select from known k where k.record_id = f.id and k.user_id = any(${others}::uuid[])))
    order by 3 desc, f.id limit 1`);
  return rows[0];
}

/** Whether the caller takes part in the activity `t`. */
const attends = (ctx: Context) => sql`exists (
  select from record_link l where l.tenant_id = t.tenant_id and l.record_id = t.id and l.object = 'activity' and l.field = 'attendees'
    and l.target_id = ${ctx.user.id}::uuid)`;

/** Of events that are only known to the caller those that their owner keeps on a calendar of their own, by uid: invitations to both. */
export async function keptByOwner(ctx: Context, uids: readonly string[]): Promise<ReadonlySet<string>> {
  if (uids.length === 0) return new Set();
  const rows = await ctx.query<{ uid: string }>(sql`
    select k.uid from calendar_link k
    join activity t on t.tenant_id = k.tenant_id and t.id = k.record_id and t.owner = k.user_id
    join calendar_account a on a.tenant_id = k.tenant_id and a.user_id = k.user_id and a.active
    join app_user u on u.tenant_id = k.tenant_id and u.id = k.user_id and u.active
    where k.tenant_id = ${ctx.tenant.id} and k.uid = any(${uids}::text[]) and k.user_id <> ${ctx.user.id}::uuid`);
  return new Set(rows.map(({ uid }) => uid).filter((uid) => recordNamed(uid) === undefined));
}
