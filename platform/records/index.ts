export { customRecordStatements, tableOf, tableStatements } from '../storage/tables.ts';
export { accessPredicate, baseCondition, rowsInReach } from './access.ts';
export * from './duplicates/index.ts';
export * from './query/index.ts';
export { revealField } from './reveal.ts';
export { placed, recomputeRollups, workOut } from './rollups/index.ts';
export * from './save/index.ts';
export { syncObjectTables } from './sync.ts';
