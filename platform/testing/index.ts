export { emptyDatabase, type TestDatabase, type TestDatabaseOptions, testDatabase, testServer } from './database.ts';
export { until } from './until.ts';
