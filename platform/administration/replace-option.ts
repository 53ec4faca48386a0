import { sql } from '../database/sql.ts';
import { runBackground } from '../jobs/index.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import { changing, logChange, mayEditMetadata } from '../metadata/change-log.ts';
import { BodyReader, fieldsOfSet, type OptionSet, optionUse, refuseWhileWorking } from '../metadata/index.ts';
import type { Context, FieldDefinition, Option } from '../module/index.ts';
import { beginWork, type ReplacePlan } from './work.ts';

export interface ReplacePreview {
  readonly total: number;
  readonly fields: readonly { readonly object: string; readonly field: string; readonly count: number }[];
}

type Place = { readonly object: string; readonly field: string } | { readonly optionSet: string };

function targetsOf(ctx: Context, place: Place): { options: readonly Option[]; targets: { object: string; field: string }[] } {
  if ('optionSet' in place) {
    const set = ctx.meta.parts.get('optionSet')?.find((part) => part.name === place.optionSet)?.definition as OptionSet | undefined;
    if (!set) throw errors.NOT_FOUND();
    return { options: set.options, targets: fieldsOfSet(ctx, place.optionSet) };
  }
  const field = ctx.meta.object(place.object)?.fields.get(place.field);
  if (!field || field.system) throw errors.NOT_FOUND();
  if (field.optionSet)
    throw fieldError('STATE', 'from', label('选项来自选项集，请在选项集里替换', 'The options come from a set; replace it there'));
  if (field.type !== 'picklist' && field.type !== 'multiPicklist' && field.type !== 'stage')
    throw fieldError('STATE', 'from', label('只有单选和多选可以替换选项', 'Only picklists have options to replace'));
  return { options: field.options ?? [], targets: [{ object: place.object, field: place.field }] };
}

/** Replaces a picklist value by another (`to`: null empties it) {from, to, dryRun?}: counts, or the job that maps the records. */
export async function replaceOption(ctx: Context, place: Place, body: unknown): Promise<ReplacePreview | { readonly id: string }> {
  mayEditMetadata(ctx);
  const { options, targets } = targetsOf(ctx, place);
  const reader = new BodyReader(body);
  reader.only(new Set(['from', 'to', 'dryRun']));
  const from = reader.text('from', { max: 80, required: true }) ?? '';
  const to = reader.text('to', { max: 80 }) ?? null;
  const dryRun = reader.boolean('dryRun') ?? false;
  const known = (key: string) => options.some((option) => option.key === key);
  if (from && !known(from)) reader.problem('from', 'INVALID_VALUE', label('没有这个选项', 'There is no such option'));
  if (to !== null && (!known(to) || to === from)) reader.problem('to', 'INVALID_VALUE', label('请选择另一个选项', 'Choose another option'));
  reader.finish();
  const fields: { object: string; field: string; count: number }[] = [];
  for (const target of targets) {
    const meta = ctx.meta.object(target.object);
    const field = meta?.fields.get(target.field);
    if (!meta || !field) continue;
    await refuseWhileWorking(ctx, target.object, target.field);
    if (to === null && (field.required || field.type === 'stage'))
      throw fieldError('REQUIRED', 'to', label('字段必填，请选择替换成哪个选项', 'The field is required; choose what takes its place'));
    fields.push({ ...target, count: await optionUse(ctx, meta, field, from) });
  }
  const total = fields.reduce((sum, one) => sum + one.count, 0);
  if (dryRun) return { total, fields };
  return changing(ctx, async (tx) => {
    const optionSet = 'optionSet' in place ? { optionSet: place.optionSet } : {};
    const plan: ReplacePlan = { from: { slot: null, key: from }, to: { slot: null, key: to }, targets, ...optionSet };
    await retire(tx, plan);
    const first = 'optionSet' in place ? { object: '', field: place.optionSet } : place;
    const work = await beginWork(tx, { kind: 'replace', ...first, plan, phase: '0', total });
    return runBackground(tx, 'metadata.work', { work });
  });
}

/** Nobody shall choose the value while it is being taken away. */
async function retire(tx: Context, plan: ReplacePlan): Promise<void> {
  await writeOptions(tx, plan, (options) =>
    options.map((option) => (option.key === plan.from.key ? { ...option, active: false } : option)),
  );
}

