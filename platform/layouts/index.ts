import { replaceRecordTypeJob } from './replace.ts';

export { layoutRoutes } from './routes.ts';
/** Jobs of record types. */
export const layoutJobs = [replaceRecordTypeJob];
