import { AppError, errors, label } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { addOptions } from '../../metadata/index.ts';
import { openSheet, type Sheet } from '../../sheets/index.ts';
import { finishLinks } from './links.ts';
import { bindPlan } from './mapping.ts';
import { type Prescan, prescan } from './prescan.ts';
import { rowReader } from './read-row.ts';
import { createResolver, type Resolver } from './resolve.ts';
import { saveBatch } from './save-batch.ts';
import { addProblems, emptySummary } from './summary.ts';
import { insertEntries, insertExtras, loadImport, updateImport } from './store.ts';
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
 * killed process loses nothing and doubles nothing. Two processes at once can not both go on, as each batch locks the import's row
 * and looks whether it is still the next one.
 */
export async function runRows(source: ContextSource, id: string, options: RunOptions = {}): Promise<ImportRecord> {
  let ctx = await source();
  const record = await loadImport(ctx, id);
  if (record.status !== 'running') throw new ImportStopped();
  const dryRun = record.phase === 'check';
  if (record.phase !== 'links') {
    const sheet = await openImportSheet(ctx, record);
    const scan = await prescan(ctx, planOf(ctx, record, sheet), sheet);
    if (!dryRun && (await growOptions(ctx, record, scan))) ctx = await source();
    if (record.nextRow === 0) await ctx.transaction((tx) => updateImport(tx, id, { total: scan.total, mapping: scan.mapping }));
    const plan = planOf(ctx, { ...record, mapping: scan.mapping }, sheet);
    const resolver = createResolver(plan, { dryRun, ahead: scan.ahead });
    await runBatches(ctx, { record, sheet, plan, resolver, scan, dryRun, options });
    if (!dryRun) await ctx.transaction((tx) => updateImport(tx, id, { phase: 'links' }));
  }
  if (!dryRun) await finishLinks(ctx, id, objectOf(ctx, record), { ...(options.signal ? { signal: options.signal } : {}) });
  return ctx.transaction(async (tx) => {
    const last = await loadImport(tx, id, { lock: true });
    if (last.status !== 'running') throw new ImportStopped();
    await updateImport(tx, id, { status: dryRun ? 'dryRunDone' : 'done', phase: dryRun ? 'new' : 'links', nextRow: dryRun ? 0 : last.nextRow, finishedAt: tx.clock.now() });
    return loadImport(tx, id);
  });
}

export function objectOf(ctx: Context, record: Pick<ImportRecord, 'object'>): ObjectMeta {
  const meta = ctx.meta.object(record.object);
  if (!meta) throw errors.NOT_FOUND();
  return meta;
}

export function openImportSheet(ctx: Context, record: Pick<ImportRecord, 'fileId' | 'options'>): Promise<Sheet> {
  const { sheet, encoding } = record.options;
  return openSheet(ctx.app.files.path(ctx.tenant.id, record.fileId), { ...(sheet ? { sheet } : {}), ...(encoding ? { encoding } : {}) });
}

function planOf(ctx: Context, record: ImportRecord, sheet: Sheet): Plan {
  const owner = record.options.owner ?? record.createdBy;
  return bindPlan(objectOf(ctx, record), { header: sheet.columns, mode: record.mode, key: record.key, duplicates: record.options.duplicates, owner, mapping: record.mapping });
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
  readonly sheet: Sheet;
  readonly plan: Plan;
  readonly resolver: Resolver;
  readonly scan: Prescan;
  readonly dryRun: boolean;
  readonly options: RunOptions;
}

async function runBatches(ctx: Context, input: Batches): Promise<void> {
  const { record, sheet, plan, options, dryRun } = input;
  const size = options.batch ?? 1000;
  const read = rowReader(plan, { timeZone: ctx.tenant.timeZone, newOptions: dryRun ? input.scan.newOptions : new Map() });
  const rows = sheet.rows(record.nextRow);
  const claims = new Set<string>();
  const seen = new Set<string>();
  let nextRow = record.nextRow;
  const take = async (): Promise<Draft[]> => {
    const drafts: Draft[] = [];
    while (drafts.length < size) {
      const { value, done } = await rows.next();
      if (done) break;
      drafts.push(read(value.row, value.cells));
    }
    return drafts;
  };
  try {
    let drafts = await take();
    while (drafts.length > 0) {
      options.signal?.throwIfAborted();
      // the next batch is read while the database works on this one
      const [next, after] = await Promise.all([take(), writeBatch(ctx, { ...input, drafts, nextRow, claims, seen })]);
      nextRow = after.nextRow;
      options.onProgress?.(after);
      drafts = next;
    }
  } finally {
    await rows.return(undefined);
  }
}

async function writeBatch(ctx: Context, input: Batches & { drafts: readonly Draft[]; nextRow: number; claims: Set<string>; seen: Set<string> }): Promise<ImportRecord> {
  const { drafts, plan, record, dryRun } = input;
  return ctx.transaction(async (tx) => {
    const now = await loadImport(tx, record.id, { lock: true });
    if (now.status !== 'running' || now.nextRow !== input.nextRow) throw new ImportStopped();
    const extras = await input.resolver.resolve(tx, drafts.filter((draft) => draft.problems.length === 0 || dryRun));
    const entries = await saveBatch(tx, plan, drafts, { dryRun, claims: input.claims, seen: input.seen });
    await insertEntries(tx, record.id, dryRun ? entries.filter((entry) => entry.problems.length > 0) : entries);
    await insertExtras(tx, record.id, extras);
    const count = (action: EntryRow['action']) => entries.filter((entry) => entry.action === action).length;
    const change = {
      nextRow: (drafts.at(-1)?.row ?? input.nextRow) + 1,
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
  const text = error instanceof AppError ? error.text : label('导入时出现意外错误，已导入的行已保存，可以点“继续”接着导入', 'The import met an unexpected error; finished rows are kept and it can be continued');
  await ctx.transaction((tx) => updateImport(tx, id, { status: 'failed', error: text, finishedAt: tx.clock.now() }));
}

/** Empties the counts before a run from the first row. */
export const freshCounts = { nextRow: 0, done: 0, created: 0, updated: 0, skipped: 0, failed: 0, summary: emptySummary, error: null, finishedAt: null } as const;
