export { followRules, rulesReading } from './follow.ts';
export { filterRules, type SharingRule, sharingRules } from './rule.ts';
