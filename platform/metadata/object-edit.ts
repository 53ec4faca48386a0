import { sql } from '../database/sql.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import type { Context, FieldDefinition, FieldType, ObjectMeta } from '../module/index.ts';
import { changing, logChange, mayEditMetadata } from './change-log.ts';
import { insertField } from './edit.ts';
import { checkDependsOn, checkEncrypted } from './field-checks.ts';
import { coming, refuseObjectInFormula, withCheckedFormulas } from './formula/index.ts';
import { BodyReader, type FieldBody, isCustomName, readFieldBody } from './parse.ts';

const fieldLimit = 300;
/** Objects of its own a tenant may have. */
const objectLimit = 200;

function objectOr404(ctx: Context, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta) throw errors.NOT_FOUND();
  return meta;
}

/** The field `name` that titles the records: a text people type, or a number the system gives. */
function readTitleField(body: unknown): Partial<FieldDefinition> | undefined {
  const raw = (body as { titleField?: unknown }).titleField;
  if (raw === undefined) return undefined;
  const { definition } = readFieldBody(raw, { whole: false, prefix: 'titleField', knownObjects: new Set() });
  const type = definition.type ?? 'text';
  if (type !== 'text' && type !== 'autoNumber')
    throw fieldError('INVALID_VALUE', 'titleField.type', label('标题字段应为单行文本或自动编号', 'The title is a text or an auto number'));
  if (type === 'autoNumber' && !definition.pattern)
    throw fieldError('REQUIRED', 'titleField.pattern', label('请填写编号规则', 'Say how the numbers look'));
  const named = definition.label ?? (type === 'text' ? label('名称', 'Name') : label('编号', 'Number'));
  return { ...definition, type, label: named, ...(type === 'text' ? { required: true, form: 'required' as const } : {}) };
}

/** The fields of a new object with their formulas checked, which may use each other. */
function checkedFields(ctx: Context, name: string, fields: readonly FieldBody[]): FieldBody[] {
  const siblings = fields.map((field) => coming(field.name ?? '', field.definition));
  const system = ctx.meta.objects.flatMap((one) => [...one.fields.values()].filter((field) => field.system));
  const meta: ObjectMeta = {
    name,
    label: label(name, name),
    title: 'name',
    access: { owned: true, default: 'private' },
    custom: true,
    table: 'custom_record',
    fields: new Map(system.map((field) => [field.name, field])),
    listColumns: [],
    highlights: [],
    sections: [],
    related: [],
    actions: [],
    parts: new Map(),
  };
  return fields.map((field, index) => ({
    name: field.name,
    definition: withCheckedFormulas(ctx, meta, { name: field.name ?? '', definition: field.definition, siblings, at: `fields[${index}].` }),
  }));
}

