import { sql } from '../database/sql.ts';
import { type AppError, dayIn } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { limitRefusal } from './errors.ts';
import { heldCount } from './store.ts';

/** Somebody who is to hold a record of a pool beside those they have. */
export interface Wanted {
  readonly pool: string;
  readonly user: string;
}

/** What somebody holds of a pool, and may. */
export interface Holding extends Wanted {
  readonly held: number;
  readonly limit: number;
}

export const holdingKey = ({ pool, user }: Wanted): string => `${pool} ${user}`;

/**
 * What these people hold of these pools, by `holdingKey`; pools that are switched off know no limit. Their counters stay locked to the end of
 * the transaction, as by who claims, so that two at once count each other; what is held is read after that. Without `hold` it is only looked at.
 */
export async function holdings(tx: Context, meta: ObjectMeta, wanted: readonly Wanted[], hold = true): Promise<Map<string, Holding>> {
  if (wanted.length === 0) return new Map();
  const pairs = sql`select distinct w.pool, w."user" from unnest(${wanted.map(({ pool }) => pool)}::uuid[], ${wanted.map(({ user }) => user)}::uuid[]) w (pool, "user")`;
  if (hold)
    await tx.query(sql`
    insert into pool_counter as c (tenant_id, pool_id, user_id, day, claimed)
    select ${tx.tenant.id}::int, w.pool, w."user", ${dayIn(tx.tenant.timeZone, tx.clock.now())}::date, 0 from (${pairs}) w order by w.pool, w."user"
    on conflict (tenant_id, pool_id, user_id) do update set claimed = c.claimed`);
  const rows = await tx.query<Holding>(sql`
    select w.pool, w."user", coalesce(p.holding_limit, 200)::int as "limit",
      ${heldCount(tx, meta, { pool: sql`w.pool`, user: sql`w."user"` })} as held
    from (${pairs}) w join pool p on p.tenant_id = ${tx.tenant.id} and p.id = w.pool and p.deleted_at is null and p.active`);
  return new Map(rows.map((row) => [holdingKey(row), row]));
}

/** Which of these would go beyond what their people may hold, in the order given; undefined: not this one. */
export async function beyondHolding(tx: Context, meta: ObjectMeta, wanted: readonly Wanted[]): Promise<(AppError | undefined)[]> {
  const known = await holdings(tx, meta, wanted);
  const held = new Map([...known].map(([key, one]) => [key, one.held]));
  return wanted.map((one) => {
    const key = holdingKey(one);
    const limit = known.get(key)?.limit ?? Number.POSITIVE_INFINITY;
    const now = held.get(key) ?? 0;
    if (now >= limit) return limitRefusal('POOL_HOLDING_LIMIT', { held: now, limit }, { limit, held: now, remaining: 0 });
    held.set(key, now + 1);
    return undefined;
  });
}
