import { sql } from '../database/sql.ts';
import { runBackground } from '../jobs/index.ts';
import { errors, fieldError, type Label, label } from '../kernel/index.ts';
import { changing, mayEditMetadata } from '../metadata/change-log.ts';
import { BodyReader, fieldsOfSet, type OptionSet, optionUse, refuseWhileWorking } from '../metadata/index.ts';
import type { Context, Option } from '../module/index.ts';
import { writeOptions } from './adjust.ts';
import { formulaNames } from './exchange.ts';
import { beginWork, type ReplacePlan } from './work.ts';

export interface ReplacePreview {
  readonly total: number;
  readonly fields: readonly { readonly object: string; readonly field: string; readonly label: Label; readonly count: number }[];
  /** Nothing may take the option's place: no field requires a value. */
  readonly mayClear: boolean;
  /** Formulas that name the option; these are changed by hand. */
  readonly formulas: readonly Label[];
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
  const option = options.find((one) => one.key === from);
  const fields: ReplacePreview['fields'][number][] = [];
  let mayClear = true;
  for (const target of targets) {
    const meta = ctx.meta.object(target.object);
    const field = meta?.fields.get(target.field);
    if (!meta || !field) continue;
    await refuseWhileWorking(ctx, target.object, target.field);
    const needed = field.required === true || field.type === 'stage';
    mayClear &&= !needed;
    if (to === null && needed && !dryRun)
      throw fieldError('REQUIRED', 'to', label('字段必填，请选择替换成哪个选项', 'The field is required; choose what takes its place'));
    const both = (language: 'zh' | 'en') => `${meta.label[language]} · ${field.label[language]}`;
    fields.push({ ...target, label: label(both('zh'), both('en')), count: await optionUse(ctx, meta, field, from) });
  }
  const total = fields.reduce((sum, one) => sum + one.count, 0);
  if (dryRun) return { total, fields, mayClear, formulas: option ? await formulasOf(ctx, targets, option) : [] };
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

/** Formulas of fields and parts that name the option of one of the fields. */
async function formulasOf(ctx: Context, targets: ReplacePlan['targets'], option: Option): Promise<Label[]> {
  const inFields = ctx.meta.objects.flatMap((object) =>
    [...object.fields.values()]
      .filter((field) => field.formula !== undefined && targets.some((target) => formulaNames(field.formula ?? '', target.field, option)))
      .map((field) => label(`${object.label.zh} · ${field.label.zh}`, `${object.label.en} · ${field.label.en}`)),
  );
  const parts = await ctx.query<{ name: string; definition: { label?: Label } }>(sql`
    select name, definition from meta_part
    where tenant_id = ${ctx.tenant.id} and deleted_at is null and kind <> 'optionSet' and object = any(${['', ...targets.map((one) => one.object)]}::text[])`);
  const inParts = parts
    .filter(({ definition }) => texts(definition).some((text) => targets.some((target) => formulaNames(text, target.field, option))))
    .map(({ name, definition }) => definition.label ?? label(name, name));
  return [...inFields, ...inParts];
}

/** Every text in a configuration. */
function texts(config: unknown): string[] {
  if (typeof config === 'string') return [config];
  return typeof config === 'object' && config !== null ? Object.values(config).flatMap(texts) : [];
}
