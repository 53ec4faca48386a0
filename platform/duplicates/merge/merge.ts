import { audit } from '../../audit/index.ts';
import { sql } from '../../database/sql.ts';
import { type AppError, errors, type FieldProblem, fieldError, fieldErrors, isId, label, newId } from '../../kernel/index.ts';
import { isMergeable, matchRuleOf } from '../../metadata/index.ts';
import type { Context, ObjectMeta, Values } from '../../module/index.ts';
import { authorOf, emit, getRecord, keysOf, retried } from '../../records/index.ts';
import { sameValue } from '../../records/save/compare.ts';
import { lockStored } from '../../records/save/load.ts';
import { moveAside } from './aside.ts';
import { keptBeside } from './beside.ts';
import { type Move, moveChildren, saveAll } from './children.ts';
import { placeInTrees } from './tree.ts';
import { creditCode, followsOwner, inOrder, mergedFields, mergedValues, type Party } from './values.ts';

export const mostMerged = 5;
/** How long a merge can be undone: as long as the recycle bin keeps what was merged away. */
export const undoDays = 30;

export interface MergeInput {
  readonly winner: string;
  readonly losers: readonly string[];
  /** Field → the record whose value the winner takes. */
  readonly fields?: Readonly<Record<string, string>> | null;
}

export interface Merged {
  readonly record: Values;
  readonly mergeId: string;
}

const texts = {
  companies: label('统一社会信用代码不同，是两家企业，不能合并', 'The credit codes differ: these are two companies and can not be merged'),
  branch: label(
    '分支机构不能与总公司或其他分支合并，可以设为下级客户',
    'A branch can not be merged with its company or another branch; make it a subsidiary',
  ),
};

/** The object whose records the caller may merge. People and departments are no records to merge. */
export function mergeableObject(ctx: Context, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta || !ctx.access.can(`${name}.read`)) throw errors.NOT_FOUND();
  if (!ctx.access.can(`${name}.merge`) || !isMergeable(meta)) throw errors.FORBIDDEN();
  return meta;
}

/** Two to five different ids, the winner first. */
export function partiesOf({ winner, losers }: MergeInput): string[] {
  const ids = [winner, ...losers].map((id) => id.toLowerCase());
  if (losers.length === 0) throw fieldError('REQUIRED', 'losers');
  if (ids.length > mostMerged)
    throw fieldError('LIMIT_EXCEEDED', 'losers', label(`一次最多合并 ${mostMerged} 条`, `At most ${mostMerged} records at a time`));
  if (new Set(ids).size < ids.length) throw fieldError('INVALID_VALUE', 'losers', label('同一条记录出现了两次', 'A record stands twice'));
  return ids;
}

/** Locks the records, in the order of their ids, and refuses what the caller may not change. */
export async function lockParties(tx: Context, meta: ObjectMeta, ids: readonly string[]): Promise<Party[]> {
  const found = await lockStored(tx, meta, ids.filter(isId), 'edit');
  if (ids.some((id) => !found.has(id))) throw errors.NOT_FOUND();
  if (ids.some((id) => !found.get(id)?.allowed)) throw errors.FORBIDDEN();
  return ids.map((id) => ({ id, values: found.get(id)?.stored.values ?? {} }));
}

/** What sets records apart for good, whatever they share; undefined when they may be merged. */
export function setApart(meta: ObjectMeta, parties: readonly Party[]): AppError | undefined {
  const codes = new Set(parties.flatMap((party) => creditCode(meta, party.values) ?? []));
  if (codes.size > 1) return fieldErrors([{ field: 'losers', code: 'RULE', message: texts.companies }]);
  const rule = matchRuleOf(meta);
  const branches = new Set(
    parties.map((party) => (rule ? keysOf(rule, party.values).find((key) => key.kind === 'branch')?.hash : undefined)),
  );
  return branches.size > 1 ? fieldErrors([{ field: 'losers', code: 'RULE', message: texts.branch }]) : undefined;
}

