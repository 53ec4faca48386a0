import { sql } from '../../database/sql.ts';
import { sourceFile } from '../../files/index.ts';
import { enqueue, scopesJson } from '../../jobs/index.ts';
import { type AppError, errors, fieldError, fieldErrors, isId, label, newId } from '../../kernel/index.ts';
import { matchRuleOf } from '../../metadata/index.ts';
import { type Automation, automations, type Context, type ObjectMeta } from '../../module/index.ts';
import { authorOf } from '../../records/save/index.ts';
import { checkTable, openSheet } from '../../sheets/index.ts';
import { defaultKey, findByKey, mayBeKey } from './existing.ts';
import { parseMapping } from './mapping.ts';
import { freshCounts, objectOf, openImportSheet } from './run.ts';
import { clearEntries, insertImport, loadImport, rememberedImport, rememberImport, updateImport } from './store.ts';
import { headerHash, mayImport, suggestMapping } from './suggest.ts';
import { type Duplicates, type ImportMode, type ImportOptions, type ImportRecord, looksForRecords, type MappingEntry } from './types.ts';

/** What a caller asks for, as it came. */
export interface ImportInput {
  readonly object?: unknown;
  readonly fileId?: unknown;
  readonly mode?: unknown;
  readonly key?: unknown;
  readonly mapping?: unknown;
  readonly duplicates?: unknown;
  readonly automation?: unknown;
  readonly owner?: unknown;
  readonly sheet?: unknown;
  readonly encoding?: unknown;
  readonly remember?: unknown;
}

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
  const meta = objectOf(ctx, record);
  const { total: _, ...settings } = await readSettings(ctx, meta, record.fileId, input, record);
  await ctx.transaction(async (tx) => {
    await loadImport(tx, id, { lock: true });
    await updateImport(tx, id, { ...freshCounts, ...settings, status: 'queued', phase: 'new' });
  });
  return loadImport(ctx, id);
}

export const stateError = (): AppError =>
  errors.STATE({
    errors: [{ field: 'status', code: 'STATE', message: label('导入当前的状态不允许此操作', 'The import is not in a state for this') }],
  });

export function importObject(ctx: Context, name: unknown): ObjectMeta {
  if (name === undefined || name === null)
    throw fieldError('REQUIRED', 'object', label('请选择要导入的对象', 'Say which object to import'));
  if (typeof name !== 'string') throw fieldError('WRONG_TYPE', 'object');
  const meta = ctx.meta.object(name);
  if (!meta || !ctx.access.can(`${name}.read`)) throw errors.NOT_FOUND();
  if (!mayImport(ctx, meta)) throw errors.FORBIDDEN();
  return meta;
}

interface Settings {
  readonly mode: ImportMode;
  readonly key: string | null;
  readonly mapping: readonly MappingEntry[];
  readonly options: ImportOptions;
  readonly total: number | null;
}

const modes = ['create', 'update', 'upsert'] as const;
const duplicateRules = ['create', 'skip', 'update', 'review'] as const;

