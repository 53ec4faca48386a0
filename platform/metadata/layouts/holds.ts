import { compileFormula, evaluateFormula, type Formula, FormulaError } from '../../formula/index.ts';
import { conditionScope, type Described } from './condition.ts';

/** Whether a condition holds; undefined of one that can not be read, which then counts as absent. */
export type Holds = (condition: string) => boolean | undefined;

const compiled = new WeakMap<object, Map<string, Formula | null>>();

/** A condition that can not be read (a field it names is gone) hides nothing and asks nothing. `owner`: what the fields belong to. */
function formulaOf(owner: object, fields: Iterable<Described>, condition: string): Formula | null {
  const known = compiled.get(owner) ?? new Map<string, Formula | null>();
  compiled.set(owner, known);
  let formula = known.get(condition);
  if (formula === undefined) {
    try {
      formula = compileFormula(condition, conditionScope(fields), 'boolean');
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      formula = null;
    }
    known.set(condition, formula);
  }
  return formula;
}

const idOf = (value: unknown) => (typeof value === 'object' && value !== null && 'id' in value ? value.id : value);

/** The judge of the conditions of one record's layout, on both sides the same. `values`: as an answer shows them. */
export function holdsFor(
  owner: object,
  fields: Iterable<Described>,
  values: Readonly<Record<string, unknown>>,
  when: { readonly now: Date; readonly timeZone: string },
): Holds {
  return (condition) => {
    const formula = formulaOf(owner, fields, condition);
    if (!formula) return undefined;
    return evaluateFormula(formula, { get: (path) => idOf(values[path]), ...when }) === true;
  };
}
