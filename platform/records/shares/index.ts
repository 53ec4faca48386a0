export { followRules, touchesRules } from './follow.ts';
export { filterRules, type SharingRule, sharingRules } from './rule.ts';
