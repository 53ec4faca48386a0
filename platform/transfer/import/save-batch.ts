import { sql } from '../../database/sql.ts';
import { AppError, fillLabel, type Label, label } from '../../kernel/index.ts';
import { matchRuleOf } from '../../metadata/index.ts';
import type { Context, Values } from '../../module/index.ts';
import { type Known, keysOf as ruleKeys, sayThere, tellMatches } from '../../records/duplicates/index.ts';
import { loadValues, type SaveResult, type SaveRow, saveRecords } from '../../records/save/index.ts';
import { findByKey, keyForm, keyText } from './existing.ts';
import { toldCell } from './secrets.ts';
import { type Draft, type EntryRow, looksForRecords, type Plan, type Problem, skipsRecords } from './types.ts';

export interface BatchOptions {
  readonly dryRun: boolean;
  /** Unique values met so far in a dry run, where nothing is there to collide with. */
  readonly claims: Set<string>;
  /** Keys met so far in a dry run of an upsert: the second row of a key will be an update. */
  readonly seen: Set<string>;
}

/** What a row is going to do, once it is known whether its record is there. */
interface Step {
  readonly draft: Draft;
  readonly save: SaveRow | undefined;
  readonly action: 'created' | 'updated' | 'skipped';
  /** Of a row that is left out: the records that bear its key; none when a row before it does. */
  readonly like?: readonly string[];
}

const missing = label('没有找到要更新的记录', 'No record to update has this key');
const several = label('有多条记录是这个值，无法确定更新哪一条', 'Several records have this value; it is not clear which to update');
const many = label(
  '已有 {count} 条{object}是这个值，例如“{title}”',
  'There are {count} records ({object}) with this value, such as “{title}”',
);
const noKey = label('用来匹配的列是空的', 'The column that tells rows apart is empty');
const twice = label('与文件中前面的行重复', 'Stands twice in the file');

/**
 * Saves a batch of rows that are read and resolved, through the same pipeline as everything else, and says what became of each.
 * Runs in the caller's transaction; a dry run takes every stage but the write.
 */
export async function saveBatch(ctx: Context, plan: Plan, drafts: readonly Draft[], options: BatchOptions): Promise<EntryRow[]> {
  const entries = new Map<number, EntryRow>();
  for (const draft of drafts) if (draft.problems.length > 0) entries.set(draft.row, failed(draft, draft.problems));
  let open = drafts.filter((draft) => draft.problems.length === 0);
  // rows of one key go one after the other, so that the second finds what the first has made
  while (open.length > 0) {
    const { round, rest } = splitByKey(plan, open);
    for (const entry of await saveRound(ctx, plan, round, options)) entries.set(entry.row, entry);
    open = rest;
  }
  return drafts.flatMap((draft) => entries.get(draft.row) ?? []);
}

interface Key {
  /** As the record would hold it. */
  readonly text: string;
  /** As it is compared. */
  readonly form: string;
}

function keyOf(plan: Plan, draft: Draft): Key | undefined {
  const field = plan.key ? plan.meta.fields.get(plan.key) : undefined;
  const text = field ? keyText(field, draft.values[field.name]) : undefined;
  return field && text !== undefined ? { text, form: keyForm(plan.meta, field, text) } : undefined;
}

/** What the rows have in common with records, so that rows with the same must not be under way side by side; none where they are only added. */
export function keysOf(plan: Plan, drafts: readonly Draft[]): ReadonlySet<string> {
  if (!looksForRecords(plan)) return new Set();
  const criteria = skipsRecords(plan) ? (matchRuleOf(plan.meta)?.criteria.filter(({ action }) => action === 'block') ?? []) : [];
  const blocking = (draft: Draft) => ruleKeys({ active: true, criteria }, draft.values).map(({ kind, hash }) => `${kind} ${hash}`);
  const own = (draft: Draft) => keyOf(plan, draft)?.form ?? [];
  return new Set(drafts.flatMap((draft) => [own(draft), criteria.length > 0 ? blocking(draft) : []].flat()));
}

function splitByKey(plan: Plan, drafts: readonly Draft[]): { round: Draft[]; rest: Draft[] } {
  if (!looksForRecords(plan)) return { round: [...drafts], rest: [] };
  const round: Draft[] = [];
  const rest: Draft[] = [];
  const met = new Set<string>();
  for (const draft of drafts) {
    const key = keyOf(plan, draft)?.form;
    if (key !== undefined && met.has(key)) rest.push(draft);
    else round.push(draft);
    if (key !== undefined) met.add(key);
  }
  return { round, rest };
}

