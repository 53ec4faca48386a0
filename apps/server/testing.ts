import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '@huanke/platform/database';
import { startDelivery } from '@huanke/platform/events';
import { createTenant, createUser, sessionCookie, startSession } from '@huanke/platform/identity';
import { prepareJobs, startWorker } from '@huanke/platform/jobs';
import type { Clock } from '@huanke/platform/kernel';
import type { Context, ModuleDefinition } from '@huanke/platform/module';
import { createRegistry } from '@huanke/platform/module';
import { createRecord, syncObjectTables } from '@huanke/platform/records';
import { type TestDatabase, testDatabase } from '@huanke/platform/testing';
import { startWebhooks } from '@huanke/platform/webhooks';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { type Config, readConfig } from './config.ts';
import { createServer } from './http.ts';
import { modules } from './modules.ts';
import { openRuntime, type Runtime } from './runtime.ts';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any form
  readonly body: any;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly text: string;
}

/** The answer, where it is no refusal; what was refused is said by the error. */
export function ok(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
}

/** `[422, 'closeOn REQUIRED']`: the status, and which fields are refused for what. */
export const problems = ({ status, body }: Answer): (number | string)[] => [
  status,
  ...(body.errors ?? []).map(({ field, code }: { field: string; code: string }) => `${field} ${code}`),
];