function readChoices(meta: ObjectMeta, ids: readonly string[], fields: MergeInput['fields']): Map<string, string> {
  const problems: FieldProblem[] = [];
  const known = new Set(mergedFields(meta).map((field) => field.name));
  const choices = new Map<string, string>();
  for (const [name, id] of Object.entries(fields ?? {})) {
    if (!known.has(name))
      problems.push({ field: `fields.${name}`, code: 'UNKNOWN_FIELD', message: label('没有这个字段', 'There is no such field') });
    else if (followsOwner(meta, name))
      problems.push({
        field: `fields.${name}`,
        code: 'INVALID_VALUE',
        message: label('公海信息跟随负责人，请选择负责人', 'What is said of pools follows the owner; choose the owner'),
      });
    else if (meta.fields.get(name)?.right)
      problems.push({
        field: `fields.${name}`,
        code: 'FORBIDDEN',
        message: label('您没有修改这个字段的权限', 'You are not allowed to change this field'),
      });
    else if (!ids.includes(id.toLowerCase()))
      problems.push({
        field: `fields.${name}`,
        code: 'INVALID_VALUE',
        message: label('请选择参与合并的一条记录', 'Choose one of the records'),
      });
    else choices.set(name, id.toLowerCase());
  }
  if (problems.length > 0) throw fieldErrors(problems);
  return choices;
}

/**
 * Merges up to five records into one, in one transaction: the winner takes the chosen values, everything that names a loser names the
 * winner, the losers leave only a redirect.
 *
 * @example await mergeRecords(ctx, 'account', { winner, losers: [other], fields: { phone: other } });
 */
export async function mergeRecords(ctx: Context, object: string, input: MergeInput): Promise<Merged> {
  const meta = mergeableObject(ctx, object);
  const ids = partiesOf(input);
  const choices = readChoices(meta, ids, input.fields);
  const mergeId = newId();
  // fields the caller does not see are merged like the others
  const whole = ctx.whole();
  const about = whole.meta.object(object) ?? meta;
  await retried(whole, () => whole.transaction((tx) => run(tx, about, { mergeId, ids, choices, seen: meta })));
  return { record: await getRecord(ctx, meta, ids[0] ?? ''), mergeId };
}

interface Plan {
  readonly mergeId: string;
  readonly ids: readonly string[];
  readonly choices: ReadonlyMap<string, string>;
  /** The object as the caller sees it. */
  readonly seen: ObjectMeta;
}

async function run(tx: Context, meta: ObjectMeta, { mergeId, ids, choices, seen }: Plan): Promise<void> {
  const [winner = '', ...losers] = ids;
  const parties = await lockParties(tx, meta, ids);
  const refusal = setApart(meta, parties);
  if (refusal) throw refusal;
  const before = parties[0]?.values ?? {};
  const trees = await placeInTrees(tx, meta, parties, choices);
  const merged = mergedValues(meta, winner, parties, choices);
  const beside = keptBeside(seen, { merged, parties: inOrder(meta, parties), chosen: choices });
  const after = { ...merged, ...beside, ...trees.places };
  const changed = mergedFields(meta).filter((field) => !sameValue(field, after[field.name] ?? null, before[field.name] ?? null));
  await loosen(tx, meta, { winner, losers, before, trees: trees.loose });
  const moves = await moveChildren(tx, meta.name, winner, losers);
  await saveAll(
    tx,
    meta,
    losers.map((id) => ({ operation: 'delete', id })),
  );
  await saveAll(tx, meta, [{ operation: 'update', id: winner, values: pick(after, changed) }]);
  await redirect(tx, meta, { mergeId, winner, losers });
  await note(tx, meta, { mergeId, parties, before: pick(before, changed), after: pick(after, changed), moves });
  await moveAside(tx, mergeId, winner, losers);
  await audit(tx, { event: `${meta.name}.merged`, object: meta.name, record: winner, data: { mergeId, losers } });
  await emit(tx, `${meta.name}.merged`, { object: meta.name, record: winner, changes: { mergeId, losers } });
}

const pick = (values: Values, fields: readonly { name: string }[]) =>
  Object.fromEntries(fields.map(({ name }) => [name, values[name] ?? null]));

