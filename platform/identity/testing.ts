import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { withClient } from '../database/client.ts';
import { openDatabase } from '../database/pool.ts';
import { createHttp } from '../http/server.ts';
import { errors, type TestClock, testClock } from '../kernel/index.ts';
import { metadataService } from '../metadata/service.ts';
import {
  type Application,
  createRegistry,
  defineModule,
  defineObject,
  type Log,
  makeContext,
  systemAccess,
  systemUser,
  text,
} from '../module/index.ts';
import { searchIndex } from '../search/index.ts';
import { customRecordStatements, tableStatements } from '../storage/tables.ts';
import { createVault } from '../storage/vault.ts';
import { testDatabase } from '../testing/database.ts';
import { identityModule } from './module.ts';
import type { SecurityEvent } from './report.ts';
import { sessionToken } from './routes/cookie.ts';
import { identityRoutes } from './routes/index.ts';
import { identityService } from './service.ts';

/** A private object with owners, so that there is something to own. */
const Thing = defineObject({
  name: 'thing',
  label: { zh: '物品', en: 'Thing' },
  title: 'name',
  fields: { name: text({ label: { zh: '名称', en: 'Name' } }) },
  access: { owned: true, default: 'private' },
});
const modules = [
  identityModule,
  defineModule({ name: 'things', label: { zh: '物品', en: 'Things' }, objects: [Thing], permissions: { member: ['thing.polish'] } }),
];
const quiet: Log = { info: () => undefined, warn: () => undefined, error: ({ error }: { error?: unknown }) => console.error(error) };

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any form
  readonly body: any;
  /** The session cookie this answer set, ready to be sent back. */
  readonly cookie: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface Browser {
  cookie: string;
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
}

export interface IdentityTest {
  readonly app: Application;
  readonly clock: TestClock;
  readonly server: FastifyInstance;
  /** What was reported so far, the newest last. */
  readonly reports: SecurityEvent[];
  /** A browser of its own: keeps the cookie it is given. */
  browser(address?: string): Browser;
  /** A browser signed in. */
  signedIn(email: string, password?: string): Promise<Browser>;
  close(): Promise<void>;
}

export const password = 'correct horse 42';

/** Sign-in, people and roles over HTTP on a database of its own, with a clock that stands still. */
export async function identityTest(options: { demo?: boolean; allowPrivate?: boolean; proxies?: number } = {}): Promise<IdentityTest> {
  const registry = createRegistry(modules);
  const { ownerUrl, appUrl } = await testDatabase({
    template: 'identity',
    prepare: ({ ownerUrl: url }) =>
      withClient(url, async (client) => {
        for (const object of registry.objects.values()) for (const statement of tableStatements(object)) await client.query(statement);
        for (const statement of customRecordStatements()) await client.query(statement);
      }),
  });
  const clock = testClock('2026-03-31T02:00:00Z');
  const database = openDatabase({ url: appUrl });
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  const contextFor: Application['contextFor'] = async ({ tenant: id, user }) => {
    const tenant = await app.identity.tenant(id);
    if (!tenant) throw errors.NOT_FOUND();
    const meta = await app.metadata.load(tenant.id, tenant.metadataVersion);
    if (!user) return makeContext({ app, tenant, user: systemUser, access: systemAccess(systemUser.id), meta });
    const member = await app.identity.member(tenant, user);
    if (!member) throw errors.NOT_FOUND();
    return makeContext({ app, tenant, user: member.user, access: member.access, meta });
  };
  const base = { clock, database, owner, registry, log: quiet, dataDir: '/nonexistent', contextFor, searchIndex };
  const reports: SecurityEvent[] = [];
  const app = {
    ...base,
    metadata: metadataService(database, registry),
    identity: identityService(base, {
      demo: options.demo ?? false,
      allowPrivate: options.allowPrivate ?? false,
      report: (event) => reports.push(event),
    }),
    vault: createVault(randomBytes(32), database),
    signal: { committed: () => undefined, push: () => undefined },
    jobs: { add: async () => undefined },
    files: { remove: async () => undefined },
  } as unknown as Application;
  const server = await createHttp({
    log: quiet,
    proxies: options.proxies ?? 0,
    async resolveCaller(request) {
      const caller = await app.identity.resolveSession(sessionToken(request) ?? '', request.ip);
      if (!caller) return undefined;
      return makeContext({
        app,
        tenant: caller.tenant,
        user: caller.user,
        access: caller.access,
        meta: await app.metadata.load(caller.tenant.id, caller.tenant.metadataVersion),
        language: 'zh-CN',
      });
    },
  });
  await server.register((api) => identityRoutes(api, app), { prefix: '/api/v1' });
  await server.ready();

  const browser = (address = '127.0.0.1'): Browser => {
    const self: Browser = {
      cookie: '',
      async call(method, url, body, headers = {}) {
        const answer = await server.inject({
          method,
          url: `/api/v1${url}`,
          remoteAddress: address,
          headers: {
            ...(self.cookie ? { cookie: self.cookie } : {}),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
        });
        const set = answer.cookies.find((cookie) => cookie.name === 'huanke_session');
        if (set) self.cookie = set.value ? `huanke_session=${set.value}` : '';
        return {
          status: answer.statusCode,
          headers: answer.headers,
          body: answer.payload ? JSON.parse(answer.payload) : undefined,
          cookie: set ? self.cookie : '',
        };
      },
    };
    return self;
  };
  return {
    app,
    clock,
    server,
    reports,
    browser,
    async signedIn(email, secret = password) {
      const own = browser();
      const answer = await own.call('POST', '/auth/login', { email, password: secret });
      if (answer.status !== 200) throw new Error(`sign-in of ${email} gave ${answer.status}: ${JSON.stringify(answer.body)}`);
      return own;
    },
    async close() {
      await server.close();
      await database.close();
      await owner.end();
    },
  };
}
