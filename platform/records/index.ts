export { accessPredicate, baseCondition } from './access.ts';
export * from './query/index.ts';
export * from './save/index.ts';
export { syncObjectTables } from './sync.ts';
export { customRecordStatements, tableOf, tableStatements } from './tables.ts';
