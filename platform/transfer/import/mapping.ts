import { type FieldProblem, fieldErrors, type Label, label } from '../../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { directoryFields } from './directory.ts';
import type { Duplicates, ImportMode, MappingEntry, Plan, PlanEntry } from './types.ts';

const unreadable = new Set(['image', 'attachment', 'signature']);

/** What a record brings along from the system it comes from. Only administrators may say so, and only of records that are made. */
const originFields: ReadonlySet<string> = new Set(['createdAt', 'createdBy', 'updatedAt']);

export const isOrigin = (field: Pick<FieldMeta, 'name'>) => originFields.has(field.name);

export const mayKeepOrigin = (ctx: Context) => ctx.access.can('settings.manage');

/** Fields a file can fill. The id only names the record to change. */
export function importable(field: FieldMeta, mode: ImportMode = 'create'): boolean {
  if (field.name === 'id') return mode !== 'create';
  if (isOrigin(field)) return mode !== 'update';
  return !field.readOnly && !unreadable.has(field.type);
}

export const isReference = (field: FieldMeta) =>
  field.type === 'lookup' || field.type === 'masterDetail' || field.type === 'user' || field.type === 'department';

/** The object a reference points to, for those that point to one. */
export function targetOf(field: FieldMeta): string | undefined {
  if (field.type === 'user' || field.type === 'department') return field.type;
  return field.object ?? (field.objects?.length === 1 && field.objects[0] !== '*' ? field.objects[0] : undefined);
}

const known = new Set(['column', 'field', 'valueMap', 'format', 'lookupBy', 'createMissing', 'onMissing', 'path', 'managerField', 'join']);

interface MappingInput {
  readonly meta: ObjectMeta;
  readonly header: readonly string[];
  readonly mode: ImportMode;
}

/** Reads a caller's mapping and checks it against the object and the header of the file; refuses naming the entry. */
export function parseMapping(ctx: Context, raw: unknown, input: MappingInput): MappingEntry[] {
  const problems: FieldProblem[] = [];
  const say = (field: string, code: string, message: Label) => problems.push({ field, code, message });
  if (!Array.isArray(raw)) throw fieldErrors([{ field: 'mapping', code: 'WRONG_TYPE', message: label('应为列表', 'Must be a list') }]);
  if (raw.length > 500)
    throw fieldErrors([{ field: 'mapping', code: 'LIMIT_EXCEEDED', message: label('最多 500 列', 'At most 500 columns') }]);
  const entries: MappingEntry[] = [];
  const taken = new Set<string>();
  for (const [index, item] of (raw as unknown[]).entries()) {
    const at = `mapping[${index}]`;
    const entry = readEntry(item, at, say);
    if (!entry) continue;
    const field = input.meta.fields.get(entry.field);
    const refusal = fieldRefusal(ctx, { entry, field, taken, mode: input.mode });
    if (!field || refusal) {
      if (refusal) say(`${at}.field`, ...refusal);
      continue;
    }
    taken.add(entry.field);
    const places: [string, string][] = [
      ['column', entry.column],
      ...(entry.join === undefined ? [] : [['join', entry.join] as [string, string]]),
      ...(entry.path ?? []).map((name, part): [string, string] => [`path[${part}]`, name]),
    ];
    for (const [place, column] of places) {
      if (!input.header.includes(column))
        say(`${at}.${place}`, 'INVALID_VALUE', label(`文件里没有“${column}”这一列`, `The file has no column "${column}"`));
    }
    checkReference(ctx, { entry, field, at, meta: input.meta, say });
    entries.push(entry);
  }
  if (problems.length > 0) throw fieldErrors(problems);
  if (entries.length === 0)
    throw fieldErrors([{ field: 'mapping', code: 'REQUIRED', message: label('请至少对应一列', 'Map at least one column') }]);
  return entries;
}

function fieldRefusal(
  ctx: Context,
  asked: { entry: MappingEntry; field: FieldMeta | undefined; taken: ReadonlySet<string>; mode: ImportMode },
): [code: string, message: Label] | undefined {
  const { entry, field, taken, mode } = asked;
  if (!field) return ['UNKNOWN_FIELD', label(`没有字段“${entry.field}”`, `There is no field "${entry.field}"`)];
  if (field.right) return ['FORBIDDEN', label('您没有修改这个字段的权限', 'You are not allowed to change this field')];
  if (!importable(field, mode)) return ['INVALID_VALUE', label('这个字段不能导入', 'This field can not be imported')];
  if (isOrigin(field) && !mayKeepOrigin(ctx))
    return ['FORBIDDEN', label('只有管理员可以导入原来的创建人和时间', 'Only administrators may keep who made a record and when')];
  if (taken.has(entry.field)) return ['INVALID_VALUE', label('两列对应了同一个字段', 'Two columns are mapped to the same field')];
  return undefined;
}

type Say = (field: string, code: string, message: Label) => unknown;

