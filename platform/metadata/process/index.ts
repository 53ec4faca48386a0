export { checkProcess } from './check.ts';
export { readRules, ruleKeys } from './read.ts';
export { readTypeRules, type TypeRules } from './record-type.ts';
export { type Gate, gatesOf, hasProcess, lineOf, processOf, withRules } from './rules.ts';
export { type TeamRole, teamRoleSet, teamRoles } from './team-roles.ts';