/** Somebody who sends requests: with a session, or without. Addresses are below /api/v1. */
export interface Client {
  readonly user: string;
  readonly cookie: string;
  get(url: string, headers?: Record<string, string>): Promise<Answer>;
  post(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(url: string, headers?: Record<string, string>): Promise<Answer>;
  send(method: string, url: string, payload: string | Buffer | undefined, headers?: Record<string, string>): Promise<Answer>;
  /** A context as this person, for calling services without HTTP. */
  context(): Promise<Context>;
}

export type Person = 'owner' | 'admin' | 'manager' | 'seller' | 'colleague' | 'outsider' | 'readOnly';

/**
 * A company: `manager` leads 销售一部 with `seller` and `colleague`; `outsider` sells in 销售二部; `readOnly` reads all.
 */
export interface TestTenant {
  readonly id: number;
  readonly name: string;
  readonly departments: { readonly first: string; readonly second: string };
  readonly as: Readonly<Record<Person, Client>>;
}

export interface TestApp {
  readonly runtime: Runtime;
  readonly app: Runtime['app'];
  readonly server: FastifyInstance;
  readonly anonymous: Client;
  /** A fresh company; make two, so that a wrong tenant is always at hand. */
  tenant(name?: string): Promise<TestTenant>;
  /** Runs jobs and delivers events from here on, as a worker process would. */
  startWork(): Promise<void>;
  close(): Promise<void>;
}

/** How many connections to this database wait for a lock just now. */
export async function lockWaits(connection: Pick<Context, 'query'>): Promise<number> {
  // within a transaction what was seen first is shown again
  await connection.query(sql`select pg_stat_clear_snapshot()`);
  const [row] = await connection.query<{ count: number }>(sql`
    select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
  return row?.count ?? 0;
}

/** The id of a text file this person has just uploaded. */
export async function uploadedBy(client: Client, name = '附件.txt', content = '附件'): Promise<string> {
  const head = `content-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/plain`;
  const type = { 'content-type': 'multipart/form-data; boundary=x' };
  return ok(await client.send('POST', '/files', `--x\r\n${head}\r\n\r\n${content}\r\n--x--\r\n`, type)).body.id;
}

/** What a deal is won with: `{ wonProof: [{ id }] }` of a file this person has just uploaded. */
export async function proofOf(client: Client): Promise<{ readonly wonProof: readonly [{ readonly id: string }] }> {
  return { wonProof: [{ id: await uploadedBy(client, '订单确认.txt', '确认') }] };
}

let companies = 0;

/** A database of its own with the tables of these modules, as `testApp` has it. */
export function appDatabase(used: readonly ModuleDefinition[] = modules): Promise<TestDatabase> {
  return testDatabase({
    template: `app${used.map((module) => module.name).join('_')}`,
    async prepare({ ownerUrl }) {
      await syncObjectTables(ownerUrl, createRegistry(used).objects.values());
      const owner = new pg.Pool({ connectionString: ownerUrl, max: 1 });
      await prepareJobs(owner);
      await owner.end();
    },
  });
}

/** The whole application on a database of its own, called without a socket. */
export async function testApp(
  options: { clock?: Clock; modules?: readonly ModuleDefinition[]; config?: Partial<Config> } = {},
): Promise<TestApp> {
  const used = options.modules ?? modules;
  const database = await appDatabase(used);
  const dataDir = mkdtempSync(join(tmpdir(), 'huanke-test-'));
  const config = { ...readConfig({}), dataDir, port: 0, ...options.config };
  const runtime = await openRuntime({
    config,
    ready: database,
    quiet: true,
    modules: used,
    ...(options.clock ? { clock: options.clock } : {}),
  });
  const { server, setReady } = await createServer(runtime, config);
  await server.ready();
  setReady(true);
  const stops: (() => Promise<void>)[] = [];

  function client(cookie: string, user: string, tenant: number): Client {
    const inject = async (
      method: string,
      url: string,
      payload: string | Buffer | undefined,
      headers: Record<string, string> = {},
    ): Promise<Answer> => {
      const answer = await server.inject({
        method: method as 'GET',
        url: url.startsWith('/healthz') || url.startsWith('/readyz') || url.startsWith('/metrics') ? url : `/api/v1${url}`,
        headers: { ...(cookie ? { cookie } : {}), ...headers },
        ...(payload === undefined ? {} : { payload }),
      });
      const type = String(answer.headers['content-type'] ?? '');
      return {
        status: answer.statusCode,
        headers: answer.headers,
        text: answer.payload,
        body: type.includes('json') && answer.payload ? JSON.parse(answer.payload) : answer.payload,
      };
    };
    const withBody =
      (method: string) =>
      (url: string, body?: unknown, headers: Record<string, string> = {}) =>
        inject(
          method,
          url,
          body === undefined ? undefined : JSON.stringify(body),
          body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        );
    return {
      user,
      cookie,
      get: (url, headers) => inject('GET', url, undefined, headers),
      delete: (url, headers) => inject('DELETE', url, undefined, headers),
      post: withBody('POST'),
      patch: withBody('PATCH'),
      put: withBody('PUT'),
      send: inject,
      context: () => runtime.app.contextFor({ tenant, user, channel: 'api' }),
    };
  }

  async function signedIn(tenant: number, { user, person }: { user: string; person: string }): Promise<Client> {
    const token = await startSession(runtime.app, {
      person,
      tenant,
      user,
      via: 'password',
      device: 'test',
      address: '127.0.0.1',
    });
    return client(`${sessionCookie}=${token}`, user, tenant);
  }

  return {
    runtime,
    app: runtime.app,
    server,
    anonymous: client('', '', 0),
    async tenant(name) {
      companies += 1;
      const company = name ?? `测试公司${companies}`;
      const mail = (who: string) => `${who}-${companies}-${process.pid}@test.local`;
      const { tenant: id, ...owner } = await createTenant(runtime.app, {
        company,
        name: '老板',
        email: mail('owner'),
        password: 'correct horse 42',
      });
      const system = await runtime.app.contextFor({ tenant: id });
      const meta = system.meta.object('department');
      if (!meta) throw new Error('no departments');
      const root = await createRecord(system, meta, { name: '销售中心' });
      const first = await createRecord(system, meta, { name: '销售一部', parent: root.id });
      const second = await createRecord(system, meta, { name: '销售二部', parent: root.id });
      const people: [Person, string, string | null, string][] = [
        ['admin', '管理员', null, 'admin'],
        ['manager', '经理', first.id, 'manager'],
        ['seller', '销售', first.id, 'member'],
        ['colleague', '同事', first.id, 'member'],
        ['outsider', '外部', second.id, 'member'],
        ['readOnly', '只读', null, 'readOnly'],
      ];
      const as: Partial<Record<Person, Client>> = { owner: await signedIn(id, owner) };
      const others: string[] = [];
      for (const [who, title, department, role] of people) {
        const made = await createUser(runtime.app, {
          tenant: id,
          name: `${title}${companies}`,
          email: mail(who),
          roles: [role],
          ...(department ? { values: { department } } : {}),
        });
        others.push(made.person);
        as[who] = await signedIn(id, made);
      }
      // all have the owner's: working one out is as slow for us as for who guesses
      await runtime.app.database.global((connection) => connection.query(samePassword(owner.person, others)));
      return { id, name: company, departments: { first: first.id, second: second.id }, as: as as Record<Person, Client> };
    },
    async startWork() {
      await runtime.bus.start();
      // schedules go by the real clock, and would now and then come into the middle of a test that has its own
      const worker = await startWorker(runtime.app, { cron: false });
      const delivery = await startDelivery(runtime.app, runtime.bus);
      const webhooks = await startWebhooks(runtime.app, runtime.bus);
      stops.push(
        () => worker.stop(),
        () => delivery.stop(),
        () => webhooks.stop(),
      );
    },
    async close() {
      await server.close();
      for (const stop of stops) await stop();
      await runtime.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function samePassword(as: string, people: readonly string[]) {
  return sql`update person set password_hash = (select password_hash from person where id = ${as}) where id = any(${people}::uuid[])`;
}
