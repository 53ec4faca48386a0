import { sql } from '../../database/sql.ts';
import { fieldError, type Label, label } from '../../kernel/index.ts';
import { type Context, definePartKind, type FieldMeta, type ObjectMeta, type Part, partsOf, type UserInfo } from '../../module/index.ts';
import { BodyReader } from '../parse.ts';
import { readTypeRules, type TypeRules } from '../process/record-type.ts';
import { readKeys } from './read.ts';

/** A kind of records of one object, such as 直销商机 and 渠道商机: what it offers, and who makes records of it. */
export interface RecordType {
  readonly label: Label;
  readonly help?: Label;
  /** Retired types stay on their records, but are not chosen any more. */
  readonly active: boolean;
  /** Given to new records that name none; without any, the first active one is. */
  readonly isDefault: boolean;
  /** Keys of the roles that may create such records; empty = everybody who may create records of the object. */
  readonly roles: readonly string[];
  /** Picklists by field: the keys offered. A field that is not named offers all. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** Stage fields: the stages offered, in the order in which records go through them. */
  readonly stages: Readonly<Record<string, readonly string[]>>;
  /** Processes of its own, in place of the fields': moves, gates and limits by field and stage. */
  readonly rules?: TypeRules;
}

const known = new Set(['label', 'help', 'active', 'isDefault', 'roles', 'options', 'stages', 'rules']);
const withOptions = new Set(['picklist', 'multiPicklist']);

/** Live records of a type, whoever may see them. */
export async function countOfType(ctx: Context, meta: Pick<ObjectMeta, 'name' | 'table' | 'custom'>, type: string): Promise<number> {
  const [row] = await ctx.query<{ count: number }>(sql`
    select count(*)::int as count from ${sql.id(meta.table)}
    where tenant_id = ${ctx.tenant.id} and deleted_at is null and record_type = ${type} ${meta.custom ? sql`and object = ${meta.name}` : sql``}`);
  return row?.count ?? 0;
}

function inUse(count: number): Error {
  return fieldError(
    'STATE',
    'name',
    label(`还有 ${count} 条记录是这个类型，请先改成别的类型`, `${count} record(s) are of this type; give them another one first`),
  );
}

/** `{field: [keys]}`: each field one of these types, each key one of its options. */
function readOffered(
  reader: BodyReader,
  meta: ObjectMeta | undefined,
  name: 'options' | 'stages',
  fits: (field: FieldMeta) => boolean,
): Record<string, string[]> {
  const raw = reader.raw(name);
  if (raw === undefined || raw === null) return {};
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    reader.problem(name, 'WRONG_TYPE', label('应为 {字段: [选项]}', 'Must be {field: [keys]}'));
    return {};
  }
  const made: Record<string, string[]> = {};
  for (const [field, keys] of Object.entries(raw)) {
    const place = `${name}.${field}`;
    const found = meta?.fields.get(field);
    if (!found || found.system || !fits(found)) {
      reader.problem(place, 'INVALID_VALUE', label('没有这样的字段', 'There is no such field of this kind'));
      continue;
    }
    if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) {
      reader.problem(place, 'WRONG_TYPE', label('应为选项列表', 'Must be a list of keys'));
      continue;
    }
    const unknown = keys.find((key) => !found.options?.some((option) => option.key === key));
    if (unknown !== undefined) reader.problem(place, 'INVALID_VALUE', label(`没有选项“${unknown}”`, `There is no option "${unknown}"`));
    if (keys.length === 0) reader.problem(place, 'REQUIRED', label('至少要有一个选项', 'At least one option is needed'));
    made[field] = [...new Set(keys as string[])];
  }
  return made;
}

export const recordTypeKind = definePartKind<RecordType>({
  kind: 'recordType',
  label: label('业务类型', 'Record type'),
  of: 'object',
  loaded: true,
  read(_ctx, { object }, body) {
    const reader = new BodyReader(body);
    reader.only(known);
    const text = reader.label('label', true);
    const help = reader.label('help', false);
    const type: RecordType = {
      label: text ?? label('未命名', 'Untitled'),
      ...(help ? { help } : {}),
      active: reader.boolean('active') ?? true,
      isDefault: reader.boolean('isDefault') ?? false,
      roles: readKeys(reader, 'roles', 50),
      options: readOffered(reader, object, 'options', (field) => withOptions.has(field.type)),
      stages: readOffered(reader, object, 'stages', (field) => field.type === 'stage'),
      ...readTypeRules(reader, object),
    };
    if (type.isDefault && !type.active)
      reader.problem('isDefault', 'INVALID_VALUE', label('停用的类型不能作为默认', 'A retired type can not be the default'));
    reader.finish();
    return type;
  },
  afterSave(tx, { object }) {
    if (!object) return;
    const { table } = object;
    tx.afterCommit(
      () =>
        void tx.app.jobs
          .add('metadata.recordTypeIndex', { table }, { key: `recordType:${table}` })
          .catch((error) => tx.app.log.error({ error }, 'record type index job')),
    );
  },
  async beforeDelete(ctx, { object, name }) {
    const count = object ? await countOfType(ctx, object, name) : 0;
    if (count > 0) throw inUse(count);
  },
});

export function recordTypesOf(meta: Pick<ObjectMeta, 'parts'>): readonly Part<RecordType>[] {
  return partsOf<RecordType>(meta, 'recordType');
}

/** Whether somebody with these roles may make records of the type, or turn records into it. */
export function mayUseType(type: RecordType, user: Pick<UserInfo, 'roles'>): boolean {
  return type.roles.length === 0 || type.roles.some((role) => user.roles.includes(role));
}

/** The type of a new record that names none: the default one among those that may be used. */
export function defaultType(types: readonly Part<RecordType>[], mayUse: (type: RecordType) => boolean): Part<RecordType> | undefined {
  const usable = types.filter(({ definition }) => definition.active && mayUse(definition));
  return usable.find(({ definition }) => definition.isDefault) ?? usable[0];
}

/** The option keys a type offers for a field, in order; undefined = all of them. */
export function offeredKeys(type: RecordType | undefined, field: Pick<FieldMeta, 'name' | 'type'>): readonly string[] | undefined {
  return field.type === 'stage' ? type?.stages[field.name] : type?.options[field.name];
}

/** The field that holds a record's type, while its object has types. */
export function recordTypeField(types: readonly Part<RecordType>[]): FieldMeta {
  return {
    name: 'recordType',
    type: 'picklist',
    label: label('业务类型', 'Record type'),
    custom: false,
    system: true,
    trackHistory: true,
    indexed: true,
    form: 'essential',
    storage: { kind: 'column', column: 'record_type' },
    options: types.map(({ name, definition }) => ({ key: name, label: definition.label, active: definition.active })),
    synonyms: ['记录类型', 'record type'],
  };
}
