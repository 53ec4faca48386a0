export { handoverJob, runHandover, startHandover } from './handover.ts';
export { handoverRoutes } from './routes.ts';
