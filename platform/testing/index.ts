export { type Simulator, s3Simulator } from '../files/s3/simulator.ts';
export { emptyDatabase, type TestDatabase, type TestDatabaseOptions, testDatabase, testServer } from './database.ts';
export { until } from './until.ts';
