export { checkRollups, checkRollupsJob } from './nightly.ts';
export { rollupRules } from './rules.ts';
export { rollupBatch } from './work.ts';
