import { sql } from '../database/sql.ts';
import { runBackground } from '../jobs/index.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import { changing, mayEditMetadata } from '../metadata/change-log.ts';
import { checkDefault } from '../metadata/default-value.ts';
import { BodyReader, freeSlot, readFieldBody, refuseInSharing, refuseWhileWorking } from '../metadata/index.ts';
import type { Context, FieldDefinition, FieldMeta, ObjectMeta, Option } from '../module/index.ts';
import { fromCustom } from '../storage/codec.ts';
import { conversions, convertValue, plainText } from './convert.ts';
import { undoableChange } from './status.ts';
import { convertOptions } from './type-work.ts';
import { allRecords, beginWork, type FieldForm, formField, type TypePlan } from './work.ts';

const shownSamples = 20;
const readAtOnce = 5000;
/** So many different texts may become the options of a picklist. */
const mostOptions = 200;

export interface TypePreview {
  readonly total: number;
  readonly converts: number;
  readonly fails: number;
  /** Of a unique field: values that would be the same as another record's. */
  readonly duplicates: number;
  readonly samples: readonly { readonly id: string; readonly title: string; readonly value: string }[];
  /** Text becoming a picklist without options named: one for each text that is there. */
  readonly options?: readonly Option[];
}

function customField(ctx: Context, object: string, name: string): { meta: ObjectMeta; field: FieldMeta } {
  const meta = ctx.meta.object(object);
  const field = meta?.fields.get(name);
  if (!meta || !field || field.system) throw errors.NOT_FOUND();
  if (!field.custom || field.rollup || field.storage.kind !== 'custom')
    throw fieldError('STATE', 'type', label('只有自定义字段可以更改类型', 'Only fields of your own can change their type'));
  return { meta, field };
}

async function formOf(ctx: Context, object: string, name: string): Promise<FieldForm> {
  const [row] = await ctx.query<FieldForm>(
    sql`select definition, key, slot from meta_field where tenant_id = ${ctx.tenant.id} and object = ${object} and name = ${name} and deleted_at is null`,
  );
  if (!row) throw errors.NOT_FOUND();
  return row;
}

/** What the field keeps of its old definition: its names and help, not what belongs to the old type. */
const carried = ['label', 'help', 'required', 'unique', 'form', 'trackHistory', 'personal', 'indexed', 'position'] as const;

async function readTarget(
  ctx: Context,
  meta: ObjectMeta,
  field: FieldMeta,
  body: unknown,
): Promise<{ to: Partial<FieldDefinition>; own: BodyReader }> {
  const { dryRun: _dry, keepFailed: _keep, ...rest } = body as Record<string, unknown>;
  const own = new BodyReader(body);
  const type = own.text('type', { required: true });
  own.finish();
  if (!conversions[field.type as keyof typeof conversions]?.includes(type as FieldDefinition['type']))
    throw fieldError(
      'INVALID_VALUE',
      'type',
      label('这种类型的内容不能转换，请新建一个字段', 'Values of this kind can not be turned into that type; add another field'),
    );
  if (meta.title === field.name && type !== 'text')
    throw fieldError('STATE', 'type', label('标题字段只能是单行文本或自动编号', 'The title stays a text or an auto number'));
  const { definition } = readFieldBody(rest, {
    whole: false,
    knownObjects: new Set(ctx.meta.objects.map((one) => one.name)),
    optionSets: new Set((ctx.meta.parts.get('optionSet') ?? []).map((part) => part.name)),
  });
  const to: Record<string, unknown> = {};
  for (const key of carried) if (field[key as keyof FieldMeta] !== undefined) to[key] = field[key as keyof FieldMeta];
  Object.assign(to, definition);
  const lists = type === 'picklist' || type === 'multiPicklist';
  if (lists && !to.options && !to.optionSet && (field.type === 'picklist' || field.type === 'multiPicklist'))
    Object.assign(to, field.optionSet ? { optionSet: field.optionSet } : { options: field.options });
  return { to: to as Partial<FieldDefinition>, own };
}

