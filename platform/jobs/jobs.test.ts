import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../database/sql.ts';
import { errors, label } from '../kernel/index.ts';
import { type Context, defineJob, defineModule, type JobDefinition, type Log } from '../module/index.ts';
import { somebody, type TestEngine, type TestEngineTenant, testEngine } from '../testing/engine.ts';
import { until } from '../testing/until.ts';
import { type BackgroundRun, cancelJob, defineBackgroundJob, findJob, runBackground } from './background.ts';
import { enqueue, jobQueue } from './queue.ts';
import { cronItems, startWorker, type Worker } from './worker.ts';

let engine: TestEngine;
let tenant: TestEngineTenant;
let worker: Worker;
let ctx: Context;
const seller = somebody('李娜');
const ran: unknown[] = [];
const pushed: { user: string; message: unknown }[] = [];
let work: (run: BackgroundRun<{ n: number }>) => Promise<{ result?: unknown } | undefined> = async () => undefined;

const plain = defineJob<{ n: number }>({
  name: 'test.plain',
  run: async (_job, { n }) => {
    ran.push(n);
  },
});
const ticks = { running: 0, done: 0 } as { running: number; done: number; release(): void };
Object.defineProperty(ticks, 'release', { enumerable: false, writable: true, value: () => undefined });
const tick = defineJob({
  name: 'test.tick',
  schedule: '* * * * *',
  async run() {
    ticks.running += 1;
    await new Promise<void>((resolve) => {
      ticks.release = resolve;
    });
    ticks.running -= 1;
    ticks.done += 1;
  },
});
const patient = { tries: 0, run: async (_signal: AbortSignal): Promise<void> => undefined };
const waiting = defineJob({
  name: 'test.waiting',
  run: async ({ signal }) => {
    patient.tries += 1;
    await patient.run(signal);
  },
});
const background = defineBackgroundJob<{ n: number }>({ name: 'test.background', run: (run) => work(run) });

beforeAll(async () => {
  engine = await testEngine(
    [
      defineModule({
        name: 'test',
        label: label('测试', 'Test'),
        jobs: [plain, waiting, tick as JobDefinition, background as JobDefinition],
      }),
    ],
    (parts) => ({
      jobs: jobQueue(parts),
      signal: { committed: () => undefined, push: (_tenant, user, message) => void pushed.push({ user, message }) },
    }),
  );
  tenant = await engine.tenant();
  ctx = tenant.as(seller, { kind: 'owners', owners: [seller.id] }, []);
  worker = await startWorker(engine.app, { cron: false, pollInterval: 50 });
});
afterAll(async () => {
  await worker.stop();
  await engine.close();
});

describe('scheduled jobs', () => {
  it('wait for their last run, and pile up no more than one', async () => {
    const { options } = cronItems([tick])[0] ?? {};
    // as the schedule adds them, each minute anew, while the first is still at it
    const add = () =>
      engine.owner.query('select graphile_worker.add_job($1, queue_name := $2, job_key := $3, job_key_mode := $4)', [
        tick.name,
        options?.queueName,
        options?.jobKey,
        options?.jobKeyMode,
      ]);
    await add();
    await until(() => ticks.running === 1);
    for (let minute = 0; minute < 3; minute += 1) await add();
    const { rows } = await engine.owner.query('select count(*)::int as n from graphile_worker.jobs where task_identifier = $1', [
      tick.name,
    ]);
    expect(rows).toEqual([{ n: 2 }]);
    // the worker finds other work meanwhile, and leaves the second run where it is
    await engine.app.jobs.add('test.plain', { n: 77 });
    await until(() => ran.includes(77));
    expect(ticks).toEqual({ running: 1, done: 0 });
    ticks.release();
    await until(() => ticks.running === 1 && ticks.done === 1);
    ticks.release();
    await until(() => ticks.done === 2);
  });
});

