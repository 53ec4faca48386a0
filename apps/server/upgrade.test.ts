import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGunzip, gunzipSync } from 'node:zlib';
import { migrate, pendingMigrations, tenantTable, withClient } from '@huanke/platform/database';
import { migrations } from '@huanke/platform/database/migrations';
import { createRegistry } from '@huanke/platform/module';
import { syncObjectTables } from '@huanke/platform/records';
import { emptyDatabase } from '@huanke/platform/testing';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { createServer } from './http.ts';
import { modules } from './modules.ts';
import { openRuntime, type Runtime } from './runtime.ts';

/** 0095: what the stages of a company with deals count as, until its deals are filled. */
const asThen = (table: string) => (line: string) =>
  table === 'tenant' ? line.replace(/"salesForecast": \{"stages": \{[^}]*\}\}/, '') : line;

/** 0020: counters of auto numbers do not depend on how many noughts the pattern has. */
const asOfToday = (table: string) => (line: string) => (table === 'auto_number' ? line.replace(/\{0+\}/, '{0}') : line);

/** Every release that was ever saved (scripts/upgrade/save.ts) is brought to this one and must answer as it did. */
const saved = fileURLToPath(new URL('../../upgrades', import.meta.url));
const password = 'upgrade test 42';
const quote = (name: string) => `"${name}"`;

interface Manifest {
  readonly migrations: readonly string[];
  readonly tables: Readonly<Record<string, { readonly columns: readonly string[]; readonly rows: number }>>;
}

const textOf = (folder: string, table: string) =>
  gunzipSync(readFileSync(join(folder, 'tables', `${table}.copy.gz`)))
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .sort();

async function tableText(client: pg.Client, table: string, columns: readonly string[]): Promise<string[]> {
  const stream = client.query(copyTo(`copy ${quote(table)} (${columns.map(quote).join(', ')}) to stdout`));
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8').split('\n').filter(Boolean).sort();
}

/** The database as that release left it: its migrations, its tables of objects, its rows. */
async function restoreAsItWas(ownerUrl: string, folder: string, manifest: Manifest): Promise<string> {
  const { appUrl } = await migrate({ ownerUrl, migrations: migrations.filter((one) => manifest.migrations.includes(one.id)) });
  await withClient(ownerUrl, async (client) => {
    const ddl = readFileSync(join(folder, 'objects.sql'), 'utf8');
    await client.query(ddl);
    for (const [, table] of ddl.matchAll(/^create table (\w+)/gm)) await client.query(tenantTable(table ?? ''));
    await client.query("begin; set local session_replication_role = 'replica'");
    for (const [table, { columns }] of Object.entries(manifest.tables)) {
      const stream = client.query(copyFrom(`copy ${quote(table)} (${columns.map(quote).join(', ')}) from stdin`));
      await pipeline(createReadStream(join(folder, 'tables', `${table}.copy.gz`)), createGunzip(), stream);
    }
    await client.query(
      "select setval(pg_get_serial_sequence('tenant', 'id'), 1000), setval(pg_get_serial_sequence('event', 'seq'), 100000)",
    );
    await client.query('commit');
  });
  return appUrl;
}

const nameOf = (item: unknown): string => {
  const { id, name, label } = (typeof item === 'object' && item !== null ? item : { name: item }) as Record<string, unknown>;
  return JSON.stringify(id ?? name ?? label);
};

