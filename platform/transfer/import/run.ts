import { sql } from '../../database/sql.ts';
import { searchAfterImport } from '../../duplicates/index.ts';
import { AppError, errors, label } from '../../kernel/index.ts';
import { addOptions } from '../../metadata/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { notify } from '../../notifications/index.ts';
import { emit } from '../../records/save/index.ts';
import { openSheet, type Sheet } from '../../sheets/index.ts';
import { finishLinks } from './links.ts';
import { bindPlan } from './mapping.ts';
import { type Prescan, prescan } from './prescan.ts';
import { rowReader } from './read-row.ts';
import { createResolver, type Resolver } from './resolve.ts';
import { keysOf, saveBatch } from './save-batch.ts';
import { dropSecretFile } from './secrets.ts';
import { insertEntries, insertExtras, loadImport, updateImport } from './store.ts';
import { addProblems, emptySummary } from './summary.ts';
import type { Draft, EntryRow, ImportRecord, Plan } from './types.ts';

export interface RunOptions {
  /** Rows per transaction. */
  readonly batch?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (record: ImportRecord) => void;
}

/** Who runs it: made anew when the metadata has changed on the way. */
export type ContextSource = () => Promise<Context>;

/** Thrown when the import is no longer to be run: cancelled, or another process has gone on with it. */
export class ImportStopped extends Error {
  constructor() {
    super('the import is not running any more');
    this.name = 'ImportStopped';
  }
}

/**
 * Runs a dry run or the import itself from where it stands to its end. Each batch is one transaction that also moves `next_row`: a
 * killed process loses nothing and doubles nothing. Two processes at once can not both go on: before it commits, each batch locks the
 * import's row and looks whether it is still the next one.
 */
export async function runRows(source: ContextSource, id: string, options: RunOptions = {}): Promise<ImportRecord> {
  let ctx = await source();
  const record = await loadImport(ctx, id);
  if (record.status !== 'running') throw new ImportStopped();
  const dryRun = record.phase === 'check';
  const { automation } = record.options;
  if (record.phase !== 'links') {
    const sheet = await openImportSheet(ctx, record);
    const scan = await prescan(ctx, planOf(ctx, record, sheet), sheet);
    if (!dryRun && (await growOptions(ctx, record, scan))) ctx = await source();
    if (record.nextRow === 0) await ctx.transaction((tx) => updateImport(tx, id, { total: scan.total, mapping: scan.mapping }));
    const plan = planOf(ctx, { ...record, mapping: scan.mapping }, sheet);
    const resolver = createResolver(plan, { dryRun, ahead: scan.ahead });
    await runBatches(ctx.withAutomation(automation), { record, plan, resolver, scan, dryRun, options });
    if (!dryRun) await ctx.transaction((tx) => updateImport(tx, id, { phase: 'links' }));
  }
  if (!dryRun)
    await finishLinks(ctx.withAutomation(automation), id, objectOf(ctx, record), { ...(options.signal ? { signal: options.signal } : {}) });
  return ctx.transaction(async (tx) => {
    const last = await loadImport(tx, id, { lock: true });
    if (last.status !== 'running') throw new ImportStopped();
    await updateImport(tx, id, {
      status: dryRun ? 'dryRunDone' : 'done',
      phase: dryRun ? 'new' : 'links',
      nextRow: dryRun ? 0 : last.nextRow,
      finishedAt: tx.clock.now(),
    });
    if (!dryRun) await dropSecretFile(tx, objectOf(tx, last), last);
    if (!dryRun && last.options.duplicates === 'review' && last.created > 0) await searchAfterImport(tx, last.object);
    if (!dryRun) await tellFinished(tx, last);
    if (!dryRun && last.createdBy) {
      const { fileName: file, created, updated, failed } = last;
      await notify(tx, [
        { user: last.createdBy, kind: 'importDone', object: last.object, data: { file, created, updated, failed, import: id } },
      ]);
    }
    return loadImport(tx, id);
  });
}