/** All values of the field, a stretch of records at a time. */
async function* valuesOf(ctx: Context, meta: ObjectMeta, form: FieldForm) {
  for (let after: string | null = null; ; ) {
    const rows: { id: string; value: unknown }[] = await ctx.query(sql`
      select t.id, t.custom -> ${form.key} as value from ${sql.id(meta.table)} t
      where ${allRecords(ctx, meta)} and t.custom ? ${form.key} ${after ? sql`and t.id > ${after}::uuid` : sql``} order by t.id limit ${readAtOnce}`);
    yield rows;
    if (rows.length < readAtOnce) return;
    after = rows.at(-1)?.id ?? null;
  }
}

async function ownOptions(ctx: Context, meta: ObjectMeta, form: FieldForm): Promise<Option[]> {
  const rows = await ctx.query<{ value: string }>(sql`
    select distinct t.custom ->> ${form.key} as value from ${sql.id(meta.table)} t
    where ${allRecords(ctx, meta)} and t.custom ? ${form.key} limit ${mostOptions + 1}`);
  if (rows.length > mostOptions)
    throw fieldError(
      'LIMIT_EXCEEDED',
      'options',
      label(`不同的内容超过 ${mostOptions} 种，不适合做选项`, `There are more than ${mostOptions} different texts; too many for options`),
    );
  return rows
    .map(({ value }) => value.slice(0, 80))
    .sort((a, b) => a.localeCompare(b, 'zh'))
    .map((text) => ({ key: text, label: label(text, text) }));
}

async function previewOf(ctx: Context, meta: ObjectMeta, forms: { from: FieldForm; to: FieldForm; name: string }): Promise<TypePreview> {
  const from = formField(meta, forms.name, forms.from);
  const set = ctx.meta.parts.get('optionSet')?.find((part) => part.name === forms.to.definition.optionSet)?.definition as
    | { options: Option[] }
    | undefined;
  const to = { ...formField(meta, forms.name, forms.to), ...(set ? { options: set.options } : {}) };
  const options = convertOptions(ctx);
  let total = 0;
  let fails = 0;
  let duplicates = 0;
  const seen = new Set<string>();
  const samples: { id: string; value: string }[] = [];
  for await (const rows of valuesOf(ctx, meta, forms.from)) {
    for (const row of rows) {
      const value = fromCustom(from, row.value);
      if (value === null) continue;
      total += 1;
      const done = convertValue(from, to, value, options);
      if (!done.ok) {
        fails += 1;
        if (samples.length < shownSamples) samples.push({ id: row.id, value: plainText(from, value, options).slice(0, 200) });
      } else if (to.unique) {
        const key = JSON.stringify(done.value).normalize('NFKC').toLowerCase();
        if (seen.has(key)) duplicates += 1;
        seen.add(key);
      }
    }
  }
  const titles = await titlesFor(
    ctx,
    meta,
    samples.map(({ id }) => id),
  );
  return {
    total,
    converts: total - fails,
    fails,
    duplicates,
    samples: samples.map(({ id, value }) => ({ id, title: titles.get(id) ?? '', value })),
    ...(forms.to.definition.options && (to.type === 'picklist' || to.type === 'multiPicklist')
      ? { options: forms.to.definition.options }
      : {}),
  };
}

