export { emptyDatabase, type TestDatabase, type TestDatabaseOptions, testDatabase, testServer } from './database.ts';