describe('queue', () => {
  it('runs what was added', async () => {
    await engine.app.jobs.add('test.plain', { n: 1 });
    await until(() => ran.includes(1));
  });

  it('adds work with the transaction it belongs to, or not at all', async () => {
    await expect(
      ctx.transaction(async (tx) => {
        await enqueue(tx, 'test.plain', { n: 666 });
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    await ctx.transaction((tx) => enqueue(tx, 'test.plain', { n: 2 }));
    await until(() => ran.includes(2));
    expect(ran).not.toContain(666);
  });

  it('refuses payloads that should have been rows', async () => {
    await expect(engine.app.jobs.add('test.plain', { text: 'x'.repeat(70_000) })).rejects.toThrow('larger than');
  });

  it('replaces a waiting job of the same key', async () => {
    const runAt = new Date(Date.now() + 3_600_000);
    await engine.app.jobs.add('test.plain', { n: 3 }, { key: 'same', runAt });
    await engine.app.jobs.add('test.plain', { n: 4 }, { key: 'same', runAt });
    const { rows } = await engine.owner.query("select payload from graphile_worker._private_jobs where key = 'same'");
    expect(rows).toEqual([{ payload: { n: 4 } }]);
  });
});

describe('background jobs', () => {
  it('tell how far they are and what came out', async () => {
    const asked = Promise.withResolvers<void>();
    work = async (run) => {
      expect(run.ctx.user.id).toBe(seller.id);
      expect(run.payload).toEqual({ n: 5 });
      await asked.promise;
      // people are told twice a second at most
      await new Promise((resolve) => setTimeout(resolve, 600));
      await run.progress(0.5);
      return { result: { rows: 7 } };
    };
    const { id } = await runBackground(ctx, 'test.background', { n: 5 });
    expect(await findJob(ctx, id)).toMatchObject({ status: expect.stringMatching(/queued|running/), progress: 0 });
    asked.resolve();
    await until(async () => (await findJob(ctx, id)).status === 'done');
    expect(await findJob(ctx, id)).toEqual({ id, kind: 'test.background', status: 'done', progress: 1, result: { rows: 7 } });
    const told = pushed.filter(({ message }) => (message as { job: { id: string } }).job.id === id);
    expect(
      told.map(({ user, message }) => [
        user,
        (message as { job: { status: string; progress: number } }).job.status,
        (message as { job: { progress: number } }).job.progress,
      ]),
    ).toEqual([
      [seller.id, 'running', 0],
      [seller.id, 'running', 0.5],
      [seller.id, 'done', 1],
    ]);
  });

  it('end as failed with a text a person can read, never with a stack', async () => {
    work = async () => {
      throw errors.FORBIDDEN();
    };
    const refused = await runBackground(ctx, 'test.background', { n: 6 });
    await until(async () => (await findJob(ctx, refused.id)).status === 'failed');
    expect((await findJob(ctx, refused.id)).error).toBe('您没有权限执行此操作，请联系管理员');
    work = async () => {
      throw new Error('select secret from somewhere');
    };
    const broken = await runBackground(ctx, 'test.background', { n: 6 });
    await until(async () => (await findJob(ctx, broken.id)).status === 'failed');
    expect((await findJob(ctx, broken.id)).error).toBe('系统出错了，请稍后再试');
  });

  it('stop when they are cancelled', async () => {
    let stopped = false;
    work = async (run) => {
      try {
        for (;;) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          await run.progress(0.1);
        }
      } catch (error) {
        stopped = true;
        throw error;
      }
    };
    const { id } = await runBackground(ctx, 'test.background', { n: 8 });
    await until(async () => (await findJob(ctx, id)).status === 'running');
    expect((await cancelJob(ctx, id)).status).toBe('cancelled');
    await until(() => stopped);
    expect((await findJob(ctx, id)).status).toBe('cancelled');
    await expect(cancelJob(ctx, id)).rejects.toMatchObject({ code: 'STATE' });
  });

  it('are nobody else’s business', async () => {
    work = async () => undefined;
    const { id } = await runBackground(ctx, 'test.background', { n: 9 });
    const other = tenant.as(somebody('王强'), { kind: 'all' }, []);
    await expect(findJob(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(cancelJob(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(findJob((await engine.tenant()).system, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(findJob(ctx, 'no-id')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await findJob(tenant.system, id)).id).toBe(id);
    await until(async () => (await findJob(ctx, id)).status === 'done');
  });

  it('are taken up again by the next worker when this one is stopped in the middle', async () => {
    let begun = 0;
    work = async (run) => {
      begun += 1;
      if (begun > 1) return { result: 'second' };
      while (!run.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
      await run.progress(0.3);
      return undefined;
    };
    const { id } = await runBackground(ctx, 'test.background', { n: 10 });
    await until(() => begun === 1);
    await worker.stop();
    expect((await findJob(ctx, id)).status).toBe('running');
    worker = await startWorker(engine.app, { cron: false, pollInterval: 50 });
    await until(async () => (await findJob(ctx, id)).status === 'done');
    expect(begun).toBe(2);
  });
});

describe('a job that a stop interrupts', () => {
  it('has not failed: told as information, its try is not counted, and it runs again at once', async () => {
    await worker.stop();
    const told: [level: string, task: string | undefined][] = [];
    const log = Object.fromEntries(
      (['info', 'warn', 'error'] as const).map((level) => [
        level,
        (_fields: unknown, message: string) => void told.push([level, /test\.waiting/.exec(message)?.[0]]),
      ]),
    ) as unknown as Log;
    const app = { ...engine.app, log };
    const state = async () =>
      (
        await engine.owner.query(
          "select attempts, run_at <= now() as due, locked_by from graphile_worker.jobs where task_identifier = 'test.waiting'",
        )
      ).rows;
    patient.run = async () => {
      throw new Error('a fault of its own');
    };
    worker = await startWorker(app, { cron: false, pollInterval: 50 });
    await engine.app.jobs.add('test.waiting', {});
    await until(async () => (await state())[0]?.attempts === 1 && (await state())[0]?.locked_by === null);
    expect(told).toEqual([['error', 'test.waiting']]);
    told.length = 0;
    patient.run = async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      signal.throwIfAborted();
    };
    await engine.owner.query(
      "select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs where task_identifier = 'test.waiting'), run_at := now())",
    );
    await until(() => patient.tries === 2);
    await worker.stop();
    expect(told).toEqual([['info', 'test.waiting']]);
    expect(await state()).toEqual([{ attempts: 1, due: true, locked_by: null }]);
    patient.run = async () => undefined;
    worker = await startWorker(engine.app, { cron: false, pollInterval: 50 });
    await until(async () => (await state()).length === 0);
    expect(patient.tries).toBe(3);
  });
});

describe('a worker killed with SIGKILL', () => {
  it('leaves its job to the next one at once', async () => {
    await worker.stop();
    const { id } = await runBackground(ctx, 'test.background', { n: 11 });
    const child = await stuckWorker(engine.ownerUrl, engine.appUrl);
    await until(async () => {
      const rows = await ctx.query<{ status: string }>(
        sql`select status from background_job where tenant_id = ${tenant.id} and id = ${id}`,
      );
      return rows[0]?.status === 'running';
    });
    const died = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await died;
    work = async () => ({ result: 'after the kill' });
    worker = await startWorker(engine.app, { cron: false, pollInterval: 50 });
    await until(async () => (await findJob(ctx, id)).status === 'done');
    expect((await findJob(ctx, id)).result).toBe('after the kill');
  });
});

/** Another process whose worker takes the job, marks it as running and never ends. */
async function stuckWorker(ownerUrl: string, appUrl: string): Promise<ChildProcess> {
  const program = `
    import pg from 'pg';
    const { startWorker } = await import(${JSON.stringify(new URL('./worker.ts', import.meta.url).href)});
    const { openDatabase } = await import(${JSON.stringify(new URL('../database/pool.ts', import.meta.url).href)});
    const { sql } = await import(${JSON.stringify(new URL('../database/sql.ts', import.meta.url).href)});
    const owner = new pg.Pool({ connectionString: process.env.OWNER_URL });
    const database = openDatabase({ url: process.env.APP_URL });
    const log = { info() {}, warn() {}, error: console.error };
    const run = async (job, { tenant, background }) => {
      await database.write(tenant, (tx) => tx.query(sql\`update background_job set status = 'running' where tenant_id = \${tenant} and id = \${background}\`));
      await new Promise(() => setInterval(() => {}, 1000));
    };
    await startWorker({ owner, log, registry: { jobs: new Map([['test.background', { name: 'test.background', run }]]) } }, { cron: false, pollInterval: 50 });
  `;
  return spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, OWNER_URL: ownerUrl, APP_URL: appUrl },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
