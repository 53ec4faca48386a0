import { DateTime } from 'luxon';
import { sql } from '../database/sql.ts';
import { newId } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { type Notice, notify } from '../notifications/index.ts';
import { saveRecords } from '../records/index.ts';
import { filterSql, reclaim } from './give-back.ts';
import { settleDue } from './settle.ts';
import { isOpen, type PoolRow, poolsWhere } from './store.ts';

/** Records in one transaction of the sweep. */
const batch = 500;
/** Whole days before a record goes back at which its owner is told. */
export const warningDays = [3, 1] as const;

export interface Sweep {
  readonly adopted: number;
  readonly reclaimed: number;
  readonly warned: number;
}

/** Everything that is due in a company: records that nobody owns any more in time, warnings, records of people who are gone. Again changes nothing. */
export async function sweepPools(ctx: Context, signal?: AbortSignal): Promise<Sweep> {
  const total = { adopted: 0, reclaimed: 0, warned: 0 };
  const pools = await poolsWhere(ctx, sql`p.active`);
  for (const pool of pools) {
    const meta = ctx.meta.object(pool.object);
    if (!meta?.pooled || signal?.aborted) continue;
    total.adopted += await adoptRecords(ctx, meta, pool);
    total.reclaimed += await reclaimDue(ctx, meta, pool, signal);
    total.reclaimed += await ownersGone(ctx, meta, pool, signal);
    total.warned += await warnOwners(ctx, meta, pool);
  }
  return total;
}

/** Owned records without a pool that answer the filter of this one belong to it from now on; a pool without a filter takes in nothing by itself. */
export async function adoptRecords(ctx: Context, meta: ObjectMeta, pool: PoolRow): Promise<number> {
  const [row] = await ctx.query<{ filter: unknown }>(sql`
    select filter from pool_access where tenant_id = ${ctx.tenant.id} and pool_id = ${pool.id} and filter is not null`);
  if (!row) return 0;
  const condition = filterSql(ctx, meta, row.filter);
  let adopted = 0;
  for (let after: string | undefined; ; ) {
    const ids: string[] = await ctx.transaction(async (tx) => {
      const rows = await tx.query<{ id: string }>(sql`
        update ${sql.id(meta.table)} t set home_pool = ${pool.id},
          grace_until = ${tx.clock.now()}::timestamptz + make_interval(days => ${pool.graceDays}::int) where t.tenant_id = ${tx.tenant.id} and t.id in (
          select o.id from ${sql.id(meta.table)} o
          where o.tenant_id = ${tx.tenant.id} and o.deleted_at is null and o.owner is not null and o.home_pool is null and ${isOpen(meta, 'o')}
            and ${condition} ${after ? sql`and o.id > ${after}::uuid` : sql``}
          order by o.id limit ${batch} for update skip locked) returning t.id`);
      const found = rows.map(({ id }) => id).sort();
      await settleDue(tx, meta, found);
      return found;
    });
    adopted += ids.length;
    after = ids.at(-1);
    if (ids.length < batch) return adopted;
  }
}

/** Works out anew when the records of a pool go back: after a change of its rules. */
export async function settlePool(ctx: Context, meta: ObjectMeta, pool: string, progress?: () => Promise<void>): Promise<number> {
  let count = 0;
  for (let after: string | undefined; ; ) {
    const ids: string[] = await ctx.transaction(async (tx) => {
      const rows = await tx.query<{ id: string }>(sql`
        select t.id from ${sql.id(meta.table)} t where t.tenant_id = ${tx.tenant.id} and t.home_pool = ${pool} and t.owner is not null and t.deleted_at is null
          ${after ? sql`and t.id > ${after}::uuid` : sql``} order by t.id limit ${batch} for update`);
      const found = rows.map(({ id }) => id);
      await settleDue(tx, meta, found);
      return found;
    });
    count += ids.length;
    after = ids.at(-1);
    if (ids.length < batch) return count;
    await progress?.();
  }
}

/**
 * What is due goes back. The rows are locked and their due date is worked out once more before anything is taken away: a follow-up that was
 * saved before wins, one that is being saved keeps its row locked and is passed over until the next sweep.
 */
async function reclaimDue(ctx: Context, meta: ObjectMeta, pool: PoolRow, signal?: AbortSignal): Promise<number> {
  let count = 0;
  for (let after: string | undefined; !signal?.aborted; ) {
    const seen = await ctx.transaction(async (tx) => {
      const now = tx.clock.now();
      const rows = await tx.query<{ id: string; owner: string }>(sql`
        select t.id, t.owner from ${sql.id(meta.table)} t
        where t.tenant_id = ${tx.tenant.id} and t.home_pool = ${pool.id} and t.reclaim_at <= ${now} and t.owner is not null and t.deleted_at is null
          ${after ? sql`and t.id > ${after}::uuid` : sql``}
        order by t.id limit ${batch} for update skip locked`);
      const dues = await settleDue(
        tx,
        meta,
        rows.map(({ id }) => id),
      );
      const late = rows.flatMap(({ id, owner }) => {
        const due = dues.get(id);
        return due && due.at <= now ? [{ id, owner, pool: pool.id, reason: due.kind }] : [];
      });
      const gone = await reclaim(tx, meta, late);
      await tellOwners(
        tx,
        meta,
        pool,
        late.filter(({ id }) => gone.includes(id)),
      );
      return { rows: rows.length, last: rows.at(-1)?.id, gone: gone.length };
    });
    count += seen.gone;
    after = seen.last;
    if (seen.rows < batch) return count;
  }
  return count;
}