/** The end of an import, for other programs: whatever else may follow from its rows, this is told. Not its file, whose name may be somebody's. */
function tellFinished(tx: Context, { id, object, created, updated, skipped, failed }: ImportRecord): Promise<void> {
  return emit(tx, 'import.finished', { object, record: id, changes: { created, updated, skipped, failed } });
}

export function objectOf(ctx: Context, record: Pick<ImportRecord, 'object'>): ObjectMeta {
  const meta = ctx.meta.object(record.object);
  if (!meta) throw errors.NOT_FOUND();
  return meta;
}

export async function openImportSheet(ctx: Context, record: Pick<ImportRecord, 'fileId' | 'options'>): Promise<Sheet> {
  const { sheet, encoding } = record.options;
  try {
    const path = await ctx.app.files.local(ctx.tenant.id, record.fileId);
    return await openSheet(path, { ...(sheet ? { sheet } : {}), ...(encoding ? { encoding } : {}) });
  } catch (error) {
    // a file of ours that is gone, on the disk or in the store
    const code = (error as { code?: unknown } | null)?.code;
    if (code !== 'ENOENT' && code !== 'NOT_FOUND') throw error;
    // files of imports are removed when they can not be undone any more
    const message = label('文件已过期清理，请重新上传', 'The file has been cleared away; upload it again');
    throw errors.STATE({ errors: [{ field: 'fileId', code: 'STATE', message }] });
  }
}

function planOf(ctx: Context, record: ImportRecord, sheet: Sheet): Plan {
  const owner = record.options.owner ?? record.createdBy;
  return bindPlan(objectOf(ctx, record), {
    header: sheet.columns,
    mode: record.mode,
    key: record.key,
    duplicates: record.options.duplicates,
    owner,
    mapping: record.mapping,
  });
}

/** New values of open picklists become options before the first row is read. */
async function growOptions(ctx: Context, record: ImportRecord, scan: Prescan): Promise<boolean> {
  let grown = false;
  for (const [field, texts] of scan.newOptions) {
    if (texts.size === 0) continue;
    await addOptions(ctx, record.object, field, [...texts]);
    grown = true;
  }
  return grown;
}

interface Batches {
  readonly record: ImportRecord;
  readonly plan: Plan;
  readonly resolver: Resolver;
  readonly scan: Prescan;
  readonly dryRun: boolean;
  readonly options: RunOptions;
}

/** What a batch leaves for the next: where the file stands, once it is committed. */
type Mark = Pick<ImportRecord, 'nextRow'>;

/**
 * Goes through the file batch by batch. Where batches can not meet in the same rows two are under way at once: one is computed here
 * while the database writes the other. They commit in order, each only after the one before, so `next_row` never runs ahead.
 */
async function runBatches(ctx: Context, input: Batches): Promise<void> {
  try {
    await runInOrder(ctx, input, mayOverlap(input) ? 2 : 1);
  } catch (error) {
    if (!metInRows(error)) throw error;
    // two batches waited for each other after all (a unique value twice in the file, a hook with a shared row): one after the other from here
    const record = await loadImport(ctx, input.record.id);
    await runInOrder(ctx, { ...input, record }, 1);
  }
}

/** Batches that tell rows apart by their keys do not wait for each other; such that make missing records or draw numbers might. */
function mayOverlap({ plan, dryRun }: Batches): boolean {
  if (dryRun) return false;
  if (plan.entries.some(({ entry }) => entry.createMissing || entry.path)) return false;
  return ![...plan.meta.fields.values()].some((field) => field.type === 'autoNumber');
}

/** Lock wait over time, deadlock, serialisation: nothing is wrong but the company. */
function metInRows(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === '55P03' || code === '40P01' || code === '40001';
}

