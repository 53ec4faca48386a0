import { sql } from '../database/sql.ts';
import { errors, type Label, label } from '../kernel/index.ts';
import type { Context, FieldDefinition, FieldType, ObjectMeta, Option } from '../module/index.ts';
import { slotBank } from '../storage/codec.ts';
import { slotNames } from '../storage/tables.ts';
import { changing, logChange, mayEditMetadata } from './change-log.ts';
import { BodyReader, isCustomName, readFieldBody } from './parse.ts';
import { fillUniqueValues } from './unique-values.ts';

/** Slots per bank that only an explicit `indexed: true` may take, so that early fields do not use up the bank. */
const reserve = 2;
const fieldLimit = 300;

function objectOr404(ctx: Context, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta) throw errors.NOT_FOUND();
  return meta;
}

/** Makes an object of the tenant's own. Without `title` the first text field names its records; without one, a field `name`. */
export async function createObject(ctx: Context, body: unknown): Promise<string> {
  mayEditMetadata(ctx);
  const reader = new BodyReader(body);
  reader.only(new Set(['name', 'label', 'plural', 'title', 'icon', 'fields', 'access']));
  const name = reader.text('name', { max: 60, required: true }) ?? '';
  if (name && !isCustomName(name))
    reader.problem(
      'name',
      'INVALID_VALUE',
      label('自定义对象的名称以 x_ 开头，例如 x_device', 'The name of a custom object begins with x_, such as x_device'),
    );
  const text = reader.label('label', true);
  const icon = reader.text('icon', { max: 40 });
  const access = reader.oneOf('access', ['private', 'read', 'readWrite']) ?? 'private';
  const raw = reader.list('fields', fieldLimit) ?? [];
  const title = reader.text('title', { max: 60 });
  reader.finish();
  const knownObjects = new Set([...ctx.meta.objects.map((object) => object.name), name]);
  const fields = raw.map((field, index) => readFieldBody(field, { whole: true, prefix: `fields[${index}]`, knownObjects }));
  const names = fields.map((field) => field.name ?? '');
  const twice = names.find((fieldName, index) => names.indexOf(fieldName) !== index);
  if (twice)
    throw errors.DUPLICATE({
      errors: [
        {
          field: `fields[${names.lastIndexOf(twice)}].name`,
          code: 'DUPLICATE',
          message: label('字段名称重复', 'The field name stands twice'),
        },
      ],
    });
  if (title && !names.includes(title))
    throw errors.INVALID_VALUE({
      errors: [{ field: 'title', code: 'INVALID_VALUE', message: label('标题字段不存在', 'The title field does not exist') }],
    });
  const named = title ?? fields.find((field) => field.definition.type === 'text' || field.definition.type === 'autoNumber')?.name ?? 'name';
  await changing(ctx, async (tx) => {
    const definition = { label: text, icon, title: named, access: { owned: true, default: access }, searchable: true };
    const made = await tx.query(sql`
      insert into meta_object (tenant_id, name, definition) values (${tx.tenant.id}, ${name}, ${JSON.stringify(definition)}::jsonb)
      on conflict do nothing returning name`);
    if (made.length === 0)
      throw errors.DUPLICATE({
        errors: [
          {
            field: 'name',
            code: 'DUPLICATE',
            message: label('这个名称已被使用（可能在回收站里）', 'This name is taken, perhaps by an object in the recycle bin'),
          },
        ],
      });
    const all =
      named === 'name'
        ? [{ name: 'name', definition: { type: 'text' as FieldType, label: label('名称', 'Name'), search: 'name' as const } }, ...fields]
        : fields;
    for (const field of all) {
      const searchable =
        field.name === named && field.definition.type === 'text' ? { ...field.definition, search: 'name' as const } : field.definition;
      await insertField(tx, { object: name, custom: true, existing: 0 }, field.name ?? '', searchable);
    }
    await logChange(tx, { kind: 'object', object: name, name }, { operation: 'create', after: { ...definition, fields: all } });
  });
  return name;
}