async function tellOwners(
  tx: Context,
  meta: ObjectMeta,
  pool: PoolRow,
  gone: readonly { readonly id: string; readonly owner: string }[],
): Promise<void> {
  const notices = [...Map.groupBy(gone, ({ owner }) => owner)].map(([user, list]): Notice => {
    const [only] = list;
    return list.length === 1 && only
      ? { user, kind: 'poolReclaimed', object: meta.name, record: only.id, data: { pool: pool.name } }
      : { user, kind: 'poolReclaimedMany', object: meta.name, data: { pool: pool.name, count: list.length } };
  });
  await notify(tx, notices);
}

/** Records of people who are switched off: back to the pool, or to their manager, unless somebody is just handing their work over. */
export async function ownersGone(ctx: Context, meta: ObjectMeta, pool: PoolRow, signal?: AbortSignal): Promise<number> {
  if (pool.ownerGone === 'keep') return 0;
  let count = 0;
  for (let after: string | undefined; !signal?.aborted; ) {
    const seen = await ctx.transaction(async (tx) => {
      const rows = await tx.query<{ id: string; owner: string; manager: string | null }>(sql`
        select t.id, t.owner, m.id as manager from ${sql.id(meta.table)} t
        join app_user u on u.tenant_id = t.tenant_id and u.id = t.owner and (u.deleted_at is not null or u.active is not true)
        left join app_user m on m.tenant_id = u.tenant_id and m.id = u.manager and m.deleted_at is null and m.active
        where t.tenant_id = ${tx.tenant.id} and t.home_pool = ${pool.id} and t.deleted_at is null and ${isOpen(meta, 't')}
          and not exists (select from handover h where h.tenant_id = t.tenant_id and h.from_user = t.owner and h.finished_at is null and h.cancelled_at is null
            and h.effective_at <= ${tx.clock.now()})
          ${after ? sql`and t.id > ${after}::uuid` : sql``}
        order by t.id limit ${batch} for update of t skip locked`);
      const toManager = rows.flatMap((row) => (pool.ownerGone === 'manager' && row.manager ? [{ id: row.id, to: row.manager }] : []));
      const kept = new Set(toManager.map(({ id }) => id));
      if (toManager.length > 0)
        await saveRecords(
          tx.elevated(),
          meta,
          toManager.map(({ id, to }) => ({ operation: 'update', id, values: { owner: to } })),
          { asSystem: true },
        );
      const back = rows.filter(({ id }) => !kept.has(id)).map(({ id, owner }) => ({ id, owner, pool: pool.id, reason: 'ownerGone' }));
      const gone = await reclaim(tx, meta, back);
      return { rows: rows.length, last: rows.at(-1)?.id, gone: gone.length };
    });
    count += seen.gone;
    after = seen.last;
    if (seen.rows < batch) return count;
  }
  return count;
}

/** Tells owners three days and one day before a record goes back; each once for the same due moment. */
async function warnOwners(ctx: Context, meta: ObjectMeta, pool: PoolRow): Promise<number> {
  let warned = 0;
  const now = ctx.clock.now();
  for (const days of [...warningDays].sort((a, b) => a - b)) {
    const until = DateTime.fromJSDate(now, { zone: ctx.tenant.timeZone }).plus({ days }).toJSDate();
    warned += await ctx.transaction(async (tx) => {
      // who was told of one day is not told of three any more
      const rows = await tx.query<{ id: string; owner: string; at: string }>(sql`
        with due as (
          select t.id, t.owner, t.reclaim_at from ${sql.id(meta.table)} t
          where t.tenant_id = ${tx.tenant.id} and t.home_pool = ${pool.id} and t.reclaim_at > ${now} and t.reclaim_at <= ${until} and t.owner is not null
            and t.deleted_at is null
            and not exists (select from pool_warning w where w.tenant_id = t.tenant_id and w.record_id = t.id and w.due_at = t.reclaim_at and w.days <= ${days}::int)
        ), told as (
          insert into pool_warning (tenant_id, object, record_id, due_at, days, at)
          select ${tx.tenant.id}::int, ${meta.name}::text, id, reclaim_at, ${days}::int, ${now}::timestamptz from due on conflict do nothing
          returning record_id, due_at
        )
        select due.id, due.owner, told.due_at as at from told join due on due.id = told.record_id`);
      await tellWarned(tx, meta, pool, rows);
      return rows.length;
    });
  }
  return warned;
}

async function tellWarned(
  tx: Context,
  meta: ObjectMeta,
  pool: PoolRow,
  rows: readonly { readonly id: string; readonly owner: string; readonly at: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  const day = (at: string) => DateTime.fromISO(at, { zone: tx.tenant.timeZone }).toFormat('yyyy-MM-dd HH:mm');
  await notify(
    tx,
    rows.map(({ id, owner, at }) => ({
      user: owner,
      kind: 'poolWarning',
      object: meta.name,
      record: id,
      data: { pool: pool.name, at: day(at) },
    })),
  );
  await tx.query(sql`
    insert into event (tenant_id, id, at, event, object, record_id, by_user, channel, changes)
    select ${tx.tenant.id}::int, e.event, ${tx.clock.now()}::timestamptz, 'pool.warned', ${meta.name}::text, e.record, null, ${tx.channel}::text,
      jsonb_build_object('pool', ${pool.id}::text, 'at', e.at)
    from unnest(${rows.map(() => newId())}::uuid[], ${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ at }) => at)}::text[]) e (event, record, at)`);
  tx.afterCommit(() => tx.app.signal.committed(tx.tenant.id));
}
