import { sql } from '../../database/sql.ts';
import { sourceFile } from '../../files/index.ts';
import { enqueue, scopesJson } from '../../jobs/index.ts';
import { type AppError, errors, label, newId } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { authorOf } from '../../records/save/index.ts';
import { freshCounts, objectOf, openImportSheet } from './run.ts';
import { type ImportInput, importObject, readSettings } from './settings.ts';
import { clearEntries, insertImport, loadImport, rememberImport, updateImport } from './store.ts';
import { headerHash } from './suggest.ts';
import type { ImportRecord } from './types.ts';

/** How long an import can be taken back. */
export const undoHours = 72;

/** Describes an import; nothing is read into records yet. Without a mapping the columns are matched by themselves. */
export async function createImport(ctx: Context, input: ImportInput): Promise<ImportRecord> {
  const meta = importObject(ctx, input.object);
  const file = await sourceFile(ctx, 'fileId', input.fileId);
  const id = newId();
  const settings = await readSettings(ctx, meta, file.id, input, undefined);
  await insertImport(ctx, { id, object: meta.name, fileId: file.id, fileName: file.name, ...settings });
  return loadImport(ctx, id);
}

/** Changes what is asked for, as long as no row has been imported; what was found by a dry run is void then. */
export async function changeImport(ctx: Context, id: string, input: ImportInput): Promise<ImportRecord> {
  const record = await loadImport(ctx, id);
  if (
    record.startedAt ||
    (record.status !== 'queued' && record.status !== 'dryRunDone' && record.status !== 'failed' && record.status !== 'cancelled')
  )
    throw stateError();
  const asked = input.object ?? record.object;
  const isOther = asked !== record.object;
  const meta = isOther ? importObject(ctx, asked) : objectOf(ctx, record);
  // of another object the fields are others, and so is what tells its records apart
  const before = isOther ? { options: { ...record.options, duplicates: 'create' as const } } : record;
  const { total: _, ...settings } = await readSettings(ctx, meta, record.fileId, input, before);
  await ctx.transaction(async (tx) => {
    await loadImport(tx, id, { lock: true });
    await updateImport(tx, id, { ...freshCounts, ...settings, object: meta.name, status: 'queued', phase: 'new' });
  });
  return loadImport(ctx, id);
}

export const stateError = (): AppError =>
  errors.STATE({
    errors: [{ field: 'status', code: 'STATE', message: label('导入当前的状态不允许此操作', 'The import is not in a state for this') }],
  });

type Begin = 'dryRun' | 'start' | 'undo';

/** Moves an import on: a dry run, the import (also on from where it was stopped), or its undo. */
export async function beginImport(ctx: Context, id: string, what: Begin): Promise<ImportRecord> {
  const record = await loadImport(ctx, id);
  const meta = importObject(ctx, record.object);
  return ctx.transaction(async (tx) => {
    const now = await loadImport(tx, id, { lock: true });
    if (what === 'undo') await beginUndo(tx, now);
    else if (what === 'dryRun') await beginDryRun(tx, now);
    else await beginRun(tx, meta, now);
    // in the same transaction: a running import always has its job
    await tx.query(sql`update import set scopes = ${scopesJson(tx)}::jsonb where tenant_id = ${tx.tenant.id} and id = ${id}`);
    const scopes = tx.access.scopes ? { scopes: tx.access.scopes } : {};
    await enqueue(tx, 'imports.run', { tenant: tx.tenant.id, user: authorOf(tx), import: id, ...scopes }, { key: `import:${id}` });
    return loadImport(tx, id);
  });
}

const stopped = (record: ImportRecord) => record.status === 'failed' || record.status === 'cancelled';

async function beginDryRun(tx: Context, record: ImportRecord): Promise<void> {
  if (record.startedAt || (record.status !== 'queued' && record.status !== 'dryRunDone' && !stopped(record))) throw stateError();
  await clearEntries(tx, record.id);
  await updateImport(tx, record.id, { ...freshCounts, status: 'running', phase: 'check' });
}

async function beginRun(tx: Context, meta: ObjectMeta, record: ImportRecord): Promise<void> {
  if (record.startedAt && stopped(record) && (record.phase === 'rows' || record.phase === 'links')) {
    return updateImport(tx, record.id, { status: 'running', error: null, finishedAt: null });
  }
  if (record.startedAt || (record.status !== 'queued' && record.status !== 'dryRunDone' && !stopped(record))) throw stateError();
  await clearEntries(tx, record.id);
  await updateImport(tx, record.id, { ...freshCounts, status: 'running', phase: 'rows', startedAt: tx.clock.now() });
  if (record.options.remember) await remember(tx, meta, record);
}

async function remember(tx: Context, meta: ObjectMeta, record: ImportRecord): Promise<void> {
  const sheet = await openImportSheet(tx, record);
  await rememberImport(tx, meta.name, headerHash(sheet.columns), { mapping: record.mapping, automation: record.options.automation });
}

async function beginUndo(tx: Context, record: ImportRecord): Promise<void> {
  const finished = record.status === 'done' || stopped(record);
  if (!finished || !record.startedAt || record.phase === 'check' || record.phase === 'new') throw stateError();
  if (!mayUndo(tx, record)) {
    throw errors.STATE({
      errors: [
        {
          field: 'status',
          code: 'STATE',
          message: label(`导入超过 ${undoHours} 小时，不能再撤销`, `An import can be undone for ${undoHours} hours only`),
        },
      ],
    });
  }
  await updateImport(tx, record.id, { status: 'running', phase: 'undo', error: null });
}

/** Until when the import can be taken back; null when it can not. */
export function undoUntil(record: ImportRecord): Date | null {
  if (!record.startedAt || record.status === 'undone' || record.status === 'running' || record.phase === 'check' || record.phase === 'new')
    return null;
  return new Date(new Date(record.finishedAt ?? record.startedAt).getTime() + undoHours * 3_600_000);
}

function mayUndo(ctx: Context, record: ImportRecord): boolean {
  const until = undoUntil(record);
  return until !== null && ctx.clock.now() < until;
}

/** Stops after the batch under way; what is imported stays and can be undone or continued. */
export async function cancelImport(ctx: Context, id: string): Promise<ImportRecord> {
  await loadImport(ctx, id);
  return ctx.transaction(async (tx) => {
    const record = await loadImport(tx, id, { lock: true });
    if (record.status === 'cancelled') return record;
    if ((record.status !== 'running' && record.status !== 'queued' && record.status !== 'dryRunDone') || record.phase === 'undo')
      throw stateError();
    await updateImport(tx, id, { status: 'cancelled', finishedAt: tx.clock.now() });
    return loadImport(tx, id);
  });
}
