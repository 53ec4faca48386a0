export { rollupRules } from './rules.ts';
export { rollupBatch } from './work.ts';
