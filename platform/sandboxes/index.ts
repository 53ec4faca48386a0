export { sandboxJobs, tidySandboxes } from './jobs.ts';
export { type Made, type Making, makeSandbox } from './make.ts';
export { sandboxRoutes } from './routes.ts';
