import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readConfig } from '../../apps/server/config.ts';
import { openRuntime, type Runtime } from '../../apps/server/runtime.ts';
import { withClient } from '../../platform/database/index.ts';
import { createTenant } from './people.ts';
import { removeData } from './server.ts';

const companies = 200;
const rounds = 10;

/** Companies with some records of everything that is asked about, none of it due. */
async function fill(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (let n = 0; n < companies; n += 1) await createTenant(client, `公司${n}`);
    await client.query(
      `insert into activity (tenant_id, id, type, subject, done, start_at, remind_at, created_at, updated_at)
       select t.id, gen_random_uuid(), 'meeting', '沟通', true, now(), case when n % 10 = 0 then now() + interval '9 days' end, now(), now()
       from tenant t, generate_series(1, 200) n`,
    );
    await client.query(
      `insert into lead (tenant_id, id, name, phone, status, sla_due_at, created_at, updated_at)
       select t.id, gen_random_uuid(), '线索' || n, '139' || (10000000 + n), 'new', now() + interval '9 days', now(), now()
       from tenant t, generate_series(1, 200) n`,
    );
    await client.query('analyze');
  });
}

/** Milliseconds that the database has spent for the application's connections so far. */
async function spent(runtime: Runtime): Promise<number> {
  const { rows } = await runtime.app.owner.query<{ pid: number }>("select pid from pg_stat_activity where application_name = 'huanke'");
  return rows.reduce((sum, { pid }) => sum + Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
}

/** What jobs of every minute cost while nothing is due, for each: statements and milliseconds of the database's processor time a minute. */
export async function benchRest(): Promise<{ figures: []; notes: Record<string, unknown> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'huanke-bench-rest-'));
  const runtime = await openRuntime({ config: { ...readConfig({}), dataDir, poolSize: 3 }, quiet: true });
  let statements = 0;
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function counted(this: pg.Client, ...args: unknown[]) {
    statements += 1;
    return (query as (...all: unknown[]) => unknown).apply(this, args);
  } as typeof query;
  try {
    await fill(runtime.ownerUrl);
    const { app } = runtime;
    const notes: Record<string, unknown> = { companies };
    for (const { name, run } of [...app.registry.jobs.values()].filter(({ schedule }) => schedule === '* * * * *')) {
      const once = () => run({ app, contextFor: app.contextFor, signal: new AbortController().signal }, undefined);
      for (let n = 0; n < 2; n += 1) await once();
      const before = await spent(runtime);
      statements = 0;
      for (let n = 0; n < rounds; n += 1) await once();
      const sent = statements / rounds;
      notes[name] = { statements: sent, ms: Math.round(((await spent(runtime)) - before) / rounds) };
    }
    return { figures: [], notes };
  } finally {
    pg.Client.prototype.query = query;
    await runtime.close();
    await removeData(dataDir);
  }
}
