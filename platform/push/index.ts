export { pushJobs } from './jobs.ts';
export { pushRoutes } from './routes.ts';
export { sendPushes } from './send.ts';
