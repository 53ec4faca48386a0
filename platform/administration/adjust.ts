import { sql } from '../database/sql.ts';
import { changing, logChange } from '../metadata/change-log.ts';
import { filterFields, type OptionSet } from '../metadata/index.ts';
import type { Context, FieldDefinition, ObjectMeta, Option } from '../module/index.ts';
import { type Exchange, exchangeDefault, exchangeIn, exchangeNext, exchangeOffered, exchangeRules, exchangeWhen } from './exchange.ts';
import type { ReplacePlan } from './work.ts';

/** The options after one has gone: a stage that led to it leads to the new one. */
const withoutOption = (options: readonly Option[], from: string, to: string | null): readonly Option[] =>
  options.filter((option) => option.key !== from).map((option) => exchangeNext(option, option.key, from, to));

type Target = ReplacePlan['targets'][number];

/** Whether a path of conditions on `object` leads to the target, through two lookups at most. */
function leadsTo(ctx: Context, target: Target): Exchange['isField'] {
  return (path, object) => {
    const steps = path.split('.');
    let at: ObjectMeta | undefined = ctx.meta.object(object);
    for (const step of steps.slice(0, -1)) {
      const next = at?.fields.get(step)?.object;
      at = next === undefined ? undefined : ctx.meta.object(next);
    }
    return at?.name === target.object && steps.at(-1) === target.field;
  };
}

/** Rewrites the options where they are kept: in the set, or in the field. */
export async function writeOptions(
  tx: Context,
  plan: Pick<ReplacePlan, 'targets' | 'optionSet'>,
  next: (options: readonly Option[]) => readonly Option[],
): Promise<void> {
  const target = plan.targets[0];
  if (plan.optionSet) {
    const [row] = await tx.query<{ definition: OptionSet }>(sql`
      select definition from meta_part where tenant_id = ${tx.tenant.id} and kind = 'optionSet' and object = '' and name = ${plan.optionSet} for update`);
    if (!row) return;
    const after = { ...row.definition, options: next(row.definition.options) };
    await writePart(tx, { kind: 'optionSet', object: '', name: plan.optionSet }, row.definition, after);
    return;
  }
  const field = target && tx.meta.object(target.object)?.fields.get(target.field);
  if (!target || !field) return;
  await changeField(tx, target, (before) => ({ ...before, options: next(before.options ?? field.options ?? []) }));
}

async function writePart(
  tx: Context,
  place: { readonly kind: string; readonly object: string; readonly name: string },
  before: unknown,
  after: unknown,
): Promise<void> {
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  await tx.query(sql`
    update meta_part set definition = ${JSON.stringify(after)}::jsonb
    where tenant_id = ${tx.tenant.id} and kind = ${place.kind} and object = ${place.object} and name = ${place.name}`);
  await logChange(tx, place, { operation: 'update', before, after });
}

async function changeField(
  tx: Context,
  { object, field }: Target,
  next: (before: Partial<FieldDefinition>) => Partial<FieldDefinition>,
): Promise<void> {
  const custom = tx.meta.object(object)?.fields.get(field)?.custom ?? false;
  const [row] = await tx.query<{ definition: Partial<FieldDefinition> }>(sql`
    select definition from meta_field where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${field} for update`);
  const before = row?.definition ?? {};
  const after = next(before);
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  await tx.query(sql`
    insert into meta_field (tenant_id, object, name, custom, definition) values (${tx.tenant.id}, ${object}, ${field}, ${custom}, ${JSON.stringify(after)}::jsonb)
    on conflict (tenant_id, object, name) do update set definition = excluded.definition`);
  await logChange(tx, { kind: 'field', object, name: field }, { operation: 'update', before, after });
}

/** The key as it stands in the text of a definition. */
const written = (key: string) => JSON.stringify(key).slice(1, -1);

interface Stored {
  readonly id: string;
  readonly object: string;
  readonly definition: Record<string, unknown>;
}

/** Saved views of every object whose filter names the option, also through a lookup. */
async function adjustViews(tx: Context, exchange: Exchange): Promise<void> {
  const views = await tx.query<Stored>(sql`
    select id, object, definition from saved_view where tenant_id = ${tx.tenant.id} and strpos(definition::text, ${written(exchange.from)}) > 0 for update`);
  for (const view of views) {
    const after = exchangeIn(view.definition, view.object, exchange);
    if (JSON.stringify(after) === JSON.stringify(view.definition)) continue;
    await tx.query(sql`
      update saved_view set definition = ${JSON.stringify(after)}::jsonb where tenant_id = ${tx.tenant.id} and id = ${view.id}`);
  }
}

