import { prepared, type Sql, sql } from '../database/sql.ts';
import { errors, isId } from '../kernel/index.ts';
import type { Context, ObjectMeta, Pooled } from '../module/index.ts';

/** A pool as its work needs it. */
export interface PoolRow {
  readonly id: string;
  readonly name: string;
  readonly object: string;
  readonly active: boolean;
  readonly visibility: 'full' | 'masked' | 'adminOnly';
  readonly claimMode: 'self' | 'apply' | 'assignOnly';
  readonly dailyLimit: number;
  readonly holdingLimit: number;
  readonly cooldownHours: number;
  readonly batchMax: number;
  readonly followTypes: readonly string[];
  readonly minCharacters: number;
  readonly minCallSeconds: number;
  readonly graceDays: number;
  readonly ownerGone: 'pool' | 'manager' | 'keep';
  readonly exemptStage: string | null;
  readonly exemptKeys: readonly string[];
  /** Of the caller. */
  readonly member: boolean;
  readonly admin: boolean;
}

/** No pool gives less grace to records that were there before what takes them away (SAL-4). */
export const leastGrace = 3;
/** Days of grace of a pool `p`. */
export const graceDays = sql`greatest(coalesce(p.grace_days, ${leastGrace}), ${leastGrace})::int`;

/** `select … from pool p` with what the caller is in each; numbers of an object are bigint columns. */
export function poolColumns(ctx: Context): Sql {
  const mine = (and: Sql) => sql`exists (select from pool_member m where m.tenant_id = p.tenant_id and m.pool_id = p.id
    and m.principal = any(${ctx.access.principals}::uuid[]) ${and})`;
  return sql`p.id, p.name, p.for_object as object, p.active is true as active, coalesce(p.visibility, 'full') as visibility, coalesce(p.claim_mode, 'self') as "claimMode",
    coalesce(p.daily_limit, 20)::int as "dailyLimit", coalesce(p.holding_limit, 200)::int as "holdingLimit", coalesce(p.cooldown_hours, 24)::int as "cooldownHours",
    coalesce(p.batch_max, 20)::int as "batchMax", coalesce(p.follow_types, '{}') as "followTypes", coalesce(p.min_characters, 0)::int as "minCharacters",
    coalesce(p.min_call_seconds, 0)::int as "minCallSeconds", ${graceDays} as "graceDays", coalesce(p.owner_gone, 'pool') as "ownerGone",
    p.exempt_stage as "exemptStage", coalesce(p.exempt_keys, '{}') as "exemptKeys", ${mine(sql``)} as member, ${mine(sql`and m.admin`)} as admin`;
}

/**
 * Live pools that answer a condition on `p`.
 *
 * @param beside further columns, each after a comma
 */
export function poolsWhere<More = unknown>(ctx: Context, condition: Sql, beside: Sql = sql``): Promise<(PoolRow & More)[]> {
  return ctx.query<PoolRow & More>(
    prepared(sql`
      select ${poolColumns(ctx)}${beside} from pool p where p.tenant_id = ${ctx.tenant.id} and p.deleted_at is null and ${condition}
      order by p.name collate "zh-x-icu", p.id`),
  );
}

/** One live pool that the caller may know: its members and those who manage pools. NOT_FOUND otherwise. */
export async function poolOf(ctx: Context, id: string): Promise<PoolRow> {
  const [pool] = isId(id) ? await poolsWhere(ctx, sql`p.id = ${id}::uuid`) : [];
  if (!pool || !(pool.member || managesPools(ctx))) throw errors.NOT_FOUND();
  return pool;
}

/** Whoever may change pools decides about the records in all of them. */
export const managesPools = (ctx: Context): boolean => ctx.access.can('pool.edit');

export const rulesPool = (ctx: Context, pool: Pick<PoolRow, 'admin'>): boolean => pool.admin || managesPools(ctx);

export function pooledMeta(ctx: Context, object: string): ObjectMeta & { readonly pooled: Pooled } {
  const meta = ctx.meta.object(object);
  if (!meta?.pooled) throw errors.NOT_FOUND();
  return meta as ObjectMeta & { readonly pooled: Pooled };
}

/** Not finished, by the object's own state. */
export function isOpen(meta: ObjectMeta, alias: string): Sql {
  const closed = meta.pooled?.closed;
  const field = closed && meta.fields.get(closed.field);
  if (!closed || field?.storage.kind !== 'column') return sql`true`;
  const column = sql.ref(`${alias}.${field.storage.column}`);
  return sql`(${column} is null or ${column} <> all(${closed.values}::text[]))`;
}

/** How many open records of a pool somebody holds: what its limit of holding is about. */
export function heldCount(ctx: Context, meta: ObjectMeta, { pool, user }: { readonly pool: Sql; readonly user: Sql }): Sql {
  return sql`(select count(*)::int from ${sql.id(meta.table)} h where h.tenant_id = ${ctx.tenant.id} and h.owner = ${user} and h.home_pool = ${pool}
    and h.deleted_at is null and ${isOpen(meta, 'h')})`;
}

/** A line of a pool's log. */
export interface PoolLine {
  readonly pool: string;
  readonly object: string;
  readonly record: string;
  readonly what: 'claimed' | 'assigned' | 'returned' | 'reclaimed';
  readonly reason?: string;
  readonly note?: string;
  readonly from: string | null;
  readonly to: string | null;
}