async function titlesFor(ctx: Context, meta: ObjectMeta, ids: readonly string[]): Promise<Map<string, string>> {
  const title = meta.fields.get(meta.title);
  if (!title || ids.length === 0 || title.storage.kind === 'links' || title.storage.kind === 'formula') return new Map();
  const column = title.storage.kind === 'column' ? sql.ref(`t.${title.storage.column}`) : sql`t.custom ->> ${title.storage.key}`;
  const rows = await ctx.query<{ id: string; title: string | null }>(
    sql`select t.id, ${column}::text as title from ${sql.id(meta.table)} t where ${allRecords(ctx, meta)} and t.id = any(${ids}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.id, row.title ?? '']));
}

async function nextKey(tx: Context, object: string): Promise<string> {
  const [row] = await tx.query<{ number: number }>(sql`
    update meta_object set next_field = next_field + 1 where tenant_id = ${tx.tenant.id} and name = ${object} returning next_field - 1 as number`);
  if (!row) throw errors.NOT_FOUND();
  return `f${row.number}`;
}

/**
 * `POST /meta/objects/{o}/fields/{f}/type` {type, …options, dryRun?, keepFailed?}: what a change would do, or the job that does it. Values
 * that can not be converted stand in the way unless `keepFailed` is 'clear'; they are then kept in the history of their records.
 */
export async function changeType(
  ctx: Context,
  object: string,
  name: string,
  body: unknown,
): Promise<TypePreview | { readonly id: string }> {
  mayEditMetadata(ctx);
  const { meta, field } = customField(ctx, object, name);
  ctx.app.rollups.refuseUsed(ctx, object, name);
  refuseInSharing(ctx, object, name);
  await refuseWhileWorking(ctx, object, name);
  const from = await formOf(ctx, object, name);
  const { to, own } = await readTarget(ctx, meta, field, body);
  const keepFailed = own.oneOf('keepFailed', ['refuse', 'clear']) ?? 'refuse';
  const dryRun = own.boolean('dryRun') ?? false;
  own.finish();
  const lists = to.type === 'picklist' || to.type === 'multiPicklist';
  const definition = lists && !to.options && !to.optionSet ? { ...to, options: await ownOptions(ctx, meta, from) } : to;
  const target: FieldForm = { definition, key: '', slot: null };
  if (definition.default !== undefined) checkDefault(formField(meta, name, target));
  const preview = await previewOf(ctx, meta, { from, to: target, name });
  if (dryRun) return preview;
  refuseFailing(preview, keepFailed);
  if (lists && !definition.optionSet && !definition.options?.length)
    throw fieldError('REQUIRED', 'options', label('至少要有一个选项', 'At least one option is needed'));
  return start(ctx, meta, { name, from, to: target, total: preview.total });
}

function refuseFailing(preview: TypePreview, keepFailed: 'refuse' | 'clear'): void {
  if (preview.duplicates > 0)
    throw fieldError(
      'DUPLICATE',
      'unique',
      label(
        `转换后有 ${preview.duplicates} 条记录的值会重复，请先修改`,
        `${preview.duplicates} value(s) would be the same as another; change those first`,
      ),
    );
  if (preview.fails > 0 && keepFailed !== 'clear')
    throw fieldError(
      'STATE',
      'keepFailed',
      label(
        `有 ${preview.fails} 条记录的内容不能转换，请先修改，或选择清空（原值留在修改历史里）`,
        `${preview.fails} value(s) can not be converted; change them first, or choose to clear them (they stay in the history)`,
      ),
    );
}

interface Start {
  readonly name: string;
  readonly from: FieldForm;
  readonly to: FieldForm;
  readonly total: number;
  readonly undo?: { readonly original: FieldForm; readonly undoOf: string };
}

async function start(ctx: Context, meta: ObjectMeta, { name, from, to, total, undo }: Start): Promise<{ id: string }> {
  return changing(ctx, async (tx) => {
    await tx.query(sql`select 1 from meta_field where tenant_id = ${tx.tenant.id} and object = ${meta.name} and name = ${name} for update`);
    await refuseWhileWorking(tx, meta.name, name);
    const slot = await freeSlot(tx, { object: meta.name, custom: meta.custom }, to.definition);
    const plan: TypePlan = { from, to: { ...to, key: await nextKey(tx, meta.name), slot }, ...undo };
    const work = await beginWork(tx, { kind: 'type', object: meta.name, field: name, plan, phase: 'close', total });
    // closed while its values are on the way; nothing that must be filled may be closed
    await tx.query(sql`
      update meta_field set definition = (definition || '{"readOnly": true, "required": false}'::jsonb) - 'default'::text
      where tenant_id = ${tx.tenant.id} and object = ${meta.name} and name = ${name}`);
    return runBackground(tx, 'metadata.work', { work });
  });
}

/** Puts the field back to what it was before its last change of type: untouched values exactly, later ones converted back. */
export async function undoType(ctx: Context, object: string, name: string): Promise<{ readonly id: string }> {
  mayEditMetadata(ctx);
  const { meta } = customField(ctx, object, name);
  await refuseWhileWorking(ctx, object, name);
  const last = await undoableChange(ctx, object, name);
  if (!last) throw fieldError('STATE', 'type', label('没有可以撤销的类型更改', 'There is no change of type to undo'));
  const now = await formOf(ctx, object, name);
  return start(ctx, meta, {
    name,
    from: now,
    to: { definition: last.plan.from.definition, key: '', slot: null },
    total: last.total,
    undo: { original: last.plan.from, undoOf: last.id },
  });
}