async function saveRound(ctx: Context, plan: Plan, drafts: readonly Draft[], options: BatchOptions): Promise<EntryRow[]> {
  const { steps, entries } = await stepsOf(ctx, plan, drafts, options);
  const saving = steps.filter((step) => step.save !== undefined);
  const before = await valuesBefore(ctx, plan, saving, options);
  const results = await saveSafely(
    ctx,
    plan,
    saving.map((step) => step.save as SaveRow),
    options,
  );
  saving.forEach((step, index) => {
    const result = results[index];
    const problems = result?.error ? problemsOf(plan, step.draft, result.error) : [];
    if (skipsRecords(plan) && result?.error && isThere(result.error)) entries.push(skipped(step.draft, problems));
    else if (!result || problems.length > 0) entries.push(failed(step.draft, problems));
    else entries.push(finished(step, result, before.get(step.save?.id ?? '')));
  });
  entries.push(...(await leftOut(ctx, plan, steps)));
  return entries;
}

/** What the rule of the object does not let in a second time. */
const isThere = ({ errors: problems }: AppError) =>
  problems.length > 0 && problems.every(({ code, record }) => code === 'DUPLICATE' && record !== undefined);

/** The rows that nothing becomes of, each with the record it is like: all are told by one statement. */
async function leftOut(ctx: Context, plan: Plan, steps: readonly Step[]): Promise<EntryRow[]> {
  const out = steps.filter(({ save }) => !save);
  if (!skipsRecords(plan)) return out.map(({ draft, action }) => ({ ...emptyEntry(draft), action }));
  const ids = [...new Set(out.flatMap(({ like }) => like?.[0] ?? []))];
  const known = await tellMatches(
    ctx,
    ids.map((id) => ({ object: plan.meta.name, id })),
  );
  return out.map(({ draft, like = [] }) => {
    const message = likeness(plan, known.get(like[0] ?? ''), like.length);
    return skipped(draft, [keyProblem(plan, draft, { code: 'DUPLICATE', kind: 'skipped', message })]);
  });
}

function likeness({ meta }: Plan, record: Known | undefined, count: number): Label {
  if (!record) return twice;
  if (count === 1) return sayThere(meta, record);
  const values = (object: string) => ({ count: String(count), object, title: record.title ?? '' });
  return label(fillLabel(many, values(meta.label.zh)).zh, fillLabel(many, values(meta.label.en)).en);
}

async function stepsOf(
  ctx: Context,
  plan: Plan,
  drafts: readonly Draft[],
  options: BatchOptions,
): Promise<{ steps: Step[]; entries: EntryRow[] }> {
  const steps: Step[] = [];
  const entries: EntryRow[] = [];
  const field = plan.key ? plan.meta.fields.get(plan.key) : undefined;
  const matching = looksForRecords(plan) && field !== undefined;
  const keys = matching ? drafts.map((draft) => keyOf(plan, draft)) : [];
  const texts = keys.flatMap((key) => key?.text ?? []);
  const there = matching ? await findByKey(ctx, plan.meta, field, texts) : new Map<string, readonly string[]>();
  const skips = skipsRecords(plan);
  const onto = skips ? ('skipped' as const) : ('updated' as const);
  for (const [index, draft] of drafts.entries()) {
    const key = keys[index]?.form;
    const ids = key === undefined ? undefined : there.get(key);
    const id = ids?.[0];
    // in a dry run the row before it, not yet written, is what this one will meet
    const met = options.dryRun && matching && key !== undefined && id === undefined && plan.mode !== 'update' && options.seen.has(key);
    const refusal =
      ids && ids.length > 1 && !skips
        ? several
        : plan.mode !== 'update'
          ? undefined
          : key === undefined
            ? noKey
            : id === undefined
              ? missing
              : undefined;
    if (refusal) entries.push(failed(draft, [keyProblem(plan, draft, { code: 'LOOKUP_NOT_FOUND', kind: 'unmatched', message: refusal })]));
    else if (ids && skips) steps.push({ draft, save: undefined, action: onto, like: ids });
    else if (id !== undefined) steps.push({ draft, save: updateRow(plan, draft, id), action: onto });
    else if (met) steps.push({ draft, save: undefined, action: onto });
    else {
      if (options.dryRun && matching && key !== undefined) options.seen.add(key);
      steps.push({ draft, save: createRow(plan, draft), action: 'created' });
    }
  }
  return { steps, entries };
}

function createRow(plan: Plan, draft: Draft): SaveRow {
  const { id: _, createdAt, createdBy, updatedAt, ...values } = draft.values;
  if (plan.owner && plan.meta.access.owned && values.owner === undefined && !draft.assumed.has('owner')) values.owner = plan.owner;
  return { operation: 'create', values, ...originOf({ createdAt, createdBy, updatedAt }) };
}

/** When and by whom the record was made where it comes from; only mapped by those who may (mapping.ts). */
function originOf({ createdAt, createdBy, updatedAt }: Record<'createdAt' | 'createdBy' | 'updatedAt', unknown>): Partial<SaveRow> {
  const at = typeof createdAt === 'string' ? new Date(createdAt) : undefined;
  const changedAt = typeof updatedAt === 'string' ? new Date(updatedAt) : undefined;
  const by = typeof createdBy === 'string' ? createdBy : undefined;
  return { ...(at ? { at } : {}), ...(by || changedAt ? { origin: { ...(by ? { by } : {}), ...(changedAt ? { changedAt } : {}) } } : {}) };
}

