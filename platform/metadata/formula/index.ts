export { coming, readFormulaBody, refuseInFormula, refuseObjectInFormula, withCheckedFormulas } from './check.ts';
export {
  canonicalSource,
  compileFor,
  compileOrNull,
  compileOrRefuse,
  formulaOf,
  formulaTypeOf,
  isFormula,
  refusalOf,
  ruleOrNull,
} from './compile.ts';
export { defaultFormula, readFormulaDefault } from './default.ts';
export { type Dependence, dependenceOf } from './depends.ts';
export { type FormulaPath, formulaPath, formulaScope } from './scope.ts';
export { type FormulaUser, fieldsRead, formulaUsers, userLabel, usersOf } from './uses.ts';
export { validationKind } from './validation.ts';
export { type ValidationRule, validationKindName } from './validation-rule.ts';
