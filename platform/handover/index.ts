export { beginDue, startHandover } from './handover.ts';
export { handoverRoutes } from './routes.ts';
export { handoverJobs, moveLate, runHandover } from './run.ts';
