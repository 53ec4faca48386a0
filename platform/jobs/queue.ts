import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import type { Database } from '../database/pool.ts';
import { type Sql, sql } from '../database/sql.ts';
import type { Context, JobQueue } from '../module/index.ts';
import { silentLogger } from './log.ts';

export interface JobOptions {
  /** A waiting job with the same key is replaced. */
  readonly key?: string;
  readonly runAt?: Date;
  /** Jobs of one queue run one after the other. Few names only, never one per record. */
  readonly queue?: string;
  /** How often it is tried when it fails; 10 unless said. */
  readonly attempts?: number;
}

// What a job needs it reads from the database; a payload names it.
const LARGEST = 64 * 1024;

const prepared = new WeakMap<pg.Pool, Promise<void>>();

/** Brings the tables of the queue (schema graphile_worker) up to date; once per process. */
export function prepareJobs(owner: pg.Pool): Promise<void> {
  let ready = prepared.get(owner);
  if (!ready) {
    // a connection that breaks while it is in use must not end the process; the query on it fails by itself
    owner.on('connect', (client) => client.on('error', () => undefined));
    owner.on('error', () => undefined);
    ready = runMigrations({ pgPool: owner, logger: silentLogger });
    ready.catch(() => prepared.delete(owner));
    prepared.set(owner, ready);
  }
  return ready;
}

function addStatement(name: string, payload: Readonly<Record<string, unknown>>, options: JobOptions): Sql {
  const json = JSON.stringify(payload);
  if (Buffer.byteLength(json) > LARGEST) throw new Error(`the payload of job ${name} is larger than ${LARGEST} bytes`);
  return sql`select huanke_add_job(${name}, ${json}::json, ${options.key ?? null}, ${options.runAt ?? null}::timestamptz, ${options.queue ?? null}, ${options.attempts ?? 10})`;
}

/** The queue as `app.jobs`: `await app.jobs.add('search.reindex', { tenant, object }, { key })`. */
export function jobQueue({ database, owner }: { database: Database; owner: pg.Pool }): JobQueue {
  return {
    async add(name, payload, options = {}) {
      await prepareJobs(owner);
      await database.global((connection) => connection.query(addStatement(name, payload, options)));
    },
  };
}

/** Adds work in the caller's transaction: it is there exactly when what it belongs to was committed. */
export async function enqueue(
  ctx: Context,
  name: string,
  payload: Readonly<Record<string, unknown>>,
  options: JobOptions = {},
): Promise<void> {
  await prepareJobs(ctx.app.owner);
  await ctx.transaction((tx) => tx.query(addStatement(name, payload, options)));
}
