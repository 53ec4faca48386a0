import { runBackground } from '../jobs/index.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import { BodyReader, criterionFields, matchRuleKindName, mayEditMetadata } from '../metadata/index.ts';
import {
  type Context,
  definePartKind,
  type FieldMeta,
  type MatchCriterion,
  type MatchKind,
  type MatchRule,
  type ObjectMeta,
  partsOf,
} from '../module/index.ts';

/** An object has one rule, under this name. */
export const matchRuleName = 'standard';
const mostCriteria = 20;
const kinds = Object.keys(criterionFields) as MatchKind[];
const texts: ReadonlySet<string> = new Set([
  'text',
  'phone',
  'email',
  'url',
  'idNumber',
  'barcode',
  'autoNumber',
  'lookup',
  'masterDetail',
  'number',
  'date',
]);
const places: ReadonlySet<string> = new Set(['text', 'picklist']);

/** Which fields a place of a criterion takes. */
function fits(place: string, field: FieldMeta): boolean {
  if (field.many || field.formula !== undefined || field.rollup || field.storage.kind === 'links') return false;
  switch (place.replace('?', '')) {
    case 'phone':
      return field.type === 'phone' || field.type === 'text';
    case 'email':
      return field.type === 'email' || field.type === 'text';
    case 'code':
      return field.type === 'idNumber' || field.type === 'text';
    case 'company':
      return field.type === 'text';
    case 'region':
      return places.has(field.type);
    default:
      return texts.has(field.type);
  }
}

function readCriterion(meta: ObjectMeta, item: unknown, index: number, problems: BodyReader): MatchCriterion | undefined {
  const reader = new BodyReader(item, `criteria[${index}]`);
  reader.only(new Set(['kind', 'fields', 'score', 'action']));
  const kind = reader.oneOf('kind', kinds) ?? reader.problem('kind', 'REQUIRED', label('必填', 'Required'));
  const score = reader.integer('score', 1, 100) ?? reader.problem('score', 'REQUIRED', label('必填', 'Required'));
  const action = reader.oneOf('action', ['block', 'warn', 'review']) ?? reader.problem('action', 'REQUIRED', label('必填', 'Required'));
  const fields = reader.list('fields', 3) ?? [];
  const wanted = kind ? criterionFields[kind] : [];
  const needed = wanted.filter((place) => !place.endsWith('?')).length;
  if (kind && (fields.length < needed || fields.length > wanted.length))
    reader.problem(
      'fields',
      'INVALID_VALUE',
      label(`应有 ${needed} 到 ${wanted.length} 个字段`, `Must be ${needed} to ${wanted.length} fields`),
    );
  for (const [at, name] of fields.entries()) {
    const field = typeof name === 'string' ? meta.fields.get(name) : undefined;
    if (!field || !fits(wanted[at] ?? '', field))
      reader.problem('fields', 'INVALID_VALUE', label('这个字段不能这样比对', 'This field can not be compared in this way'));
  }
  if (kind === 'similarCompany' && action !== undefined && action !== 'review')
    reader.problem('action', 'INVALID_VALUE', label('近似名称只能用于后台查重', 'Similar names are only for the review'));
  problems.problems.push(...reader.problems);
  return kind && score && action ? { kind, fields: fields as string[], score, action } : undefined;
}

/** `PUT /meta/objects/{o}/parts/matchRule/standard` {active?, criteria: [{kind, fields, score, action}]}: holds with the next save. */
export const matchRuleKind = definePartKind<MatchRule>({
  kind: matchRuleKindName,
  label: label('查重规则', 'Duplicate rule'),
  of: 'object',
  loaded: true,
  read(_ctx, { object, name }, body) {
    if (name !== matchRuleName || !object)
      throw fieldError(
        'INVALID_VALUE',
        'name',
        label('每个对象只有一条查重规则，名称为 standard', 'An object has one rule, named standard'),
      );
    const reader = new BodyReader(body);
    reader.only(new Set(['active', 'criteria']));
    const active = reader.boolean('active') ?? true;
    const list = reader.list('criteria', mostCriteria);
    if (list === undefined || list.length === 0) reader.problem('criteria', 'REQUIRED', label('至少要有一项', 'At least one is needed'));
    const criteria = (list ?? []).flatMap((item, index) => readCriterion(object, item, index, reader) ?? []);
    reader.finish();
    return { active, criteria };
  },
  /** Keys of existing records are made anew in the background. */
  async afterSave(tx, { object }) {
    if (object) await runBackground(tx, 'duplicates.settle', { object: object.name });
  },
});

/** The rule of an object for its settings: the company's own, else the shipped one; null where there is none. */
export function ruleFor(ctx: Context, name: string): { rule: MatchRule | null; isOwn: boolean } {
  mayEditMetadata(ctx);
  const meta = ctx.meta.object(name);
  if (!meta) throw errors.NOT_FOUND();
  const own = partsOf<MatchRule>(meta, matchRuleKindName)[0]?.definition;
  return { rule: own ?? meta.duplicates ?? null, isOwn: own !== undefined };
}
