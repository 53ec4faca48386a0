export { compileFormula, FormulaError } from '../../formula/index.ts';
export { conditionScope } from '../../metadata/layouts/condition.ts';