/** An answer may have gained properties; whatever it said before it must still say. Cursors are for their release only. */
function missing(before: unknown, after: unknown, at = ''): string[] {
  // credit codes were mere texts in 0.1.0; what is kept is still shown, whatever it is
  if (before === 'text' && after === 'idNumber' && at.endsWith('.type')) return [];
  if (typeof before !== 'object' || before === null)
    return Object.is(before, after) ? [] : [`${at}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`];
  if (typeof after !== 'object' || after === null || Array.isArray(before) !== Array.isArray(after)) return [`${at}: another form`];
  // rights: a release may bring new ones to those who have all
  if (/\.(can|permissions)$/.test(at) && Array.isArray(before) && Array.isArray(after))
    return before.filter((item) => !after.includes(item)).map((item) => `${at}: ${item} is gone`);
  // a release may bring fields and their options, sections and related lists of a page, actions and lines of a timeline, among those that
  // were there and are in their order
  if (
    /\.(fields|options|sections|related|actions|items)$/.test(at) &&
    Array.isArray(before) &&
    Array.isArray(after) &&
    after.length > before.length
  ) {
    const known = before.map(nameOf);
    return missing(
      before,
      after.filter((item) => known.includes(nameOf(item))),
      at,
    );
  }
  if (Array.isArray(before) && before.length !== (after as unknown[]).length)
    return [`${at}: ${before.length} → ${(after as unknown[]).length} items`];
  return Object.entries(before).flatMap(([key, value]) =>
    key === 'traceId' || key === 'nextCursor' ? [] : missing(value, (after as Record<string, unknown>)[key], `${at}.${key}`),
  );
}

describe.each(readdirSync(saved))('a database of %s', (release) => {
  const folder = join(saved, release);
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  let ownerUrl: string;
  let appUrl: string;
  let runtime: Runtime | undefined;
  let server: FastifyInstance;
  let dataDir: string;

  beforeAll(async () => {
    ownerUrl = await emptyDatabase();
    appUrl = await restoreAsItWas(ownerUrl, folder, manifest);
    dataDir = mkdtempSync(join(tmpdir(), 'huanke-upgrade-test-'));
  });
  afterAll(async () => {
    await server?.close();
    await runtime?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('can be brought to this release again after the server died in the midst of it', async () => {
    const pending = await pendingMigrations({ ownerUrl, migrations });
    expect(pending.length).toBeGreaterThan(0);
    // each start takes up what the one before left, and dies at the end of the next migration
    for (const id of pending) {
      const dying = migrations.map((one) =>
        one.id === id
          ? {
              ...one,
              async up(client: pg.Client) {
                await one.up(client);
                await client.query('select pg_terminate_backend(pg_backend_pid())');
              },
            }
          : one,
      );
      await expect(migrate({ ownerUrl, migrations: dying })).rejects.toThrow();
      expect(await pendingMigrations({ ownerUrl, migrations })).toEqual(pending.slice(pending.indexOf(id)));
    }
    expect((await migrate({ ownerUrl, migrations })).applied).toEqual(pending.slice(-1));
    expect((await migrate({ ownerUrl, migrations })).applied).toEqual([]);
    await syncObjectTables(ownerUrl, createRegistry(modules).objects.values());
    expect(await syncObjectTables(ownerUrl, createRegistry(modules).objects.values())).toEqual([]);
  });

  it('has every row it had, to the letter, but for what a migration says it writes anew', async () => {
    await withClient(ownerUrl, async (client) => {
      for (const [table, { columns, rows }] of Object.entries(manifest.tables)) {
        const now = (await tableText(client, table, columns)).map(asThen(table));
        expect(now, table).toHaveLength(rows);
        expect(now, table).toEqual(textOf(folder, table).map(asOfToday(table)));
      }
    });
  });

  it.each([
    ['deals are won without a proof', 'salesSettings', 'deals', 'wonProof'],
    ['leads need nothing to be reached by', 'leadRules', 'company', 'reachable'],
  ])('asks nobody for what was not asked before: %s', async (_what, kind, name, setting) => {
    await withClient(ownerUrl, async (client) => {
      const { rows } = await client.query<{ id: number; asked: string | null }>(
        `select t.id, p.definition ->> $3 as asked from tenant t left join meta_part p on p.tenant_id = t.id and p.kind = $1
          and p.object = '' and p.name = $2 and p.deleted_at is null`,
        [kind, name, setting],
      );
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter(({ asked }) => asked !== 'false')).toEqual([]);
    });
  });

  it('answers everybody as it did: rights, lists, search, history', async () => {
    const { people, answers } = JSON.parse(gunzipSync(readFileSync(join(folder, 'answers.json.gz'))).toString('utf8'));
    runtime = await openRuntime({ config: { ...readConfig({}), dataDir, port: 0 }, ready: { ownerUrl, appUrl }, quiet: true });
    ({ server } = await createServer(runtime, readConfig({})));
    await server.ready();
    const cookies: Record<string, string> = {};
    for (const [who, email] of Object.entries(people)) {
      const login = await server.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email, password } });
      expect(login.statusCode).toBe(200);
      cookies[who] = String(login.headers['set-cookie']).split(';')[0] ?? '';
    }
    const wrong: string[] = [];
    for (const { who, method, path, body, status, answer } of answers) {
      const now = await server.inject({
        method,
        url: `/api/v1${path}`,
        headers: { cookie: cookies[who] ?? '' },
        ...(body ? { payload: body } : {}),
      });
      const place = `${who} ${method} ${path}`;
      if (now.statusCode !== status) wrong.push(`${place}: ${status} → ${now.statusCode}`);
      else wrong.push(...missing(answer, now.json(), place));
    }
    expect(wrong).toEqual([]);
    expect(answers.length).toBeGreaterThan(200);
  });

  it('fills in the background what its deals have more of now', async () => {
    const { app } = runtime as Runtime;
    const before = await withClient(
      ownerUrl,
      async (client) => (await client.query('select from opportunity where forecast_category is null')).rowCount,
    );
    expect(before).toBeGreaterThan(0);
    await app.registry.jobs
      .get('sales.fillDeals')
      ?.run({ app, contextFor: app.contextFor, signal: new AbortController().signal }, undefined);
    await withClient(ownerUrl, async (client) => {
      const { rows } = await client.query('select stage, forecast_category as category from opportunity');
      expect(rows).toEqual([{ stage: 'proposal', category: 'bestCase' }]);
    });
  });
});

