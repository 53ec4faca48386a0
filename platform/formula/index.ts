export { chineseCalendar, withOverrides } from './calendar.ts';
export { compileFormula } from './compile.ts';
export { evaluateFormula } from './evaluate.ts';
export { functionCatalog } from './functions/index.ts';
export { FormulaCycleError, formulaOrder } from './order.ts';
export { MAX_DEPTH, MAX_LENGTH } from './parse.ts';
export * from './types.ts';
