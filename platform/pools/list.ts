import { sql } from '../database/sql.ts';
import { dayIn, errors } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { heldCount, managesPools, type PoolRow, pooledMeta, poolsWhere, rulesPool } from './store.ts';

/** A pool as its members see it: what they may still take today and hold. */
export interface PoolView {
  readonly id: string;
  readonly name: string;
  readonly object: string;
  readonly active: boolean;
  readonly visibility: PoolRow['visibility'];
  readonly claimMode: PoolRow['claimMode'];
  readonly batchMax: number;
  readonly admin: boolean;
  readonly member: boolean;
  /** Requests for its records that wait: those the caller may decide, else their own. */
  readonly requests: number;
  /** Records that lie in it, counted to 10,000. */
  readonly count: number;
  readonly quota: Quota;
}

export interface Quota {
  readonly dailyLimit: number;
  readonly claimedToday: number;
  readonly dailyLeft: number;
  readonly holdingLimit: number;
  readonly held: number;
  readonly holdingLeft: number;
}

const mostCounted = 10_000;

/** The pools of an object (or of all) in which the caller takes part; who manages pools sees each, switched off or not. */
export async function listPools(ctx: Context, object?: string): Promise<PoolView[]> {
  if (object !== undefined && !ctx.access.can(`${object}.read`)) throw errors.NOT_FOUND();
  const pools = await poolsWhere(ctx, object === undefined ? sql`true` : sql`p.for_object = ${object}`);
  const mine = pools.filter(
    (pool) =>
      ctx.meta.object(pool.object)?.pooled &&
      (managesPools(ctx) || (pool.active && pool.member && (pool.visibility !== 'adminOnly' || pool.admin))),
  );
  const figures = await figuresOf(ctx, mine);
  return mine.map((pool) => {
    const { count, held, claimed, requests } = figures.get(pool.id) ?? { count: 0, held: 0, claimed: 0, requests: 0 };
    const { id, name, active, visibility, claimMode, batchMax, member } = pool;
    return {
      id,
      name,
      object: pool.object,
      active,
      visibility,
      claimMode,
      batchMax,
      member,
      admin: rulesPool(ctx, pool),
      count,
      requests,
      quota: quotaOf(pool, claimed, held),
    };
  });
}

export function quotaOf(pool: Pick<PoolRow, 'dailyLimit' | 'holdingLimit'>, claimed: number, held: number): Quota {
  return {
    dailyLimit: pool.dailyLimit,
    claimedToday: claimed,
    dailyLeft: Math.max(0, pool.dailyLimit - claimed),
    holdingLimit: pool.holdingLimit,
    held,
    holdingLeft: Math.max(0, pool.holdingLimit - held),
  };
}

interface Figures {
  readonly pool: string;
  readonly count: number;
  readonly held: number;
  readonly claimed: number;
  readonly requests: number;
}

/** Of all pools by one statement. */
async function figuresOf(ctx: Context, pools: readonly PoolRow[]): Promise<Map<string, Figures>> {
  if (pools.length === 0) return new Map();
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  const parts = pools.map((pool) => {
    const { id, object } = pool;
    const meta = pooledMeta(ctx, object);
    const table = sql.id(meta.table);
    return sql`select ${id}::uuid as pool,
      (select count(*)::int from (select 1 from ${table} t where t.tenant_id = ${ctx.tenant.id} and t.pool = ${id} and t.deleted_at is null limit ${mostCounted}) c) as count,
      ${heldCount(ctx, meta, { pool: sql`${id}`, user: sql`${ctx.user.id}` })} as held,
      coalesce((select claimed from pool_counter c where c.tenant_id = ${ctx.tenant.id} and c.pool_id = ${id} and c.user_id = ${ctx.user.id} and c.day = ${today}::date), 0) as claimed,
      (select count(*)::int from pool_request r where r.tenant_id = ${ctx.tenant.id} and r.pool_id = ${id} and r.status = 'waiting'
        ${rulesPool(ctx, pool) ? sql`` : sql`and r.user_id = ${ctx.user.id}`}) as requests`;
  });
  const rows = await ctx.query<Figures>(sql.join(parts, sql` union all `));
  return new Map(rows.map((row) => [row.pool, row]));
}