/** Empty cells leave what is there: a file rarely means to wipe out what it does not know. */
function updateRow(plan: Plan, draft: Draft, id: string): SaveRow {
  const { id: _, createdAt: _at, createdBy: _by, updatedAt: _changed, ...values } = draft.values;
  if (plan.key && plan.key !== 'id') delete values[plan.key];
  return { operation: 'update', id, values };
}

/** What records held before, to be put back by an undo. */
async function valuesBefore(ctx: Context, plan: Plan, steps: readonly Step[], options: BatchOptions): Promise<ReadonlyMap<string, Values>> {
  const ids = steps.flatMap((step) => (step.save?.operation === 'update' && step.save.id ? [step.save.id] : []));
  return ids.length === 0 || options.dryRun ? new Map() : loadValues(ctx, plan.meta, ids, {});
}

/** A hook that refuses a whole save must not take a thousand good rows with it: halves are tried until the row is found. */
async function saveSafely(ctx: Context, plan: Plan, rows: readonly SaveRow[], options: BatchOptions): Promise<SaveResult[]> {
  if (rows.length === 0) return [];
  await ctx.query(sql`savepoint import_batch`);
  try {
    const results = await saveRecords(ctx, plan.meta, rows, {
      // what is there is to be left out: then so is all that a person could not add either
      ...(skipsRecords(plan) ? { duplicates: 'confirmed' as const } : {}),
      ...(options.dryRun ? { validateOnly: true, claims: options.claims } : {}),
    });
    await ctx.query(sql`release savepoint import_batch`);
    return results;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await ctx.query(sql`rollback to savepoint import_batch`);
    if (rows.length === 1) return [{ index: 0, status: error.status, error }];
    const middle = Math.ceil(rows.length / 2);
    return [
      ...(await saveSafely(ctx, plan, rows.slice(0, middle), options)),
      ...(await saveSafely(ctx, plan, rows.slice(middle), options)),
    ];
  }
}

function finished(step: Step, result: SaveResult | undefined, before: Values | undefined): EntryRow {
  const { draft, action, save } = step;
  const later = Object.keys(draft.later).length > 0 ? draft.later : null;
  const touched = before && save?.values ? Object.fromEntries(Object.keys(save.values).map((name) => [name, before[name] ?? null])) : null;
  const { warnings } = draft;
  return { ...emptyEntry(draft), action, recordId: result?.id ?? null, version: result?.version ?? null, before: touched, later, warnings };
}

const emptyEntry = ({ row }: Draft) => ({ row, recordId: null, version: null, before: null, later: null, problems: [], warnings: [] });
const failed = (draft: Draft, problems: readonly Problem[]): EntryRow => ({ ...emptyEntry(draft), action: 'failed', problems });
const skipped = (draft: Draft, problems: readonly Problem[]): EntryRow => ({
  ...emptyEntry(draft),
  action: 'skipped',
  problems: problems.map((problem) => ({ ...problem, kind: 'skipped' })),
});

function keyProblem(plan: Plan, draft: Draft, what: Pick<Problem, 'code' | 'kind' | 'message'>): Problem {
  const entry = plan.entries.find((one) => one.field.name === plan.key);
  return {
    column: entry?.entry.column ?? null,
    field: plan.key,
    value: entry ? toldCell(entry.field, draft.cells[entry.index]) : null,
    ...what,
  };
}

const unmatchedCodes = new Set(['LOOKUP_NOT_FOUND']);
const formatCodes = new Set(['WRONG_TYPE', 'INVALID_VALUE', 'TOO_LONG']);

/** What the pipeline refused, told by the columns of the file. Fields whose value a dry run can not have are not judged. */
export function problemsOf(plan: Plan, draft: Draft, error: AppError): Problem[] {
  if (error.errors.length === 0) return [{ column: null, field: null, value: null, code: error.code, kind: 'rule', message: error.text }];
  return error.errors
    .filter((problem) => !draft.assumed.has(problem.field))
    .map((problem) => {
      const entry = plan.entries.find((one) => one.field.name === problem.field);
      const inFile = problem.code === 'DUPLICATE' && draft.assumed.size === 0;
      return {
        column: entry?.entry.column ?? null,
        field: problem.field,
        value: entry ? toldCell(entry.field, draft.cells[entry.index]) : null,
        code: problem.code,
        kind: unmatchedCodes.has(problem.code) ? 'unmatched' : formatCodes.has(problem.code) ? 'format' : 'rule',
        message: inFile && problem.message.zh === '' ? twice : problem.message,
      };
    });
}
