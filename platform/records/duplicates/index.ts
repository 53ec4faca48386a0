export type { DuplicateMode } from './check.ts';
export { keyHash, keysOf, type RecordKey } from './keys.ts';
export { findMatches, type Match } from './matches.ts';
export { followed, redirects } from './redirect.ts';
export { criterionFields, fieldsOfRule, matchRuleKindName, matchRuleOf, ruleText } from './rule.ts';
export { type Candidate, candidatesOf, tellMatches } from './tell.ts';