it('takes no lock on a large table that others would wait for longer than a second', async () => {
  const folder = join(saved, '0.1.0');
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const ownerUrl = await emptyDatabase();
  await restoreAsItWas(ownerUrl, folder, manifest);
  const large = ['record_history', 'event', 'record_search', 'custom_record', 'account'];
  await withClient(ownerUrl, async (client) => {
    // large enough that walking through it or writing it anew takes far longer than a second
    await client.query(`insert into record_history (tenant_id, record_id, id, object, at, channel, operation)
      select 1, gen_random_uuid(), gen_random_uuid(), 'account', now(), 'api', 'update' from generate_series(1, 400000)`);
    await client.query(`insert into custom_record (tenant_id, id, object, version, created_at, updated_at, custom)
      select 1, gen_random_uuid(), 'x_device', 1, now(), now(), jsonb_build_object('f1', g::text) from generate_series(1, 100000) g`);
  });
  let held = 0;
  let longest = 0;
  let last = performance.now();
  let over = false;
  const watching = withClient(ownerUrl, async (client) => {
    while (!over) {
      const { rows } = await client.query<{ held: boolean }>(
        `select exists (select from pg_locks where granted and mode in ('AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock')
           and database = (select oid from pg_database where datname = current_database()) and relation = any($1::text[]::regclass[])) as held`,
        [large],
      );
      const now = performance.now();
      held = rows[0]?.held ? held + now - last : 0;
      longest = Math.max(longest, held);
      last = now;
      await new Promise((wake) => setTimeout(wake, 10));
    }
  });
  // and it waits no longer than that for others, who would queue up behind it
  const patient = migrations.map((one) => ({
    ...one,
    async up(client: pg.Client) {
      await client.query("set local lock_timeout = '1s'");
      await one.up(client);
    },
  }));
  await migrate({ ownerUrl, migrations: patient });
  await syncObjectTables(ownerUrl, createRegistry(modules).objects.values());
  over = true;
  await watching;
  expect(longest).toBeLessThan(1000);
}, 300_000);
