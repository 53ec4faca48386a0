import { audit } from '../../audit/index.ts';
import { sql } from '../../database/sql.ts';
import { errors, isId, type Label, label } from '../../kernel/index.ts';
import type { Context, ObjectMeta, Values } from '../../module/index.ts';
import { emit, getRecord, loadValues, retried } from '../../records/index.ts';
import { sameValue } from '../../records/save/compare.ts';
import { returnAside } from './aside.ts';
import { type Left, type Move, returnChildren, saveAll } from './children.ts';
import { historyLines, lockParties, mergeableObject, undoDays } from './merge.ts';

interface Row {
  readonly id: string;
  readonly object: string;
  readonly winner_id: string;
  readonly loser_ids: string[];
  readonly titles: Readonly<Record<string, string>>;
  readonly before: Values;
  readonly after: Values;
  readonly by_user: string | null;
  readonly at: string;
  readonly undone_at: string | null;
}

export interface Unmerged {
  readonly record: Values;
  /** Ids of the records that are back. */
  readonly restored: readonly string[];
  /** What was changed since the merge and stays as it is: fields of the winner, and records that were moved. */
  readonly left: { readonly fields: readonly string[]; readonly records: readonly Left[] };
}

/** A merge for the record page. */
export interface MergeView {
  readonly id: string;
  readonly at: string;
  readonly by: string | null;
  readonly titles: readonly string[];
  readonly undoUntil: string | null;
}

const columns = sql`id, object, winner_id, loser_ids, titles, before, after, by_user, at, undone_at`;
const untilOf = (row: Row) => new Date(new Date(row.at).getTime() + undoDays * 86_400_000);

function refuse(message: Label): never {
  throw errors.STATE({ errors: [{ field: 'id', code: 'STATE', message }] });
}

/** Merges whose winner this is, newest first. */
export async function mergesOf(ctx: Context, meta: ObjectMeta, record: string): Promise<MergeView[]> {
  await getRecord(ctx, meta, record, ['id']);
  const rows = await ctx.query<Row>(sql`
    select ${columns} from record_merge where tenant_id = ${ctx.tenant.id} and winner_id = ${record}::uuid order by id desc limit 50`);
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    by: row.by_user,
    titles: row.loser_ids.map((id) => row.titles[id] ?? ''),
    undoUntil:
      row.undone_at === null && untilOf(row) > ctx.clock.now() && ctx.access.can(`${meta.name}.merge`) ? untilOf(row).toISOString() : null,
  }));
}

/** Takes a merge back within thirty days, exactly, but for what somebody has changed since. */
export async function undoMerge(ctx: Context, id: string): Promise<Unmerged> {
  const [found] = isId(id)
    ? await ctx.query<Row>(sql`select ${columns} from record_merge where tenant_id = ${ctx.tenant.id} and id = ${id}::uuid`)
    : [];
  if (!found) throw errors.NOT_FOUND();
  const meta = mergeableObject(ctx, found.object);
  const whole = ctx.whole();
  const left = await retried(whole, () => whole.transaction((tx) => run(tx, whole.meta.object(found.object) ?? meta, found.id)));
  return { record: await getRecord(ctx, meta, found.winner_id), restored: found.loser_ids, left };
}

