import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { type CronItem, parseCronItems, type Runner, type RunnerOptions, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Application, JobDefinition } from '../module/index.ts';
import { JobInterrupted } from './interrupted.ts';
import { queueLogger } from './log.ts';
import { prepareJobs } from './queue.ts';

export interface Worker {
  /** Tells running jobs to checkpoint, gives back what they leave, and ends. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  /** Jobs at the same time. */
  readonly concurrency?: number;
  readonly pollInterval?: number;
  /** Schedules run only where they are wanted: not in tests. */
  readonly cron?: boolean;
}

const STALE_CHECK = 30_000;
const RESTART = 2000;

/**
 * Works on the queue until stopped. Jobs of a process that was killed stay locked in its name; each process therefore writes down its
 * names and holds a lock as long as it lives, and gives back the jobs of processes whose lock is free.
 */
export async function startWorker(app: Application, options: WorkerOptions = {}): Promise<Worker> {
  await prepareJobs(app.owner);
  const alive = await holdProcessLock(app);
  const stopping = new AbortController();
  const open: OpenJobs = new Map();
  let runner: Runner | undefined;
  let again: NodeJS.Timeout | undefined;
  const release = () => releaseStaleJobs(app, alive.process).catch((error: unknown) => app.log.warn({ error }, 'stale jobs not released'));

  async function launch(): Promise<void> {
    runner = await run(runnerOptions(app, options, { process: alive.process, stopping: stopping.signal, open }));
    // it gives up when the database is away for long
    runner.promise.then(relaunch, (error: unknown) => {
      app.log.error({ error }, 'worker ended');
      relaunch();
    });
  }
  function relaunch(): void {
    if (stopping.signal.aborted) return;
    again = setTimeout(() => {
      launch().catch((error: unknown) => {
        app.log.error({ error }, 'worker not started');
        relaunch();
      });
    }, RESTART);
  }

  await release();
  await launch();
  const timer = setInterval(release, STALE_CHECK);
  return {
    async stop() {
      clearInterval(timer);
      clearTimeout(again);
      stopping.abort();
      await runner?.stop().catch((error: unknown) => app.log.warn({ error }, 'worker did not stop cleanly'));
      // what could not be written down in time would stay locked by workers nobody knows any more
      await app.owner
        .query('select graphile_worker.force_unlock_workers(array(select worker_id from job_worker where process = $1))', [alive.process])
        .then(() => giveBack(app, open))
        .then(() => app.owner.query('delete from job_worker where process = $1', [alive.process]))
        .catch((error: unknown) => app.log.warn({ error }, 'interrupted jobs wait longer'));
      await alive.release();
    },
  };
}

/** Jobs that have not ended, or only because the worker stops, by id, with how often they were tried before. */
type OpenJobs = Map<string, number>;

interface Run {
  readonly process: string;
  readonly stopping: AbortSignal;
  readonly open: OpenJobs;
}

function runnerOptions(app: Application, options: WorkerOptions, { process, stopping, open }: Run): RunnerOptions {
  const { concurrency = 3, pollInterval = 2000, cron = true } = options;
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => {
    app.owner
      .query('insert into job_worker (worker_id, process) values ($1, $2) on conflict do nothing', [workerPool.id, process])
      .catch((error: unknown) => app.log.error({ error }, 'worker not noted'));
  });
  return {
    connectionString: app.owner.options.connectionString ?? '',
    maxPoolSize: concurrency + 2,
    concurrency,
    pollInterval,
    noHandleSignals: true,
    logger: queueLogger(app.log, stopping),
    events,
    gracefulShutdownAbortTimeout: 15_000,
    taskList: tasksOf(app, stopping, open),
    parsedCronItems: parseCronItems(cron ? cronItems(app.registry.jobs.values()) : []),
    // with these, stopping waits until it is written down how each job ended
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  };
}

function tasksOf(app: Application, stopping: AbortSignal, open: OpenJobs): TaskList {
  const tasks: TaskList = {};
  for (const job of app.registry.jobs.values()) {
    tasks[job.name] = async (payload, helpers) => {
      const signal = AbortSignal.any([stopping, helpers.abortSignal]);
      const { id, attempts } = helpers.job;
      open.set(id, attempts - 1);
      try {
        if (!signal.aborted) await job.run({ app, contextFor: app.contextFor, signal }, payload);
        // whether it had finished cannot be known from here; jobs may run twice
        if (signal.aborted) throw new JobInterrupted();
      } finally {
        if (!signal.aborted) open.delete(id);
      }
    };
  }
  return tasks;
}

/** What we only interrupted has not failed: it need not wait, and the try is not counted. */
async function giveBack(app: Application, open: OpenJobs): Promise<void> {
  const byTries = Map.groupBy(open, ([, tries]) => tries);
  for (const [tries, jobs] of byTries)
    await app.owner.query('select graphile_worker.reschedule_jobs($1::bigint[], run_at := now(), attempts := $2)', [
      jobs.map(([id]) => id),
      tries,
    ]);
}

/** The schedules of jobs. A run that takes longer than its period is followed by one more, never joined by it. */
export function cronItems(jobs: Iterable<JobDefinition>): CronItem[] {
  return [...jobs].flatMap(({ name, schedule }) =>
    schedule
      ? [
          {
            task: name,
            match: schedule,
            identifier: name,
            options: {
              backfillPeriod: 0,
              maxAttempts: 3,
              jobKey: `cron:${name}`,
              jobKeyMode: 'replace' as const,
              queueName: `cron:${name}`,
            },
          },
        ]
      : [],
  );
}

async function holdProcessLock(app: Application): Promise<{ process: string; release(): Promise<void> }> {
  const url = app.owner.options.connectionString ?? '';
  const process = String(randomBytes(8).readBigInt64BE());
  let client: pg.Client | undefined;
  let ended = false;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'huanke worker', keepAlive: true });
    next.on('error', () => undefined);
    next.on('end', () => {
      if (!ended && client === next)
        setTimeout(
          () =>
            void connect().catch(() =>
              setTimeout(() => void connect().catch((error: unknown) => app.log.error({ error }, 'worker lock lost')), 2000),
            ),
          200,
        );
    });
    await next.connect();
    await next.query('select pg_advisory_lock($1)', [process]);
    client = next;
  };
  await connect();
  return {
    process,
    async release() {
      ended = true;
      await client?.end().catch(() => undefined);
    },
  };
}

async function releaseStaleJobs(app: Application, own: string): Promise<void> {
  const { rows } = await app.owner.query<{ process: string; workers: string[] }>(
    'select process::text, array_agg(worker_id) as workers from job_worker where process <> $1 group by process',
    [own],
  );
  for (const { process, workers } of rows) {
    const client = await app.owner.connect();
    try {
      await client.query('begin');
      const { rows: locks } = await client.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1) as free', [process]);
      if (locks[0]?.free) {
        await client.query('select graphile_worker.force_unlock_workers($1::text[])', [workers]);
        await client.query('delete from job_worker where process = $1', [process]);
        app.log.info({ process, workers: workers.length }, 'jobs of a dead process given back');
      }
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }
}