export async function updateObject(ctx: Context, name: string, body: unknown): Promise<void> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, name);
  const reader = new BodyReader(body);
  reader.only(new Set(['label', 'plural', 'icon', 'title', 'access', 'listColumns', 'highlights']));
  const title = reader.text('title', { max: 60 });
  if (title && !meta.fields.has(title)) reader.problem('title', 'INVALID_VALUE', label('标题字段不存在', 'The title field does not exist'));
  if (title && !meta.custom)
    reader.problem(
      'title',
      'INVALID_VALUE',
      label('标准对象的标题字段不能更改', 'The title field of a standard object can not be changed'),
    );
  const names = (field: string) => {
    const list = reader.list(field, 50);
    for (const item of list ?? [])
      if (typeof item !== 'string' || !meta.fields.has(item.split('.')[0] ?? ''))
        reader.problem(field, 'INVALID_VALUE', label('字段不存在', 'There is no such field'));
    return list as string[] | undefined;
  };
  const access = reader.oneOf('access', ['private', 'read', 'readWrite']);
  const columns = names('listColumns');
  const highlights = names('highlights');
  const change = {
    label: reader.label('label', false),
    plural: reader.label('plural', false),
    icon: reader.text('icon', { max: 40 }),
    title,
    access: access && { ...meta.access, default: access },
    list: columns && { ...meta.list, columns },
    page: highlights && { ...meta.page, highlights },
  };
  reader.finish();
  await changing(ctx, async (tx) => {
    const [old] = await tx.query<{ definition: unknown }>(sql`
      select definition from meta_object where tenant_id = ${tx.tenant.id} and name = ${name} for update`);
    const [row] = await tx.query<{ definition: unknown }>(sql`
      insert into meta_object (tenant_id, name, definition) values (${tx.tenant.id}, ${name}, ${JSON.stringify(change)}::jsonb)
      on conflict (tenant_id, name) do update set definition = meta_object.definition || excluded.definition returning definition`);
    await logChange(
      tx,
      { kind: 'object', object: name, name },
      { operation: 'update', before: old?.definition ?? {}, after: row?.definition },
    );
  });
}

/** Moves a tenant-made object with its records out of sight; the name stays taken for 30 days. */
export async function deleteObject(ctx: Context, name: string): Promise<void> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, name);
  if (!meta.custom)
    throw errors.STATE({
      errors: [{ field: 'name', code: 'STATE', message: label('标准对象不能删除', 'A standard object can not be deleted') }],
    });
  await changing(ctx, async (tx) => {
    await tx.query(sql`update meta_object set deleted_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and name = ${name}`);
    await logChange(tx, { kind: 'object', object: name, name }, { operation: 'delete' });
  });
}

interface FieldPlace {
  readonly object: string;
  readonly custom: boolean;
  /** Records that may already exist: a slot must then be filled before it is used. */
  readonly existing: number;
}

async function insertField(ctx: Context, place: FieldPlace, name: string, definition: Partial<FieldDefinition>): Promise<void> {
  const [counter] = await ctx.query<{ number: number }>(sql`
    insert into meta_object (tenant_id, name, definition, next_field) values (${ctx.tenant.id}, ${place.object}, '{}', 2)
    on conflict (tenant_id, name) do update set next_field = meta_object.next_field + 1 returning next_field - 1 as number`);
  const slot = await freeSlot(ctx, place, definition);
  const made = await ctx.query(sql`
    insert into meta_field (tenant_id, object, name, key, slot, custom, definition, position)
    values (${ctx.tenant.id}, ${place.object}, ${name}, ${`f${counter?.number ?? 1}`}, ${slot}, true, ${JSON.stringify(definition)}::jsonb, ${counter?.number ?? 1})
    on conflict do nothing returning name`);
  if (made.length === 0)
    throw errors.DUPLICATE({
      errors: [
        {
          field: 'name',
          code: 'DUPLICATE',
          message: label('这个字段名称已被使用（可能在回收站里）', 'This field name is taken, perhaps by a field in the recycle bin'),
        },
      ],
    });
  if (slot) {
    const table = place.custom ? 'custom_record' : ctx.meta.object(place.object)?.table;
    ctx.afterCommit(
      () =>
        void ctx.app.jobs
          .add('metadata.slotIndex', { table, slot }, { key: `slot:${table}:${slot}`, queue: `slots:${table}` })
          .catch((error) => ctx.app.log.error({ error }, 'slot index job')),
    );
  }
}

