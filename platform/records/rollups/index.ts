export { emptyRollup, hasRollups, noteRollups, placed, workOut } from './maintain.ts';
export { type RollupChange, recomputeRollups } from './recompute.ts';
