import { Logger } from 'graphile-worker';
import type { Log } from '../module/index.ts';
import { JobInterrupted } from './interrupted.ts';

/** The queue's own messages in our log: what went wrong only. */
export function queueLogger(log: Log): Logger {
  return new Logger((scope) => (level, message, meta) => {
    const fields = { worker: scope.workerId, job: scope.taskIdentifier, jobId: scope.jobId, ...(meta?.error ? { error: meta.error } : {}) };
    // the first line says what failed; the stack is in the error
    const [line = ''] = message.split('\n');
    if (meta?.['error'] instanceof JobInterrupted) log.info(fields, line);
    else if (level === 'error') log.error(fields, line);
    else if (level === 'warning') log.warn(fields, line);
  });
}

export const silentLogger = new Logger(() => () => undefined);
