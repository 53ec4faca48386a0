export { emptyRollup, hasRollups, noteRollups, placed, sharesBefore, workOut } from './maintain.ts';
export { type RollupChange, recomputeRollups } from './recompute.ts';
