export { checkProcess } from './check.ts';
export { readRules, ruleKeys } from './read.ts';
export { readTypeRules, type TypeRules } from './record-type.ts';
export { hasProcess, processOf, withRules } from './rules.ts';
