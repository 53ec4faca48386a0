export { restoreField, restoreObject } from './bin.ts';
export { fieldEffect, objectEffect } from './effect.ts';
export { administrationJobs, tidyTenant } from './jobs.ts';
export { administrationRoutes } from './routes.ts';