/** Rewrites the options where they are kept: in the set, or in the field. */
async function writeOptions(tx: Context, plan: ReplacePlan, next: (options: readonly Option[]) => readonly Option[]): Promise<void> {
  const target = plan.targets[0];
  if (plan.optionSet) {
    const [row] = await tx.query<{ definition: OptionSet }>(sql`
      select definition from meta_part where tenant_id = ${tx.tenant.id} and kind = 'optionSet' and object = '' and name = ${plan.optionSet} for update`);
    if (!row) return;
    const after = { ...row.definition, options: next(row.definition.options) };
    await tx.query(sql`
      update meta_part set definition = ${JSON.stringify(after)}::jsonb
      where tenant_id = ${tx.tenant.id} and kind = 'optionSet' and object = '' and name = ${plan.optionSet}`);
    await logChange(tx, { kind: 'optionSet', object: '', name: plan.optionSet }, { operation: 'update', before: row.definition, after });
    return;
  }
  const field = target && tx.meta.object(target.object)?.fields.get(target.field);
  if (!target || !field) return;
  await changeField(tx, target, (before) => ({ ...before, options: next(before.options ?? field.options ?? []) }));
}

async function changeField(
  tx: Context,
  { object, field }: { readonly object: string; readonly field: string },
  next: (before: Partial<FieldDefinition>) => Partial<FieldDefinition>,
): Promise<void> {
  const custom = tx.meta.object(object)?.fields.get(field)?.custom ?? false;
  const [row] = await tx.query<{ definition: Partial<FieldDefinition> }>(sql`
    select definition from meta_field where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${field} for update`);
  const before = row?.definition ?? {};
  const after = next(before);
  await tx.query(sql`
    insert into meta_field (tenant_id, object, name, custom, definition) values (${tx.tenant.id}, ${object}, ${field}, ${custom}, ${JSON.stringify(after)}::jsonb)
    on conflict (tenant_id, object, name) do update set definition = excluded.definition`);
  await logChange(tx, { kind: 'field', object, name: field }, { operation: 'update', before, after });
}

/** A filter with the value exchanged in the conditions on one field. */
export function exchangeInFilter(filter: unknown, field: string, from: string, to: string | null): unknown {
  if (Array.isArray(filter)) return filter.map((part) => exchangeInFilter(part, field, from, to));
  if (typeof filter !== 'object' || filter === null) return filter;
  const node = filter as Record<string, unknown>;
  if (node.field !== field)
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, exchangeInFilter(value, field, from, to)]));
  if (to === null) return node;
  const value = Array.isArray(node.value)
    ? [...new Set(node.value.map((one) => (one === from ? to : one)))]
    : node.value === from
      ? to
      : node.value;
  return { ...node, value };
}

/** After the records: saved views, the default, conditions of dependent picklists, and the option itself where nothing shipped relies on it. */
export async function adjustConfiguration(ctx: Context, plan: ReplacePlan): Promise<void> {
  const { key: from } = plan.from;
  const { key: to } = plan.to;
  await changing(ctx, async (tx) => {
    for (const target of plan.targets) {
      const meta = tx.meta.object(target.object);
      const field = meta?.fields.get(target.field);
      if (!meta || !field) continue;
      const views = await tx.query<{ id: string; definition: { filter?: unknown } }>(sql`
        select id, definition from saved_view where tenant_id = ${tx.tenant.id} and object = ${target.object} and definition ? 'filter' for update`);
      for (const view of views) {
        const filter = exchangeInFilter(view.definition.filter, target.field, from, to);
        if (JSON.stringify(filter) === JSON.stringify(view.definition.filter)) continue;
        await tx.query(sql`
          update saved_view set definition = ${JSON.stringify({ ...view.definition, filter })}::jsonb where tenant_id = ${tx.tenant.id} and id = ${view.id}`);
      }
      const held = Array.isArray(field.default) ? field.default.includes(from) : field.default === from;
      if (held) await changeField(tx, target, (before) => ({ ...before, default: exchangeDefault(field.default, from, to) }));
      for (const other of meta.fields.values()) {
        if (other.dependsOn !== target.field || other.optionSet || !other.options?.some((option) => option.when?.includes(from))) continue;
        await changeField(tx, { object: target.object, field: other.name }, (before) => ({
          ...before,
          options: (before.options ?? other.options ?? []).map((option) => ({ ...option, ...whenWith(option, from, to) })),
        }));
      }
    }
    const shipped = plan.targets.some(({ object, field }) => !tx.meta.object(object)?.fields.get(field)?.custom);
    if (!shipped || plan.optionSet) await writeOptions(tx, plan, (options) => options.filter((option) => option.key !== from));
  });
}

const exchangeDefault = (value: unknown, from: string, to: string | null): unknown =>
  Array.isArray(value) ? value.flatMap((key) => (key === from ? (to === null ? [] : [to]) : [key])) : to;

const whenWith = (option: Option, from: string, to: string | null): Pick<Option, 'when'> =>
  option.when ? { when: [...new Set(option.when.flatMap((key) => (key === from ? (to === null ? [] : [to]) : [key])))] } : {};
