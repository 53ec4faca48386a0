export {
  type BackgroundResult,
  type BackgroundRun,
  cancelJob,
  defineBackgroundJob,
  findJob,
  type JobStatus,
  type JobView,
  recentJobs,
  runBackground,
  scopesJson,
} from './background.ts';
export { JobInterrupted } from './interrupted.ts';
export { enqueue, type JobOptions, jobQueue, prepareJobs } from './queue.ts';
export { jobRoutes } from './routes.ts';
export { startWorker, type Worker, type WorkerOptions } from './worker.ts';