async function freeSlot(ctx: Context, place: FieldPlace, definition: Partial<FieldDefinition>): Promise<string | null> {
  const bank = definition.type && !definition.many ? slotBank(definition.type) : undefined;
  if (!bank || definition.indexed === false) return null;
  const used = await ctx.query<{ slot: string }>(
    sql`select slot from meta_field where tenant_id = ${ctx.tenant.id} and object = ${place.object} and slot is not null`,
  );
  const taken = new Set(used.map((row) => row.slot));
  const free = slotNames(place.custom)[bank].filter((slot) => !taken.has(slot));
  if (definition.indexed) {
    if (free[0]) return free[0];
    throw errors.LIMIT_EXCEEDED({
      errors: [
        {
          field: 'indexed',
          code: 'LIMIT_EXCEEDED',
          message: label('这类可快速筛选的字段已用完，请先取消一个', 'No more fields of this kind can be indexed; release one first'),
        },
      ],
    });
  }
  return free.length > reserve ? (free[0] ?? null) : null;
}

/** Adds a field to any object. It works at once everywhere; nothing is altered in the database. */
export async function createField(ctx: Context, object: string, body: unknown): Promise<string> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, object);
  const { name = '', definition } = readFieldBody(body, { whole: true, knownObjects: new Set(ctx.meta.objects.map((one) => one.name)) });
  if (meta.fields.has(name))
    throw errors.DUPLICATE({
      errors: [{ field: 'name', code: 'DUPLICATE', message: label('这个字段名称已被使用', 'This field name is taken') }],
    });
  if ([...meta.fields.values()].filter((field) => field.custom).length >= fieldLimit)
    throw errors.LIMIT_EXCEEDED({
      errors: [
        { field: 'name', code: 'LIMIT_EXCEEDED', message: label('每个对象最多 300 个自定义字段', 'At most 300 custom fields an object') },
      ],
    });
  await changing(ctx, async (tx) => {
    await insertField(tx, { object, custom: meta.custom, existing: 1 }, name, definition);
    await logChange(tx, { kind: 'field', object, name }, { operation: 'create', after: definition });
  });
  return name;
}

/** What may change on a field; its type never does, and a shipped field keeps what its module relies on. */
const changeable = new Set([
  'label',
  'help',
  'required',
  'default',
  'options',
  'trackHistory',
  'mask',
  'form',
  'max',
  'min',
  'pattern',
  'onDelete',
  'unique',
  'indexed',
]);
const shippedChangeable = new Set(['label', 'help', 'options', 'mask', 'form', 'trackHistory', 'default']);