async function runInOrder(ctx: Context, input: Batches, atOnce: 1 | 2): Promise<void> {
  const { record, plan, options, dryRun, scan } = input;
  const size = options.batch ?? 1000;
  const read = rowReader(plan, { timeZone: ctx.tenant.timeZone, newOptions: dryRun ? scan.newOptions : new Map() });
  const rows = scan.rows(record.nextRow);
  const claims = new Set<string>();
  const seen = new Set<string>();
  let before: Promise<Mark> = Promise.resolve(record);
  let keysBefore: ReadonlySet<string> = new Set();
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      const drafts: Draft[] = [];
      while (drafts.length < size) {
        const { value, done } = await rows.next();
        if (done) break;
        drafts.push(read(value.row, value.cells));
      }
      if (drafts.length === 0) break;
      // a key that the batch before it makes or changes is looked for once that is committed
      const keys = keysOf(plan, drafts);
      if (atOnce > 1 && [...keys].some((key) => keysBefore.has(key))) await before;
      const current = writeBatch(ctx, { ...input, drafts, before, claims, seen, impatient: atOnce > 1 }).then((after) => {
        options.onProgress?.(after);
        return after;
      });
      // its failure is met when it is waited for
      current.catch(() => undefined);
      await (atOnce > 1 ? before : current);
      before = current;
      keysBefore = keys;
    }
    await before;
  } finally {
    await before.catch(() => undefined);
    await rows.return(undefined);
  }
}

interface OneBatch extends Batches {
  readonly drafts: readonly Draft[];
  readonly before: Promise<Mark>;
  readonly claims: Set<string>;
  readonly seen: Set<string>;
  readonly impatient: boolean;
}

async function writeBatch(ctx: Context, input: OneBatch): Promise<ImportRecord> {
  const { drafts, plan, record, dryRun } = input;
  return ctx.transaction(async (tx) => {
    if (input.impatient) await tx.query(sql`set local lock_timeout = '5s'`);
    const extras = await input.resolver.resolve(tx, drafts);
    const entries = await saveBatch(tx, plan, drafts, { dryRun, claims: input.claims, seen: input.seen });
    const { nextRow } = await input.before;
    const now = await loadImport(tx, record.id, { lock: true });
    if (now.status !== 'running' || now.nextRow !== nextRow) throw new ImportStopped();
    await insertEntries(tx, record.id, dryRun ? entries.filter((entry) => entry.problems.length > 0) : entries);
    await insertExtras(tx, record.id, extras);
    const count = (action: EntryRow['action']) => entries.filter((entry) => entry.action === action).length;
    const change = {
      nextRow: (drafts.at(-1)?.row ?? nextRow) + 1,
      done: now.done + drafts.length,
      created: now.created + count('created'),
      updated: now.updated + count('updated'),
      skipped: now.skipped + count('skipped') + count('unchanged'),
      failed: now.failed + count('failed'),
      summary: addProblems(now.summary, entries),
    };
    await updateImport(tx, record.id, change);
    return { ...now, ...change };
  });
}

/** What the person is told when a run ends by itself: our own refusals as they are, everything else without detail. */
export async function failRun(ctx: Context, id: string, error: unknown): Promise<void> {
  const text =
    error instanceof AppError
      ? error.text
      : label(
          '导入时出现意外错误，已导入的行已保存，可以点“继续”接着导入',
          'The import met an unexpected error; finished rows are kept and it can be continued',
        );
  await ctx.transaction(async (tx) => {
    const record = await loadImport(tx, id, { lock: true });
    await updateImport(tx, id, { status: 'failed', error: text, finishedAt: tx.clock.now() });
    if (record.createdBy && record.phase !== 'check')
      await notify(tx, [
        { user: record.createdBy, kind: 'importFailed', object: record.object, data: { file: record.fileName, import: id } },
      ]);
  });
}

/** Empties the counts before a run from the first row. */
export const freshCounts = {
  nextRow: 0,
  done: 0,
  created: 0,
  updated: 0,
  skipped: 0,
  failed: 0,
  summary: emptySummary,
  error: null,
  finishedAt: null,
} as const;
