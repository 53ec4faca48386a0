import { sql } from '../database/sql.ts';
import { errors, fieldError, label, newId } from '../kernel/index.ts';
import type { Context, FieldDefinition, FieldMeta, ObjectMeta } from '../module/index.ts';
import { changing, logChange, mayEditMetadata } from './change-log.ts';
import { checkDefault } from './default-value.ts';
import { checkDependsOn, checkEncrypted } from './field-checks.ts';
import { refuseInFormula, withCheckedFormulas } from './formula/index.ts';
import { placeField } from './layouts/place-field.ts';
import { checkMaster, keepMaster } from './master.ts';
import { keepShippedOptions, keepUsedOptions } from './options.ts';
import { readFieldBody } from './parse.ts';
import { checkProcess } from './process/index.ts';
import { refuseInSharing } from './sharing-uses.ts';
import { freeSlot, type SlotPlace, wantSlotIndex } from './slots.ts';
import { fillUniqueValues } from './unique-values.ts';

const fieldLimit = 300;

const known = (ctx: Context) => ({
  knownObjects: new Set(ctx.meta.objects.map((one) => one.name)),
  optionSets: new Set((ctx.meta.parts.get('optionSet') ?? []).map((part) => part.name)),
});

/** The options a field takes from a set, for checks before it is written. */
function setOptions(ctx: Context, definition: Partial<FieldDefinition>): Pick<FieldDefinition, 'options'> {
  const set = ctx.meta.parts.get('optionSet')?.find((part) => part.name === definition.optionSet)?.definition;
  return set ? { options: (set as { options: FieldDefinition['options'] }).options ?? [] } : {};
}

/** What may be taken off a field again by `null`. */
const clearable = new Set(['default', 'max', 'min', 'help', 'mask', 'pattern', 'unit', 'form', 'onDelete', 'optionSet']);

const clearedKeys = (body: unknown): string[] =>
  Object.entries(body as Record<string, unknown>).flatMap(([key, value]) => (value === null && clearable.has(key) ? [key] : []));

/** A field whose values are being worked on (another type, a value replaced) waits for the end of that. */
export async function refuseWhileWorking(ctx: Context, object: string, field: string): Promise<void> {
  const rows = await ctx.query(sql`
    select 1 from meta_work where tenant_id = ${ctx.tenant.id} and object = ${object} and field = ${field} and finished_at is null limit 1`);
  if (rows.length > 0)
    throw fieldError(
      'STATE',
      'name',
      label('这个字段的数据正在处理，请稍后再试', 'The values of this field are being worked on; try again later'),
    );
}

function objectOr404(ctx: Context, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta) throw errors.NOT_FOUND();
  return meta;
}

/** Writes a new field: its short key, its place at the end, a slot where it gets one. */
export async function insertField(ctx: Context, place: SlotPlace, name: string, definition: Partial<FieldDefinition>): Promise<void> {
  await checkMaster(ctx, place.object, definition);
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
  if (slot) wantSlotIndex(ctx, place, slot);
}

/** Adds a field to any object. It works at once everywhere; nothing is altered in the database. */
export async function createField(ctx: Context, object: string, body: unknown): Promise<string> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, object);
  const { name = '', definition: said } = readFieldBody(body, { whole: true, ...known(ctx) });
  const definition = ctx.app.rollups.complete(ctx, meta, name, withCheckedFormulas(ctx, meta, { name, definition: said }));
  checkDefault({
    ...(definition as FieldDefinition),
    ...setOptions(ctx, definition),
    name,
    custom: true,
    system: false,
    storage: { kind: 'custom', key: '', slot: null },
  });
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
  checkDependsOn(new Map([...meta.fields, [name, definition]]), name, 'dependsOn');
  checkEncrypted(definition, '');
  checkProcess(meta, undefined, definition.options);
  await changing(ctx, async (tx) => {
    await insertField(tx, { object, custom: meta.custom }, name, definition);
    await tx.app.rollups.changed(tx, object, name, definition);
    await logChange(tx, { kind: 'field', object, name }, { operation: 'create', after: definition });
    await placeField(tx, object, name);
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
  'personal',
  'mask',
  'form',
  'max',
  'min',
  'pattern',
  'onDelete',
  'unique',
  'indexed',
  'optionSet',
  'tree',
  'unit',
  'lenient',
  'dependsOn',
  'scale',
  'formula',
  'rollup',
  'result',
  'computing',
  'reparent',
]);
const shippedChangeable = new Set(['label', 'help', 'options', 'mask', 'form', 'trackHistory', 'personal', 'default']);
/** Scales may grow, not shrink: decimals that are there must stay readable. */
const scaleRefusal = label('小数位数只能增加', 'The number of decimals can only grow');

