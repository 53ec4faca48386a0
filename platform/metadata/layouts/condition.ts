import { compileFormula, FormulaError, type FormulaType, type Scope, type ScopeField } from '../../formula/index.ts';
import type { Label } from '../../kernel/index.ts';
import type { ObjectMeta } from '../../module/index.ts';

/** A field as server and browser both know it. */
export interface Described {
  readonly name: string;
  readonly type: string;
  readonly label: Label;
  readonly options?: readonly { readonly key: string; readonly label: Label }[] | undefined;
  readonly scale?: number | undefined;
  readonly many?: boolean | undefined;
}

const types: Readonly<Record<string, FormulaType>> = {
  number: 'number',
  currency: 'number',
  percent: 'number',
  rating: 'number',
  date: 'date',
  datetime: 'datetime',
  boolean: 'boolean',
};
const unreadable = new Set(['image', 'attachment', 'signature', 'address', 'geolocation', 'formula', 'rollup', 'encrypted']);

/** A field as formulas see it; undefined for what they can not read. */
export function scopeField(field: Described): ScopeField | undefined {
  if (unreadable.has(field.type) || field.many) return undefined;
  return {
    type: types[field.type] ?? 'text',
    label: field.label,
    ...(field.scale === undefined ? {} : { scale: field.scale }),
    ...(field.options ? { options: field.options } : {}),
    ...(field.type === 'multiPicklist' || field.type === 'tags' ? { multi: true } : {}),
  };
}

/** What a condition of a layout may name: the fields of the record itself, as a form has them. */
export function conditionScope(fields: Iterable<Described>): Scope {
  const byName = new Map([...fields].map((field) => [field.name, field]));
  return {
    field: (path) => {
      const field = byName.get(path);
      return field && scopeField(field);
    },
    byLabel: (text) => [...byName.values()].find(({ label }) => label.zh === text || label.en === text)?.name,
    names: () => [...byName.keys()],
  };
}

/** What is wrong with a condition; undefined when it gives true or false. */
export function conditionProblem(meta: Pick<ObjectMeta, 'fields'>, text: string): Label | undefined {
  try {
    compileFormula(text, conditionScope(meta.fields.values()), 'boolean');
    return undefined;
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return error.problems[0]?.message;
  }
}
