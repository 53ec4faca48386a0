import { assignWhatMoves, type Decision, mostAtOnce } from '../assignment/index.ts';
import { sql } from '../database/sql.ts';
import { type AppError, type Label, label } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { isOpen, putIntoPool } from '../pools/index.ts';
import { largestBatch, type SaveResult, saveRecords } from '../records/index.ts';
import type { ItemResult, Plan, Target } from './types.ts';

/** A record that comes back to the leaver this often is left there. */
const mostTries = 3;

const keptByRule: Label = label('保存时被规则留给原负责人', 'A rule keeps it with the leaver when it is saved');
const noRule: Label = label('没有适用的分配规则', 'No rule of assignment is for it');
const nobody = (rule: string): Label =>
  label(`分配规则“${rule}”里没有人可以承接`, `Nobody of the rule of assignment “${rule}” may have it`);
const poolGone: Label = label('公海已停用或已删除', 'The pool is switched off or deleted');

/** Records of one object that are handed over. */
export interface Move {
  readonly handover: string;
  readonly from: string;
  readonly plan: Plan;
}

interface Outcome {
  readonly record: string;
  readonly result: ItemResult;
  readonly reason: Label | null;
  readonly to: string | null;
  readonly pool: string | null;
}

export interface Batch {
  /** How many records were tried. */
  readonly tried: number;
  /** Where the next batch begins; null when there are no more. */
  readonly after: string | null;
}

interface Row {
  readonly id: string;
  /** Not finished, where the object says when it is. */
  readonly open: boolean;
}

/**
 * The next records of an object from the leaver to who takes them over, with what became of each, in the transaction under way. Rows are locked
 * before they move, so that what somebody else has just taken is not taken from them: by the rules of assignment themselves, which lock their
 * people first. Read by id and not by what is left: what was tried in vain is passed.
 */
export async function moveBatch(tx: Context, meta: ObjectMeta, move: Move, after: string): Promise<Batch> {
  const target = move.plan.objects[meta.name] ?? move.plan.to;
  const isByRules = typeof target !== 'string' && target.kind === 'rules';
  const found = await tx.query<Row>(sql`
    select r.id, ${isOpen(meta, 'r')} as open from ${sql.id(meta.table)} r
    where r.tenant_id = ${tx.tenant.id} and r.deleted_at is null and r.owner = ${move.from}::uuid ${meta.custom ? sql`and r.object = ${meta.name}` : sql``}
      and r.id > ${after}::uuid order by r.id limit ${isByRules ? mostAtOnce : largestBatch} ${isByRules ? sql`` : sql`for update of r`}`);
  const ids = found.map((row) => row.id);
  const vain = await tx.query<{ id: string }>(sql`
    select record_id as id from handover_item where tenant_id = ${tx.tenant.id} and handover_id = ${move.handover}::uuid and record_id = any(${ids}::uuid[])
      and (result <> 'ok' or tries >= ${mostTries})`);
  const stay = new Set(vain.map((row) => row.id));
  const rows = found.filter((row) => !stay.has(row.id));
  if (rows.length > 0) await keepOutcomes(tx, meta, move, await moveRows(tx, meta, { move, target, rows }));
  return { tried: rows.length, after: ids.at(-1) ?? null };
}

interface Moving {
  readonly move: Move;
  readonly target: Target;
  readonly rows: readonly Row[];
}

async function moveRows(tx: Context, meta: ObjectMeta, { move, target, rows }: Moving): Promise<Outcome[]> {
  if (typeof target === 'string') return toPerson(tx, meta, { move, to: target, rows });
  if (target.kind === 'rules') return byRules(tx, meta, { move, rows });
  // what is finished waits for nobody: it is not shared, it goes to the successor
  const [open, finished] = [rows.filter((row) => row.open), rows.filter((row) => !row.open)];
  return [
    ...(await toPool(tx, meta, { move, pool: target.id, rows: open })),
    ...(await toPerson(tx, meta, { move, to: move.plan.to, rows: finished })),
  ];
}

