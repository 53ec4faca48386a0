export { checkFormula, type FormulaCheck } from './check.ts';
export { ruleRoutes } from './routes.ts';