async function run(tx: Context, meta: ObjectMeta, id: string): Promise<Unmerged['left']> {
  const [row] = await tx.query<Row>(
    sql`select ${columns} from record_merge where tenant_id = ${tx.tenant.id} and id = ${id}::uuid for update`,
  );
  if (!row) throw errors.NOT_FOUND();
  await checkState(tx, meta, row);
  const [winner] = await lockParties(tx, meta, [row.winner_id]);
  const fields = await restoreWinner(tx, meta, row, winner?.values ?? {});
  await tx.query(sql`delete from record_redirect where tenant_id = ${tx.tenant.id} and merge_id = ${id}::uuid`);
  await saveAll(
    tx,
    meta,
    row.loser_ids.map((loser) => ({ operation: 'restore', id: loser })),
  );
  const moves = await tx.query<Move>(sql`
    select object, field, record_id as id, from_id as from, kept from merge_move
    where tenant_id = ${tx.tenant.id} and merge_id = ${id}::uuid order by object, record_id, from_id`);
  const records = await returnChildren(tx, row.winner_id, moves);
  await saveAll(tx, meta, [{ operation: 'update', id: row.winner_id, values: fields.hanging }]);
  await returnAside(tx, id, row.winner_id);
  await leadBack(tx, row);
  await tx.query(sql`update record_merge set undone_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and id = ${id}::uuid`);
  await historyLines(tx, meta, { ids: [row.winner_id, ...row.loser_ids], operation: 'unmerge', mergeId: id, titles: row.titles });
  await audit(tx, {
    event: `${meta.name}.unmerged`,
    object: meta.name,
    record: row.winner_id,
    data: { mergeId: id, restored: row.loser_ids },
  });
  await emit(tx, `${meta.name}.unmerged`, { object: meta.name, record: row.winner_id, changes: { mergeId: id, restored: row.loser_ids } });
  return { fields: fields.left, records };
}

async function checkState(tx: Context, meta: ObjectMeta, row: Row): Promise<void> {
  if (row.undone_at !== null) refuse(label('这次合并已经撤销', 'This merge was undone already'));
  if (untilOf(row) <= tx.clock.now())
    refuse(label(`合并超过 ${undoDays} 天，不能再撤销`, `A merge can be undone for ${undoDays} days only`));
  const [later] = await tx.query(
    sql`select 1 from record_redirect where tenant_id = ${tx.tenant.id} and record_id = ${row.winner_id}::uuid`,
  );
  if (later)
    refuse(label('它后来又合并到了另一条记录，请先撤销那次合并', 'It was merged into another record since; undo that merge first'));
  const stubs = await loadValues(tx, meta, row.loser_ids, { deleted: 'only' });
  if (stubs.size < row.loser_ids.length) refuse(label('被合并的记录已彻底删除', 'The records merged away are gone for good'));
}

/** Fields that still hold what the merge wrote go back; those that name a loser, or a place in a tree, only once all is there again. */
async function restoreWinner(tx: Context, meta: ObjectMeta, row: Row, now: Values): Promise<{ left: string[]; hanging: Values }> {
  const back: Record<string, unknown> = {};
  const hanging: Record<string, unknown> = {};
  const left: string[] = [];
  for (const [name, old] of Object.entries(row.before)) {
    const field = meta.fields.get(name);
    if (!field || !sameValue(field, now[name] ?? null, row.after[name] ?? null)) left.push(name);
    else if (field.tree || row.loser_ids.some((id) => JSON.stringify(old).includes(id))) hanging[name] = old;
    else back[name] = old;
  }
  await saveAll(tx, meta, [{ operation: 'update', id: row.winner_id, values: back }]);
  return { left, hanging };
}

/** Redirects of earlier merges into what is back lead there again. */
async function leadBack(tx: Context, row: Row): Promise<void> {
  const rows = await tx.query<{ record_id: string; into: string }>(sql`
    select r.record_id, m.winner_id as into from record_redirect r join record_merge m on m.tenant_id = r.tenant_id and m.id = r.merge_id
    where r.tenant_id = ${tx.tenant.id} and r.target_id = ${row.winner_id}::uuid`);
  const into = new Map(rows.map((one) => [one.record_id, one.into]));
  for (const record of into.keys()) {
    let target = record;
    for (let next = into.get(target); next !== undefined; next = into.get(target)) target = next;
    if (target !== row.winner_id)
      await tx.query(
        sql`update record_redirect set target_id = ${target}::uuid where tenant_id = ${tx.tenant.id} and record_id = ${record}::uuid`,
      );
  }
}
