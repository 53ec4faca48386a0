import { Logger } from 'graphile-worker';
import type { Log } from '../module/index.ts';

/** The queue's own messages in our log: what went wrong only. Jobs that end while the worker is `stopping` were interrupted; they go on later. */
export function queueLogger(log: Log, stopping: AbortSignal): Logger {
  return new Logger((scope) => (level, message, meta) => {
    const fields = { worker: scope.workerId, job: scope.taskIdentifier, jobId: scope.jobId, ...(meta?.error ? { error: meta.error } : {}) };
    // the first line says what failed; the stack is in the error
    const [line = ''] = message.split('\n');
    if (meta?.['failure'] && stopping.aborted) log.info(fields, `Interrupted: ${line}`);
    else if (level === 'error') log.error(fields, line);
    else if (level === 'warning') log.warn(fields, line);
  });
}

export const silentLogger = new Logger(() => () => undefined);
