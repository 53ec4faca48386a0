import { sql } from '../database/sql.ts';
import { errors, fieldError, isId, label } from '../kernel/index.ts';
import { type Context, type ObjectMeta, systemUser, type Values } from '../module/index.ts';
import { compileFilter, createJoins, parseFilter, type SaveResult, saveRecords, updateRecord } from '../records/index.ts';
import { logAndTell } from './log.ts';
import { managesPools, type PoolRow, poolsWhere } from './store.ts';

export interface GiveBack {
  readonly reason: string;
  readonly note?: string;
  readonly pool?: string;
}

/** 退回: the owner, or who may transfer the record, puts it (back) into a pool. What was claimed today stays claimed today. */
export async function giveBack(tx: Context, meta: ObjectMeta, record: Values, { reason, note, pool: named }: GiveBack): Promise<PoolRow> {
  const id = String(record['id']);
  if (record['owner'] !== tx.user.id && !tx.access.can(`${meta.name}.transfer`)) throw errors.FORBIDDEN();
  const pool = await poolFor(tx, meta, id, named ?? record['homePool']);
  if (!pool) {
    const text = label('没有可以放入的公海，请选择一个', 'There is no pool to put it into; choose one');
    throw fieldError(named === undefined ? 'REQUIRED' : 'LOOKUP_NOT_FOUND', 'pool', text);
  }
  await updateRecord(tx.elevated(), meta, id, { owner: null, pool: pool.id, homePool: pool.id }, { asSystem: true, told: true });
  const from = typeof record['owner'] === 'string' ? record['owner'] : null;
  await logAndTell(tx, [{ pool: pool.id, object: meta.name, record: id, what: 'returned', reason, note: note ?? '', from, to: null }]);
  return pool;
}

/** The pool somebody names, else the first active one of the object that takes the record in. */
async function poolFor(tx: Context, meta: ObjectMeta, id: string, named: unknown): Promise<PoolRow | undefined> {
  const pools = await poolsWhere(tx, sql`p.for_object = ${meta.name} and p.active`);
  if (typeof named === 'string') {
    const pool = pools.find((one) => one.id === named.toLowerCase());
    const open = pool && (pool.member || managesPools(tx) || tx.access.can(`${meta.name}.transfer`) || tx.user.id === systemUser.id);
    if (open) return pool;
    // the pool it belongs to may have been switched off; only one that was asked for by name must be there
    if (isId(named) && !pool) return undefined;
  }
  for (const pool of pools) if (await takesIn(tx, meta, pool.id, id)) return pool;
  return undefined;
}

async function takesIn(tx: Context, meta: ObjectMeta, pool: string, id: string): Promise<boolean> {
  const [row] = await tx.query<{ filter: unknown }>(
    sql`select filter from pool_access where tenant_id = ${tx.tenant.id} and pool_id = ${pool}`,
  );
  const condition = filterSql(tx, meta, row?.filter);
  const found = await tx.query(sql`
    select 1 from ${sql.id(meta.table)} o where o.tenant_id = ${tx.tenant.id} and o.id = ${id}::uuid and ${condition}`);
  return found.length > 0;
}

/** A pool's filter as a condition on `o`; without one it takes in everything. */
export function filterSql(ctx: Context, meta: ObjectMeta, filter: unknown) {
  if (filter === null || filter === undefined) return sql`true`;
  const system = ctx.elevated();
  return compileFilter(system, meta, parseFilter(system, meta, filter), createJoins(system));
}

interface IntoPool {
  readonly id: string;
  readonly pool: string;
  readonly owner: string;
  /** Why, as the log keeps it: a kind of rule, `ownerGone`, `handover`, `assignment`. */
  readonly reason: string;
}

/** Takes records that are locked from their owners into a pool, with its log and events; one result per record, refused ones stay. */
export async function putIntoPool(tx: Context, meta: ObjectMeta, rows: readonly IntoPool[]): Promise<SaveResult[]> {
  if (rows.length === 0) return [];
  const results = await saveRecords(
    tx.elevated(),
    meta,
    rows.map(({ id, pool }) => ({ operation: 'update', id, values: { owner: null, pool, homePool: pool } })),
    { asSystem: true, told: true },
  );
  const gone = rows.filter((_, index) => !results[index]?.error);
  await logAndTell(
    tx,
    gone.map(({ id, pool, owner, reason }) => ({ pool, object: meta.name, record: id, what: 'reclaimed', reason, from: owner, to: null })),
  );
  return results;
}

/** Puts records that are locked back into their pool, by rule: those refused by a rule of the company stay. Answers which went. */
export async function reclaim(tx: Context, meta: ObjectMeta, rows: readonly IntoPool[]): Promise<string[]> {
  const results = await putIntoPool(tx, meta, rows);
  return rows.filter((_, index) => !results[index]?.error).map(({ id }) => id);
}
