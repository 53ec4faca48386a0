import { errors, fieldError, fieldErrors, isId, label } from '../../kernel/index.ts';
import { matchRuleOf } from '../../metadata/index.ts';
import { type Automation, automations, type Context, type ObjectMeta } from '../../module/index.ts';
import { checkTable, openSheet } from '../../sheets/index.ts';
import { defaultKey, findByKey, mayBeKey } from './existing.ts';
import { parseMapping } from './mapping.ts';
import { refuseTooMany } from './most-rows.ts';
import { rememberedImport } from './store.ts';
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

/** The object to import, which the caller may. @throws REQUIRED, WRONG_TYPE on object; NOT_FOUND, FORBIDDEN */
export function importObject(ctx: Context, name: unknown): ObjectMeta {
  if (name === undefined || name === null)
    throw fieldError('REQUIRED', 'object', label('请选择要导入的对象', 'Say which object to import'));
  if (typeof name !== 'string') throw fieldError('WRONG_TYPE', 'object');
  const meta = ctx.meta.object(name);
  if (!meta || !ctx.access.can(`${name}.read`)) throw errors.NOT_FOUND();
  if (!mayImport(ctx, meta)) throw errors.FORBIDDEN();
  return meta;
}

/** How an import reads its file, and what becomes of its rows. */
export interface ImportSettings {
  readonly mode: ImportMode;
  readonly key: string | null;
  readonly mapping: readonly MappingEntry[];
  readonly options: ImportOptions;
  readonly total: number | null;
}

const modes = ['create', 'update', 'upsert'] as const;
const duplicateRules = ['create', 'skip', 'update', 'review'] as const;

/**
 * Reads what is asked for, over what was said `before`; without a mapping the columns are matched by themselves.
 *
 * @throws field errors; FORBIDDEN for who may not write such records
 */
export async function readSettings(
  ctx: Context,
  meta: ObjectMeta,
  fileId: string,
  input: ImportInput,
  before: (Pick<ImportRecord, 'options'> & Partial<Pick<ImportRecord, 'mode' | 'key' | 'mapping'>>) | undefined,
): Promise<ImportSettings> {
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
  refuseTooMany(sheet.estimatedRows);
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
