export { assignRecords, type Decision } from './assign.ts';
export { assignmentRoutes } from './routes.ts';
export { assignNew } from './trigger.ts';