/** What the winner names among the losers, and places below them, is let go first: nothing may name what is deleted, or close a ring. */
async function loosen(tx: Context, meta: ObjectMeta, { winner, losers, before, trees }: Loose): Promise<void> {
  const named = mergedFields(meta).filter((field) => !field.many && losers.includes(String(before[field.name])));
  const values = Object.fromEntries([...named.map((field) => field.name), ...trees].map((name) => [name, null]));
  if (Object.keys(values).length > 0) await saveAll(tx, meta, [{ operation: 'update', id: winner, values }]);
}

interface Loose {
  readonly winner: string;
  readonly losers: readonly string[];
  readonly before: Values;
  readonly trees: readonly string[];
}

/** Old ids lead to the winner, those of earlier merges as well; the stubs are not part of the recycle bin. */
async function redirect(
  tx: Context,
  meta: ObjectMeta,
  { mergeId, winner, losers }: { mergeId: string; winner: string; losers: readonly string[] },
): Promise<void> {
  const tenant = tx.tenant.id;
  await tx.query(sql`
    update ${sql.id(meta.table)} set deleted_with = ${mergeId}::uuid where tenant_id = ${tenant} and id = any(${losers}::uuid[])`);
  await tx.query(
    sql`update record_redirect set target_id = ${winner}::uuid where tenant_id = ${tenant} and target_id = any(${losers}::uuid[])`,
  );
  await tx.query(sql`
    insert into record_redirect (tenant_id, record_id, object, target_id, merge_id)
    select ${tenant}::int, id, ${meta.name}::text, ${winner}::uuid, ${mergeId}::uuid from unnest(${losers}::uuid[]) as l (id)`);
}

interface Note {
  readonly mergeId: string;
  readonly parties: readonly Party[];
  readonly before: Values;
  readonly after: Values;
  readonly moves: readonly Move[];
}

/** The merge log with all that was moved, a line in the history of each record, and nothing left to review among them. */
async function note(tx: Context, meta: ObjectMeta, { mergeId, parties, before, after, moves }: Note): Promise<void> {
  const [tenant, by, at] = [tx.tenant.id, authorOf(tx), tx.clock.now()];
  const [winner, ...losers] = parties.map((party) => party.id);
  const titles = Object.fromEntries(parties.map((party) => [party.id, String(party.values[meta.title] ?? '')]));
  await tx.query(sql`
    insert into record_merge (tenant_id, id, object, winner_id, loser_ids, titles, before, after, by_user, at)
    values (${tenant}, ${mergeId}, ${meta.name}, ${winner}, ${losers}::uuid[], ${JSON.stringify(titles)}::jsonb, ${JSON.stringify(before)}::jsonb,
      ${JSON.stringify(after)}::jsonb, ${by}, ${at})`);
  await tx.query(sql`
    insert into merge_move (tenant_id, merge_id, object, field, record_id, from_id, kept)
    select ${tenant}::int, ${mergeId}::uuid, m.* from unnest(${moves.map((move) => move.object)}::text[], ${moves.map((move) => move.field)}::text[],
      ${moves.map((move) => move.id)}::uuid[], ${moves.map((move) => move.from)}::uuid[], ${moves.map((move) => move.kept)}::boolean[]) m`);
  await historyLines(tx, meta, { ids: parties.map((party) => party.id), operation: 'merge', mergeId, titles });
  await tx.query(sql`
    delete from duplicate_member where tenant_id = ${tenant} and record_id = any(${losers}::uuid[])`);
}

/** One line for each record, with the names of all and the id by which the merge is undone. */
export async function historyLines(
  tx: Context,
  meta: ObjectMeta,
  about: { readonly ids: readonly string[]; readonly operation: 'merge' | 'unmerge'; readonly mergeId: string; readonly titles: Values },
): Promise<void> {
  const changes = JSON.stringify([{ field: about.operation, old: Object.values(about.titles), new: about.mergeId }]);
  await tx.query(sql`
    insert into record_history (tenant_id, record_id, id, object, at, by_user, channel, operation, changes)
    select ${tx.tenant.id}::int, l.record_id, l.id, ${meta.name}::text, ${tx.clock.now()}::timestamptz, ${authorOf(tx)}::uuid, ${tx.channel}::text,
      ${about.operation}::text, ${changes}::jsonb
    from unnest(${about.ids}::uuid[], ${about.ids.map(() => newId())}::uuid[]) as l (record_id, id)`);
}
