import { compileFormula, evaluateFormula, type Formula, FormulaError } from '../../formula/index.ts';
import { conditionScope } from '../../metadata/layouts/condition.ts';
import type { ObjectMeta } from '../data/meta.ts';
import { isReference } from '../data/records.ts';
import type { Holds } from './arrange.ts';

/** Makes the judge of one record's conditions. */
export type Judge = (meta: ObjectMeta, values: Readonly<Record<string, unknown>>, timeZone: string) => Holds;

const compiled = new WeakMap<ObjectMeta, Map<string, Formula | null>>();

/** A condition that can not be read (a field it names is gone) hides nothing and asks nothing: it counts as absent. */
function formulaOf(meta: ObjectMeta, condition: string): Formula | null {
  const known = compiled.get(meta) ?? new Map<string, Formula | null>();
  compiled.set(meta, known);
  let formula = known.get(condition);
  if (formula === undefined) {
    try {
      formula = compileFormula(condition, conditionScope(meta.fields), 'boolean');
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      formula = null;
    }
    known.set(condition, formula);
  }
  return formula;
}

export const judgeOf: Judge = (meta, values, timeZone) => (condition) => {
  const formula = formulaOf(meta, condition);
  if (!formula) return undefined;
  const get = (path: string) => {
    const value = values[path];
    return isReference(value) ? value.id : value;
  };
  return evaluateFormula(formula, { get, now: new Date(), timeZone }) === true;
};