/** The options and stages a record type offers, where the exchange changes them. */
function offeredAfter(definition: Readonly<Record<string, unknown>>, { field }: Target, { from, to }: Exchange): Record<string, unknown> {
  const made = (['options', 'stages'] as const).map((key) => {
    const offered = exchangeOffered(definition[key] as Record<string, string[]> | undefined, field, from, to);
    return offered ? { [key]: offered } : {};
  });
  const rules = definition['rules'] as Record<string, Parameters<typeof exchangeRules>[0]> | undefined;
  const own = rules?.[field];
  return Object.assign({}, ...made, own ? { rules: { ...rules, [field]: exchangeRules(own, from, to) } } : {});
}

/** What record types offer, and the conditions that lie in any other part of the configuration. */
async function adjustParts(tx: Context, target: Target, exchange: Exchange): Promise<void> {
  const parts = await tx.query<Stored & { readonly kind: string; readonly name: string }>(sql`
    select kind, object, name, definition from meta_part
    where tenant_id = ${tx.tenant.id} and deleted_at is null and kind <> 'optionSet' and strpos(definition::text, ${written(exchange.from)}) > 0 for update`);
  for (const { kind, object, name, definition } of parts) {
    const ofType = kind === 'recordType' && object === target.object ? offeredAfter(definition, target, exchange) : {};
    const after = { ...(exchangeIn(definition, object, exchange) as Record<string, unknown>), ...ofType };
    await writePart(tx, { kind, object, name }, definition, after);
  }
}

/** The default of the field, and the conditions of the options that depend on it. */
async function adjustFields(tx: Context, target: Target, { from, to }: Exchange): Promise<void> {
  const meta = tx.meta.object(target.object);
  const field = meta?.fields.get(target.field);
  if (!meta || !field) return;
  const held = Array.isArray(field.default) ? field.default.includes(from) : field.default === from;
  if (held) await changeField(tx, target, (before) => ({ ...before, default: exchangeDefault(field.default, from, to) }));
  for (const other of meta.fields.values()) {
    if (other.dependsOn !== target.field || other.optionSet || !other.options?.some((option) => option.when?.includes(from))) continue;
    await changeField(tx, { object: target.object, field: other.name }, (before) => ({
      ...before,
      options: (before.options ?? other.options ?? []).map((option) => exchangeWhen(option, from, to)),
    }));
  }
}

/** Roll-ups whose filter asks for this field: the filter follows, and what they count is worked out anew, as records now hold another option. */
async function adjustRollups(tx: Context, target: Target, exchange: Exchange): Promise<void> {
  for (const object of tx.meta.objects)
    for (const field of object.fields.values()) {
      if (field.rollup?.object !== target.object || !filterFields(field.rollup.filter).includes(target.field)) continue;
      const filter = exchangeIn(field.rollup.filter, target.object, exchange);
      const rollup = { ...field.rollup, filter };
      if (JSON.stringify(filter) !== JSON.stringify(field.rollup.filter))
        await changeField(tx, { object: object.name, field: field.name }, (before) => ({ ...before, rollup }));
      await tx.app.rollups.changed(tx, object.name, field.name, { ...field, rollup });
    }
}

/** After the records: all that names the option in the configuration, and the option itself where nothing shipped relies on it. */
export async function adjustConfiguration(ctx: Context, plan: ReplacePlan): Promise<void> {
  const { key: from } = plan.from;
  await changing(ctx, async (tx) => {
    for (const target of plan.targets) {
      const exchange: Exchange = { from, to: plan.to.key, isField: leadsTo(tx, target) };
      await adjustViews(tx, exchange);
      await adjustParts(tx, target, exchange);
      await adjustFields(tx, target, exchange);
      await adjustRollups(tx, target, exchange);
    }
    const shipped = plan.targets.some(({ object, field }) => !tx.meta.object(object)?.fields.get(field)?.custom);
    if (!shipped || plan.optionSet) await writeOptions(tx, plan, (options) => withoutOption(options, from, plan.to.key));
  });
}