function readEntry(item: unknown, at: string, say: Say): MappingEntry | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    say(at, 'WRONG_TYPE', label('每项应为 {column, field}', 'Each item must be {column, field}'));
    return undefined;
  }
  const record = item as Record<string, unknown>;
  for (const key of Object.keys(record))
    if (!known.has(key)) say(`${at}.${key}`, 'UNKNOWN_FIELD', label(`不认识“${key}”`, `"${key}" is not known here`));
  const text = (key: string, required = false): string | undefined => {
    const value = record[key];
    if (value === undefined || value === null) {
      if (required) say(`${at}.${key}`, 'REQUIRED', label('必填', 'Required'));
      return undefined;
    }
    if (typeof value === 'string' && value.length <= 500) return value.toWellFormed();
    say(`${at}.${key}`, typeof value === 'string' ? 'TOO_LONG' : 'WRONG_TYPE', label('应为文字', 'Must be a text'));
    return undefined;
  };
  const flag = (key: string): boolean | undefined => {
    const value = record[key];
    if (value === undefined || value === null || typeof value === 'boolean') return value ?? undefined;
    say(`${at}.${key}`, 'WRONG_TYPE', label('应为布尔值', 'Must be true or false'));
    return undefined;
  };
  const column = text('column', true);
  const field = text('field', true);
  if (column === undefined || field === undefined) return undefined;
  const onMissing = text('onMissing');
  if (onMissing !== undefined && onMissing !== 'fail' && onMissing !== 'empty')
    say(`${at}.onMissing`, 'INVALID_VALUE', label('应为 fail 或 empty', 'Must be fail or empty'));
  const valueMap = readValueMap(record.valueMap, `${at}.valueMap`, say);
  const path = readPath(record.path, `${at}.path`, say);
  const entry: MappingEntry = {
    column,
    field,
    valueMap,
    path,
    format: text('format'),
    lookupBy: text('lookupBy'),
    createMissing: flag('createMissing'),
    onMissing: onMissing === 'empty' ? 'empty' : undefined,
    managerField: text('managerField'),
    join: text('join'),
  };
  // absent stays absent, so that a remembered mapping compares equal to what was sent
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as unknown as MappingEntry;
}

function readValueMap(raw: unknown, at: string, say: Say): MappingEntry['valueMap'] {
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    say(at, 'WRONG_TYPE', label('应为 {原值: 新值}', 'Must be {text: value}'));
    return undefined;
  }
  const pairs = Object.entries(raw as Record<string, unknown>);
  if (pairs.length > 5000) say(at, 'LIMIT_EXCEEDED', label('最多 5,000 个值', 'At most 5,000 values'));
  for (const [key, value] of pairs)
    if (value !== null && typeof value !== 'string') say(`${at}.${key}`, 'WRONG_TYPE', label('应为文字或空', 'Must be a text or null'));
  // half a surrogate pair can not be kept as JSON
  return Object.fromEntries(pairs.map(([key, value]) => [key.toWellFormed(), typeof value === 'string' ? value.toWellFormed() : null]));
}

function readPath(raw: unknown, at: string, say: Say): readonly string[] | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (Array.isArray(raw) && raw.length > 0 && raw.length <= 10 && raw.every((item) => typeof item === 'string')) return raw as string[];
  say(at, 'WRONG_TYPE', label('应为列名的列表', 'Must be a list of columns'));
  return undefined;
}

interface Check {
  readonly entry: MappingEntry;
  readonly field: FieldMeta;
  readonly at: string;
  readonly meta: ObjectMeta;
  readonly say: Say;
}

function checkReference(ctx: Context, { entry, field, at, meta, say }: Check): void {
  if (entry.path && field.type !== 'department')
    say(`${at}.path`, 'INVALID_VALUE', label('只有部门可以按路径对应', 'Only departments are named by a path'));
  if (entry.managerField && meta.fields.get(entry.managerField)?.type !== 'user') {
    say(`${at}.managerField`, 'INVALID_VALUE', label('应为人员字段', 'Must be a field that names a user'));
  }
  const options = field.type === 'picklist' || field.type === 'multiPicklist';
  if (!isReference(field)) {
    if (entry.lookupBy) say(`${at}.lookupBy`, 'INVALID_VALUE', label('这个字段不是关联字段', 'This field is no lookup'));
    if (entry.createMissing && !options)
      say(`${at}.createMissing`, 'INVALID_VALUE', label('这个字段不能新建选项', 'Nothing can be added for this field'));
    // an open picklist says itself that imports may add to it
    if (entry.createMissing && options && !field.open && !ctx.access.can('metadata.manage'))
      say(`${at}.createMissing`, 'FORBIDDEN', label('新建选项需要管理员权限', 'Only administrators add options'));
    return;
  }
  const target = targetOf(field);
  const object = target ? ctx.meta.object(target) : undefined;
  if (entry.lookupBy && (!object || !directoryFields(object, entry.lookupBy)))
    say(`${at}.lookupBy`, 'INVALID_VALUE', label('不能按这个字段查找', 'Records can not be found by this field'));
  if (entry.createMissing && (!object || !ctx.access.can(`${target}.create`))) {
    say(
      `${at}.createMissing`,
      object ? 'FORBIDDEN' : 'INVALID_VALUE',
      label('您不能新建这里缺少的记录', 'You may not create the records that are missing here'),
    );
  }
}

/** Binds a checked mapping to the columns of its file. Entries whose field or column has gone since are left out. */
export function bindPlan(
  meta: ObjectMeta,
  input: {
    header: readonly string[];
    mode: ImportMode;
    key: string | null;
    duplicates: Duplicates;
    owner: string | null;
    mapping: readonly MappingEntry[];
  },
): Plan {
  const entries: PlanEntry[] = [];
  for (const entry of input.mapping) {
    const field = meta.fields.get(entry.field);
    const index = input.header.indexOf(entry.column);
    if (!field || index < 0) continue;
    const path = entry.path?.map((column) => input.header.indexOf(column));
    const join = entry.join === undefined ? -1 : input.header.indexOf(entry.join);
    entries.push({ entry, field, index, ...(path ? { path } : {}), ...(join >= 0 ? { join } : {}) });
  }
  return { meta, mode: input.mode, key: input.key, duplicates: input.duplicates, owner: input.owner, entries, header: input.header };
}
