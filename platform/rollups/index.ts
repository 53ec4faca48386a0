export { type Amount, type Branch, type BranchFigure, type BranchNode, branchOf } from './branch.ts';
export { checkRollups, checkRollupsJob } from './nightly.ts';
export { rollupRules } from './rules.ts';
export { rollupBatch } from './work.ts';