type Gone = Pick<Outcome, 'to' | 'pool'>;
const nowhere: Gone = { to: null, pool: null };
const reasonOf = (error: AppError): Label => error.errors[0]?.message ?? error.text;

/** What became of each row by the results of its save; `from`: the owner with whom it may have stayed all the same. */
export function outcomesOf(rows: readonly Pick<Row, 'id'>[], saved: readonly SaveResult[], gone: Gone, from?: string): Outcome[] {
  return rows.map(({ id: record }, index): Outcome => {
    const { error, values } = saved[index] ?? {};
    if (error) return { record, result: 'failed', reason: reasonOf(error), ...gone };
    if (from !== undefined && values?.['owner'] === from) return { record, result: 'skipped', reason: keptByRule, ...gone };
    return { record, result: 'ok', reason: null, ...gone };
  });
}

type Part<T> = T & { readonly move: Move; readonly rows: readonly Row[] };

async function toPerson(tx: Context, meta: ObjectMeta, { move, to, rows }: Part<{ to: string }>): Promise<Outcome[]> {
  if (rows.length === 0) return [];
  const saved = await saveRecords(
    tx,
    meta,
    rows.map(({ id }) => ({ operation: 'update', id, values: { owner: to } })),
    { asSystem: true },
  );
  return outcomesOf(rows, saved, { to, pool: null }, move.from);
}

async function toPool(tx: Context, meta: ObjectMeta, { move, pool, rows }: Part<{ pool: string }>): Promise<Outcome[]> {
  const [there] = await tx.query(
    sql`select from pool where tenant_id = ${tx.tenant.id} and id = ${pool}::uuid and active and deleted_at is null`,
  );
  if (!there) return rows.map(({ id }) => ({ record: id, result: 'failed', reason: poolGone, to: null, pool }));
  const into = rows.map(({ id }) => ({ id, pool, owner: move.from, reason: 'handover' }));
  return outcomesOf(rows, await putIntoPool(tx, meta, into), { to: null, pool }, move.from);
}

/** To whom the rules choose beside the leaver. What they leave alone stays with the leaver, and is told. */
async function byRules(tx: Context, meta: ObjectMeta, { move, rows }: Part<object>): Promise<Outcome[]> {
  const ids = rows.map(({ id }) => id);
  const { decisions, refused } = await assignWhatMoves(tx, meta, ids, {
    force: true,
    from: move.from,
    leavers: new Set([move.from]),
  });
  const kept = await tx.query<{ id: string }>(sql`
    select r.id from ${sql.id(meta.table)} r where r.tenant_id = ${tx.tenant.id} and r.id = any(${ids}::uuid[]) and r.owner = ${move.from}::uuid`);
  const still = new Set(kept.map(({ id }) => id));
  return [
    ...[...refused].map(([record, error]): Outcome => ({ record, result: 'failed', reason: reasonOf(error), ...nowhere })),
    ...decisions.map((decision) => chosen(decision, still.has(decision.record))),
  ];
}

function chosen({ record, rule, chosen: person, pool }: Decision, isKept: boolean): Outcome {
  const gone: Gone = { to: person?.id ?? null, pool };
  if (!person && !pool) return { record, result: 'skipped', reason: rule ? nobody(rule.name) : noRule, ...gone };
  return isKept ? { record, result: 'skipped', reason: keptByRule, ...gone } : { record, result: 'ok', reason: null, ...gone };
}

export async function keepOutcomes(tx: Context, meta: ObjectMeta, move: Move, outcomes: readonly Outcome[]): Promise<void> {
  await tx.query(sql`
    insert into handover_item (tenant_id, handover_id, record_id, object, to_user, to_pool, result, reason, at)
    select ${tx.tenant.id}, ${move.handover}::uuid, o.record, ${meta.name}, o."to", o.pool, o.result, o.reason, ${tx.clock.now()}
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as o (record uuid, "to" uuid, pool uuid, result text, reason jsonb)
    on conflict (tenant_id, handover_id, record_id) do update set to_user = excluded.to_user, to_pool = excluded.to_pool, result = excluded.result,
      reason = excluded.reason, at = excluded.at, tries = handover_item.tries + 1`);
}