export async function updateField(ctx: Context, object: string, name: string, body: unknown): Promise<void> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, object);
  const field = meta.fields.get(name);
  if (!field || field.system) throw errors.NOT_FOUND();
  const { definition } = readFieldBody(body, { whole: false, knownObjects: new Set(ctx.meta.objects.map((one) => one.name)) });
  const allowed = field.custom ? changeable : shippedChangeable;
  const refused = Object.keys(definition).find(
    (key) =>
      !allowed.has(key) && JSON.stringify(definition[key as keyof FieldDefinition]) !== JSON.stringify(field[key as keyof FieldDefinition]),
  );
  if (refused)
    throw errors.INVALID_VALUE({
      errors: [{ field: refused, code: 'INVALID_VALUE', message: label('这项设置不能更改', 'This setting can not be changed') }],
    });
  if (definition.options) keepShippedOptions(field.custom ? [] : (field.options ?? []), definition.options);
  await changing(ctx, async (tx) => {
    const [old] = await tx.query<{ definition: unknown }>(sql`
      select definition from meta_field where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name} for update`);
    const [row] = await tx.query<{ definition: unknown }>(sql`
      insert into meta_field (tenant_id, object, name, custom, definition) values (${tx.tenant.id}, ${object}, ${name}, ${field.custom}, ${JSON.stringify(definition)}::jsonb)
      on conflict (tenant_id, object, name) do update set definition = meta_field.definition || excluded.definition returning definition`);
    await logChange(tx, { kind: 'field', object, name }, { operation: 'update', before: old?.definition ?? {}, after: row?.definition });
    if (field.custom && definition.unique !== undefined && definition.unique !== (field.unique ?? false)) {
      await fillUniqueValues(tx, meta, { ...field, unique: definition.unique });
    }
  });
}

/** Automation and reports rely on shipped stage keys: they may be renamed and retired, not dropped. */
function keepShippedOptions(shipped: readonly Option[], next: readonly Option[]): void {
  const kept = new Set(next.map((option) => option.key));
  const missing = shipped.find((option) => !kept.has(option.key));
  if (missing)
    throw errors.INVALID_VALUE({
      errors: [
        {
          field: 'options',
          code: 'INVALID_VALUE',
          message: label(
            `选项“${missing.label.zh}”不能删除，可以停用`,
            `The option "${missing.label.en}" can not be removed; retire it instead`,
          ),
        },
      ],
    });
}

/** A soft delete: values stay for 30 days, the name stays taken. */
export async function deleteField(ctx: Context, object: string, name: string): Promise<void> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, object);
  const field = meta.fields.get(name);
  if (!field || field.system) throw errors.NOT_FOUND();
  if (!field.custom || meta.title === name)
    throw errors.STATE({
      errors: [
        {
          field: 'name',
          code: 'STATE',
          message: label('标准字段和标题字段不能删除', 'Standard fields and the title field can not be deleted'),
        },
      ],
    });
  await changing(ctx, async (tx) => {
    await tx.query(sql`
      update meta_field set deleted_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name}`);
    await logChange(tx, { kind: 'field', object, name }, { operation: 'delete' });
  });
}

/** New values of an open picklist met by an import become options, key and label as written. Returns text → key. */
export async function addOptions(ctx: Context, object: string, name: string, texts: readonly string[]): Promise<Map<string, string>> {
  const field = ctx.meta.object(object)?.fields.get(name);
  if (!field?.options) throw errors.NOT_FOUND();
  const added: Option[] = texts.map((text) => ({ key: text.slice(0, 80), label: label(text, text) as Label }));
  await ctx.transaction(async (tx) => {
    await tx.query(sql`update tenant set metadata_version = metadata_version + 1 where id = ${tx.tenant.id}`);
    const [row] = await tx.query<{ options: readonly Option[] | null }>(sql`
      select definition -> 'options' as options from meta_field where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name}`);
    const current = row?.options ?? field.options ?? [];
    const known = new Set(current.map((option) => option.key));
    const options = [...current, ...added.filter((option) => !known.has(option.key))];
    await tx.query(sql`
      insert into meta_field (tenant_id, object, name, custom, definition) values (${tx.tenant.id}, ${object}, ${name}, ${field.custom}, ${JSON.stringify({ options })}::jsonb)
      on conflict (tenant_id, object, name) do update set definition = meta_field.definition || excluded.definition`);
  });
  return new Map(added.map((option) => [option.label.zh, option.key]));
}
