import { ApiError } from '../data/api.ts';
import { type FieldMeta, fieldOf, type ObjectMeta, textOf } from '../data/meta.ts';
import type { UiLanguage } from '../format/index.ts';
import { say } from '../i18n/index.ts';
import { explain } from '../primitives/states.tsx';
import { isAsked, missingAny } from './layout.ts';
import { validate } from './validate.ts';

/** Reasons by field; what belongs to no field on the form stands under `form`. */
export interface Problems {
  readonly fields: Readonly<Record<string, string>>;
  readonly form: readonly string[];
}

export const NO_PROBLEMS: Problems = { fields: {}, form: [] };
type Values = Readonly<Record<string, unknown>>;

const FILES = new Set(['attachment', 'image']);
const CHOSEN = new Set(['picklist', 'stage', 'lookup', 'masterDetail', 'user', 'department', 'date', 'datetime', 'multiPicklist']);

export function problemOf(field: FieldMeta, value: unknown, language: UiLanguage, required = isAsked(field)): string | undefined {
  const wrong = validate(field, value, required);
  if (!wrong) return undefined;
  const name = textOf(field.label, language);
  if (wrong.key === 'required') return say('form', requiredKey(field), { field: name });
  return say('form', wrong.key, { ...wrong.values });
}

const requiredKey = ({ type }: FieldMeta) => (FILES.has(type) ? 'requiredFile' : CHOSEN.has(type) ? 'requiredChoice' : 'required');

/** Everything that is wrong with a filled form before it is sent. */
export function checkAll(meta: ObjectMeta, fields: readonly FieldMeta[], values: Values, language: UiLanguage): Problems {
  const found = fields.flatMap((field) => {
    const problem = problemOf(field, values[field.name], language);
    return problem ? [[field.name, problem] as const] : [];
  });
  const groups = missingAny(meta, values).map((group) => {
    const names = group.flatMap((name) => fieldOf(meta, name) ?? []).map((field) => textOf(field.label, language));
    return { first: group[0] ?? '', text: say('form', 'create.anyOf', { fields: names.join(language === 'en' ? ' / ' : '、') }) };
  });
  const byGroup = groups.map(({ first, text }) => [first, text] as const);
  return { fields: Object.fromEntries([...byGroup, ...found]), form: [] };
}

/** A refusal of the server, each reason at its field. */
export function refusedProblems(error: unknown, fields: readonly FieldMeta[]): Problems {
  const { title, text } = explain(error);
  if (!(error instanceof ApiError)) return { fields: {}, form: [title] };
  const known = new Set(fields.map((field) => field.name));
  const mine = error.errors.filter((problem) => known.has(problem.field));
  const rest = error.errors.filter((problem) => !known.has(problem.field) && problem.message).map((problem) => problem.message);
  const form = rest.length > 0 ? rest : mine.length > 0 ? [] : [text ? `${title} ${text}` : title];
  const byField: Record<string, string> = {};
  // of several reasons the first is the strongest
  for (const { field, message } of mine) byField[field] ??= message;
  return { fields: byField, form };
}

/** Fields of the record, not on the form, that a refusal says are missing: a gate on the way asks for them. */
export function missingBeside(error: unknown, meta: ObjectMeta, known: readonly FieldMeta[]): readonly FieldMeta[] {
  if (!(error instanceof ApiError)) return [];
  const names = new Set(error.errors.filter(({ code }) => code === 'REQUIRED').map(({ field }) => field));
  return meta.fields.filter((field) => names.has(field.name) && !field.readOnly && !known.some(({ name }) => name === field.name));
}

export function countProblems({ fields, form }: Problems): number {
  return Object.keys(fields).length + form.length;
}