async function readSettings(
  ctx: Context,
  meta: ObjectMeta,
  fileId: string,
  input: ImportInput,
  before: ImportRecord | undefined,
): Promise<Settings> {
  const mode = oneOf<ImportMode>('mode', input.mode, modes) ?? before?.mode ?? 'create';
  const duplicates = oneOf<Duplicates>('duplicates', input.duplicates, duplicateRules) ?? before?.options.duplicates ?? 'create';
  if (duplicates === 'review' && !matchRuleOf(meta))
    throw fieldError('INVALID_VALUE', 'duplicates', label('请先设置查重规则', 'Set a duplicate rule first'));
  if (mode !== 'update' && !ctx.access.can(`${meta.name}.create`)) throw errors.FORBIDDEN();
  if ((mode !== 'create' || duplicates === 'update') && !ctx.access.can(`${meta.name}.edit`)) throw errors.FORBIDDEN();
  const sheetName = textOf('sheet', input.sheet) ?? before?.options.sheet;
  const encoding = textOf('encoding', input.encoding) ?? before?.options.encoding;
  const owner = (await ownerOf(ctx, input.owner)) ?? before?.options.owner;
  if (input.remember !== undefined && typeof input.remember !== 'boolean') throw fieldError('WRONG_TYPE', 'remember');
  const sheet = await openSheet(await ctx.app.files.local(ctx.tenant.id, fileId), {
    ...(sheetName ? { sheet: sheetName } : {}),
    ...(encoding ? { encoding } : {}),
  });
  const table = await checkTable(sheet);
  if (!table.ok)
    throw fieldErrors([
      {
        field: 'fileId',
        code: 'INVALID_VALUE',
        message: table.text ?? label('这个文件不像一张数据表', 'This file does not look like a table'),
      },
    ]);
  const automation = oneOf<Automation>('automation', input.automation, automations) ?? before?.options.automation;
  const mapping =
    input.mapping !== undefined && input.mapping !== null
      ? parseMapping(ctx, input.mapping, { meta, header: sheet.columns, mode })
      : (before?.mapping ?? (await suggestMapping(ctx, meta, sheet)).mapping);
  if (mapping.length === 0)
    throw fieldError(
      'REQUIRED',
      'mapping',
      label('没有一列能自动对应，请手工选择', 'No column could be matched by itself; choose the fields'),
    );
  const key = keyOf(meta, mode, duplicates, mapping, textOf('key', input.key) ?? before?.key ?? undefined);
  return {
    mode,
    key,
    mapping,
    total: sheet.estimatedRows,
    options: {
      duplicates,
      automation: automation ?? (await rememberedImport(ctx, meta.name, headerHash(sheet.columns)))?.automation ?? 'all',
      remember: input.remember === undefined ? (before?.options.remember ?? true) : input.remember === true,
      ...(owner ? { owner } : {}),
      ...(sheetName ? { sheet: sheetName } : {}),
      ...(encoding ? { encoding } : {}),
    },
  };
}

function keyOf(
  meta: ObjectMeta,
  mode: ImportMode,
  duplicates: Duplicates,
  mapping: readonly MappingEntry[],
  asked: string | undefined,
): string | null {
  const needed = looksForRecords({ mode, duplicates });
  const key = asked ?? (needed ? defaultKey(meta, mode, mapping) : undefined);
  if (key === undefined) {
    if (needed) throw fieldError('REQUIRED', 'key', label('请选择用来匹配记录的字段', 'Choose the field that tells records apart'));
    return null;
  }
  const field = meta.fields.get(key);
  if (!field)
    throw errors.UNKNOWN_FIELD({
      errors: [{ field: 'key', code: 'UNKNOWN_FIELD', message: label(`没有字段“${key}”`, `There is no field "${key}"`) }],
    });
  if (!mayBeKey(field))
    throw fieldError('INVALID_VALUE', 'key', label('这个字段不能用来匹配记录', 'Records can not be told apart by this field'));
  if (needed && !mapping.some((entry) => entry.field === key))
    throw fieldError('INVALID_VALUE', 'key', label('用来匹配的字段没有对应到任何一列', 'No column is mapped to the key'));
  return key;
}

function oneOf<T extends string>(field: string, value: unknown, allowed: readonly T[]): T | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw fieldError('WRONG_TYPE', field);
  if (!(allowed as readonly string[]).includes(value))
    throw fieldError('INVALID_VALUE', field, label(`应为 ${allowed.join('、')} 之一`, `Must be one of ${allowed.join(', ')}`));
  return value as T;
}

function textOf(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw fieldError('WRONG_TYPE', field);
  if (value.length > 200) throw fieldError('TOO_LONG', field);
  return value.toWellFormed();
}

async function ownerOf(ctx: Context, value: unknown): Promise<string | undefined> {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
  if (id === undefined || id === null || id === '') return undefined;
  if (typeof id !== 'string') throw fieldError('WRONG_TYPE', 'owner');
  const users = ctx.meta.object('user');
  const field = users?.fields.get('id');
  if (!users || !field || !isId(id) || !(await findByKey(ctx, users, field, [id])).has(id.toLowerCase()))
    throw fieldError('LOOKUP_NOT_FOUND', 'owner');
  return id.toLowerCase();
}

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