export async function updateField(ctx: Context, object: string, name: string, body: unknown): Promise<void> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, object);
  const field = meta.fields.get(name);
  if (!field || field.system) throw errors.NOT_FOUND();
  const { definition: said } = readFieldBody(body, { whole: false, ...known(ctx) });
  const definition = ctx.app.rollups.complete(ctx, meta, name, withCheckedFormulas(ctx, meta, { name, definition: said, stored: field }));
  keepMaster(field.type, definition);
  const cleared = clearedKeys(body);
  const allowed = field.custom ? changeable : shippedChangeable;
  const refused = Object.keys(definition).find(
    (key) =>
      !allowed.has(key) && JSON.stringify(definition[key as keyof FieldDefinition]) !== JSON.stringify(field[key as keyof FieldDefinition]),
  );
  if (refused)
    throw errors.INVALID_VALUE({
      errors: [{ field: refused, code: 'INVALID_VALUE', message: label('这项设置不能更改', 'This setting can not be changed') }],
    });
  checkDependsOn(new Map([...meta.fields, [name, { ...field, ...definition }]]), name, 'dependsOn');
  checkEncrypted({ ...field, ...definition }, '');
  checkProcess(meta, field, definition.options);
  if (definition.scale !== undefined && definition.scale < (field.scale ?? 0)) throw fieldError('INVALID_VALUE', 'scale', scaleRefusal);
  // numbers lie scaled in their slot: another scale is another number there
  if (
    definition.scale !== undefined &&
    definition.scale !== (field.scale ?? 0) &&
    field.storage.kind === 'custom' &&
    field.storage.slot &&
    field.type === 'number'
  )
    throw fieldError(
      'INVALID_VALUE',
      'scale',
      label('请先取消“可快速筛选”，再改小数位数', 'Release the index first, then change the decimals'),
    );
  if (field.optionSet && definition.options)
    throw fieldError('STATE', 'options', label('选项来自选项集，请在选项集里修改', 'The options come from a set; change them there'));
  if (definition.options) {
    keepShippedOptions(field.custom ? [] : (field.options ?? []), definition.options);
    if (field.custom) await keepUsedOptions(ctx, meta, field, definition.options);
  }
  if (definition.default !== undefined) checkDefault({ ...field, ...definition, ...setOptions(ctx, definition) });
  await refuseWhileWorking(ctx, object, name);
  await changing(ctx, async (tx) => {
    const [old] = await tx.query<{ definition: unknown }>(sql`
      select definition from meta_field where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name} for update`);
    const [row] = await tx.query<{ definition: unknown }>(sql`
      insert into meta_field (tenant_id, object, name, custom, definition) values (${tx.tenant.id}, ${object}, ${name}, ${field.custom}, ${JSON.stringify(definition)}::jsonb)
      on conflict (tenant_id, object, name) do update set definition = (meta_field.definition || excluded.definition) - ${cleared}::text[] returning definition`);
    await logChange(tx, { kind: 'field', object, name }, { operation: 'update', before: old?.definition ?? {}, after: row?.definition });
    await tx.app.rollups.changed(tx, object, name, definition);
    if (field.custom && field.storage.kind === 'custom' && definition.indexed !== undefined)
      await wantSlot(tx, meta, field, definition.indexed);
    if (field.custom && definition.unique !== undefined && definition.unique !== (field.unique ?? false)) {
      await fillUniqueValues(tx, meta, { ...field, unique: definition.unique });
    }
  });
}

/** A soft delete: values stay for 30 days, the name stays taken. */
export async function deleteField(ctx: Context, object: string, name: string, options: { undoOf?: string } = {}): Promise<void> {
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
  ctx.app.rollups.refuseUsed(ctx, object, name);
  refuseInSharing(ctx, object, name);
  await refuseWhileWorking(ctx, object, name);
  refuseInFormula(ctx, object, name);
  await changing(ctx, async (tx) => {
    await tx.query(sql`
      update meta_field set deleted_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name}`);
    await logChange(tx, { kind: 'field', object, name }, { operation: 'delete', ...options });
  });
}

/** Takes a slot for a field that shall be filtered quickly, or gives it back; a job fills or clears it, record by record. */
async function wantSlot(tx: Context, meta: ObjectMeta, field: FieldMeta, indexed: boolean): Promise<void> {
  if (field.storage.kind !== 'custom' || indexed === (field.storage.slot !== null)) return;
  const { slot: old } = field.storage;
  const slot = indexed ? await freeSlot(tx, { object: meta.name, custom: meta.custom }, { ...field, indexed: true }) : null;
  const id = newId();
  await tx.query(sql`
    insert into meta_work (tenant_id, id, kind, object, field, plan, phase, created_at)
    values (${tx.tenant.id}, ${id}, 'slot', ${meta.name}, ${field.name}, ${JSON.stringify({ from: { slot: old }, to: { slot } })}::jsonb,
      ${indexed ? 'fill' : 'clear'}, ${tx.clock.now()})`);
  if (!indexed)
    await tx.query(
      sql`update meta_field set slot = null where tenant_id = ${tx.tenant.id} and object = ${meta.name} and name = ${field.name}`,
    );
  const tenant = tx.tenant.id;
  tx.afterCommit(
    () =>
      void tx.app.jobs
        .add('metadata.slotWork', { tenant, work: id }, { key: `slotWork:${id}` })
        .catch((error) => tx.app.log.error({ error }, 'slot work')),
  );
}