/** Makes an object of the tenant's own. Without `title` the first text field names its records; without one, a field `name`. */
export async function createObject(ctx: Context, body: unknown): Promise<string> {
  mayEditMetadata(ctx);
  const reader = new BodyReader(body);
  reader.only(new Set(['name', 'label', 'plural', 'title', 'titleField', 'icon', 'fields', 'access', 'navigation']));
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
  const navigation = reader.boolean('navigation');
  const plural = reader.label('plural', false);
  reader.finish();
  const titleField = readTitleField(body);
  const knownObjects = new Set([...ctx.meta.objects.map((object) => object.name), name]);
  const optionSets = new Set((ctx.meta.parts.get('optionSet') ?? []).map((part) => part.name));
  const fields = raw.map((field, index) => readFieldBody(field, { whole: true, prefix: `fields[${index}]`, knownObjects, optionSets }));
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
  if (ctx.meta.objects.filter((object) => object.custom).length >= objectLimit)
    throw fieldError('LIMIT_EXCEEDED', 'name', label(`最多 ${objectLimit} 个自定义对象`, `At most ${objectLimit} objects of your own`));
  const siblings = new Map(fields.map((field) => [field.name ?? '', field.definition]));
  for (const [index, field] of fields.entries()) {
    checkDependsOn(siblings, field.name ?? '', `fields[${index}].dependsOn`);
    checkEncrypted(field.definition, `fields[${index}].`);
  }
  const ready = checkedFields(ctx, name, fields);
  if (title && siblings.get(title)?.formula !== undefined)
    throw fieldError('INVALID_VALUE', 'title', label('公式字段不能作标题', 'A formula field can not be the title'));
  if (title && siblings.get(title)?.type === 'encrypted')
    throw errors.INVALID_VALUE({
      errors: [{ field: 'title', code: 'INVALID_VALUE', message: label('加密字段不能作标题', 'An encrypted field can not be the title') }],
    });
  const named = titleField
    ? 'name'
    : (title ??
      fields.find(({ definition }) => !definition.formula && (definition.type === 'text' || definition.type === 'autoNumber'))?.name ??
      'name');
  await changing(ctx, async (tx) => {
    const definition = { label: text, plural, icon, navigation, title: named, access: { owned: true, default: access }, searchable: true };
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
        ? [
            {
              name: 'name',
              definition: titleField ?? { type: 'text' as FieldType, label: label('名称', 'Name'), search: 'name' as const },
            },
            ...ready,
          ]
        : ready;
    for (const field of all) {
      const searchable =
        field.name === named && field.definition.type === 'text' ? { ...field.definition, search: 'name' as const } : field.definition;
      await insertField(tx, { object: name, custom: true }, field.name ?? '', searchable);
    }
    await logChange(tx, { kind: 'object', object: name, name }, { operation: 'create', after: { ...definition, fields: all } });
  });
  return name;
}

export async function updateObject(ctx: Context, name: string, body: unknown): Promise<void> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, name);
  const reader = new BodyReader(body);
  reader.only(new Set(['label', 'plural', 'icon', 'title', 'access', 'navigation', 'listColumns', 'highlights']));
  const title = reader.text('title', { max: 60 });
  if (title && !meta.fields.has(title)) reader.problem('title', 'INVALID_VALUE', label('标题字段不存在', 'The title field does not exist'));
  if (title && !meta.custom)
    reader.problem(
      'title',
      'INVALID_VALUE',
      label('标准对象的标题字段不能更改', 'The title field of a standard object can not be changed'),
    );
  const titleType = title ? meta.fields.get(title)?.type : undefined;
  if (titleType && ((titleType !== 'text' && titleType !== 'autoNumber') || meta.fields.get(title ?? '')?.formula !== undefined))
    reader.problem('title', 'INVALID_VALUE', label('标题字段应为单行文本或自动编号', 'The title is a text or an auto number'));
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
    navigation: reader.boolean('navigation'),
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
    if (title && title !== meta.title)
      tx.afterCommit(
        () =>
          void tx.app.jobs
            .add('search.reindex', { tenant: tx.tenant.id, object: name }, { key: `reindex:${tx.tenant.id}:${name}` })
            .catch((error) => tx.app.log.error({ error }, 'reindex after another title')),
      );
  });
}

/** Moves a tenant-made object with its records out of sight; the name stays taken for 30 days. */
export async function deleteObject(ctx: Context, name: string, options: { undoOf?: string } = {}): Promise<void> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, name);
  if (!meta.custom)
    throw errors.STATE({
      errors: [{ field: 'name', code: 'STATE', message: label('标准对象不能删除', 'A standard object can not be deleted') }],
    });
  refuseObjectInFormula(ctx, name);
  ctx.app.rollups.refuseUsed(ctx, name);
  await changing(ctx, async (tx) => {
    const now = tx.clock.now();
    await tx.query(sql`update meta_object set deleted_at = ${now} where tenant_id = ${tx.tenant.id} and name = ${name}`);
    // lookups that point nowhere else go with it, and come back with it: the same moment tells them
    await tx.query(sql`
      update meta_field set deleted_at = ${now}
      where tenant_id = ${tx.tenant.id} and custom and deleted_at is null and object <> ${name} and definition ->> 'object' = ${name}`);
    await logChange(tx, { kind: 'object', object: name, name }, { operation: 'delete', ...options });
  });
}
