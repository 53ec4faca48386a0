import { Logger } from 'graphile-worker';
import type { Log } from '../module/index.ts';

/** The queue's own messages in our log: what went wrong only. */
export function queueLogger(log: Log): Logger {
  return new Logger((scope) => (level, message, meta) => {
    const fields = { worker: scope.workerId, job: scope.taskIdentifier, jobId: scope.jobId, ...(meta?.error ? { error: meta.error } : {}) };
    if (level === 'error') log.error(fields, message);
    if (level === 'warning') log.warn(fields, message);
  });
}

export const silentLogger = new Logger(() => () => undefined);
