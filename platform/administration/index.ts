export { administrationJobs, tidyTenant } from './jobs.ts';
export { administrationRoutes } from './routes.ts';
