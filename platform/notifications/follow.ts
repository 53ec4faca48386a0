import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { choicesOf } from './choices.ts';
import { assertVisible } from './kept.ts';

interface About {
  readonly object: string;
  readonly record: string;
}

/** The caller follows a record they may see. */
export async function follow(ctx: Context, object: string, given: string): Promise<void> {
  const record = await assertVisible(ctx, object, given);
  await ctx.transaction((tx) =>
    tx.query(sql`
      insert into follow (tenant_id, user_id, record_id, object, at) values (${tx.tenant.id}, ${tx.user.id}, ${record}, ${object}, ${tx.clock.now()})
      on conflict (tenant_id, user_id, record_id) do update set active = true, at = excluded.at where not follow.active`),
  );
}

/** The caller leaves a record, and does not come to follow it again by itself. */
export async function unfollow(ctx: Context, object: string, given: string): Promise<void> {
  const record = await assertVisible(ctx, object, given);
  await ctx.transaction((tx) =>
    tx.query(sql`
      insert into follow (tenant_id, user_id, record_id, object, at, active) values (${tx.tenant.id}, ${tx.user.id}, ${record}, ${object}, ${tx.clock.now()}, false)
      on conflict (tenant_id, user_id, record_id) do update set active = false`),
  );
}

/** Whether the caller follows a record, and how many do. */
export async function following(ctx: Context, object: string, given: string): Promise<{ following: boolean; count: number }> {
  const record = await assertVisible(ctx, object, given);
  const [row] = await ctx.query<{ following: boolean; count: number }>(sql`
    select coalesce(bool_or(user_id = ${ctx.user.id}), false) as following, count(*)::int as count
    from follow where tenant_id = ${ctx.tenant.id} and record_id = ${record} and active`);
  return row ?? { following: false, count: 0 };
}

/** People come to follow records by what they are or did, as far as they have chosen so and have not left the record before. */
export async function followByItself(
  ctx: Context,
  as: 'owner' | 'commenter',
  pairs: readonly (About & { readonly user: string })[],
): Promise<void> {
  if (pairs.length === 0) return;
  const choices = await choicesOf(ctx, [...new Set(pairs.map((pair) => pair.user))]);
  const wanted = pairs.filter((pair) => choices.get(pair.user)?.choice.follow[as]);
  if (wanted.length === 0) return;
  await ctx.transaction((tx) =>
    tx.query(sql`
      insert into follow (tenant_id, user_id, record_id, object, at)
      select ${tx.tenant.id}, p.user_id, p.record_id, p.object, ${tx.clock.now()}
      from unnest(${wanted.map((pair) => pair.user)}::uuid[], ${wanted.map((pair) => pair.record)}::uuid[], ${wanted.map((pair) => pair.object)}::text[]) as p (user_id, record_id, object)
      on conflict do nothing`),
  );
}

export interface Follower {
  readonly user: string;
  /** Since when: nobody is told of what was before. */
  readonly at: string;
}

/** Who follows which of the records: people who work here, by one query for all. */
export async function followersOf(ctx: Context, records: readonly string[]): Promise<Map<string, Follower[]>> {
  if (records.length === 0) return new Map();
  const rows = await ctx.query<Follower & { record: string }>(sql`
    select f.record_id as record, f.user_id as "user", f.at from follow f
    join app_user u on u.tenant_id = f.tenant_id and u.id = f.user_id and u.active and u.deleted_at is null
    where f.tenant_id = ${ctx.tenant.id} and f.record_id = any(${records}::uuid[]) and f.active`);
  return Map.groupBy(rows, (row) => row.record);
}

/** Followers of the event's record who followed it when the event happened. */
export function followersAt(
  followers: ReadonlyMap<string, readonly Follower[]>,
  event: { readonly record: string; readonly at: string },
): string[] {
  return (followers.get(event.record) ?? []).filter(({ at }) => Date.parse(at) <= Date.parse(event.at)).map(({ user }) => user);
}
