import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openDatabase } from '../database/pool.ts';
import { sql } from '../database/sql.ts';
import type {} from '../events/bus.ts';
import { type Clock, newId, systemClock } from '../kernel/index.ts';
import { metadataService } from '../metadata/service.ts';
import {
  type Access,
  type Application,
  type Context,
  createRegistry,
  type EventSignal,
  type JobQueue,
  type Log,
  type ModuleDefinition,
  makeContext,
  type Scope,
  systemAccess,
  systemUser,
  type TenantInfo,
  type UserInfo,
} from '../module/index.ts';
import type {} from '../records/save/types.ts';
import { rollupRules } from '../rollups/rules.ts';
import { searchIndex } from '../search/index-records.ts';
import { customRecordStatements, tableStatements } from '../storage/tables.ts';
import { createVault } from '../storage/vault.ts';
import { testDatabase } from './database.ts';

export interface TestEngine {
  readonly app: Application;
  readonly owner: pg.Pool;
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** A tenant of its own; `as` gives a context of somebody there whose scope is the same for every object. */
  tenant(): Promise<TestEngineTenant>;
  close(): Promise<void>;
}

export interface TestEngineTenant {
  readonly id: number;
  readonly system: Context;
  as(user: UserInfo, scope?: Scope, permissions?: readonly string[]): Context;
}

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A person for tests of the engine; no row of a user is written. */
export function somebody(name: string): UserInfo {
  return { id: newId(), name, department: null, roles: [] };
}

/**
 * Database, registry, metadata and contexts without HTTP, sign-in and roles: for tests of one engine. `services` stand in for parts of
 * the application that a test needs.
 */
export async function testEngine(
  modules: readonly ModuleDefinition[],
  services: (parts: { database: Application['database']; owner: pg.Pool }) => {
    signal?: EventSignal;
    jobs?: JobQueue;
    log?: Log;
    clock?: Clock;
  } = () => ({}),
): Promise<TestEngine> {
  const { ownerUrl, appUrl } = await testDatabase();
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 4 });
  owner.on('error', () => undefined);
  const registry = createRegistry(modules);
  for (const object of registry.objects.values()) for (const statement of tableStatements(object)) await owner.query(statement);
  for (const statement of customRecordStatements()) await owner.query(statement);
  const database = openDatabase({ url: appUrl });
  const tenants = new Map<number, TenantInfo>();
  const given = services({ database, owner });
  // What no test of an engine reaches (identity, for one) is not there.
  const parts: Partial<Application> = {
    clock: systemClock,
    rollups: rollupRules,
    database,
    registry,
    metadata: metadataService(database, registry),
    owner,
    dataDir: '/nonexistent',
    signal: { committed: () => undefined, push: () => undefined },
    jobs: { add: async () => undefined },
    log: quiet,
    searchIndex,
    vault: createVault(randomBytes(32), database),
    files: {
      kind: 'disk',
      put: unavailable,
      open: unavailable,
      local: unavailable,
      remove: unavailable,
      list: unavailable,
      check: unavailable,
      close: unavailable,
    },
    ...given,
    async contextFor({ tenant, user, channel }) {
      const info = tenants.get(tenant);
      if (!info) throw new Error(`no such tenant: ${tenant}`);
      const who = user ? { ...systemUser, id: user } : systemUser;
      const { rows } = await owner.query<{ version: number }>('select metadata_version as version from tenant where id = $1', [tenant]);
      const meta = await app.metadata.load(tenant, rows[0]?.version ?? info.metadataVersion);
      return makeContext({ app, tenant: info, user: who, access: systemAccess(who.id), meta, ...(channel ? { channel } : {}) });
    },
  };
  const app = parts as Application;
  return {
    app,
    owner,
    ownerUrl,
    appUrl,
    async tenant() {
      const { rows } = await owner.query<{ id: number }>("insert into tenant (name) values ('测试公司') returning id");
      const id = rows[0]?.id ?? 0;
      const info: TenantInfo = {
        id,
        name: '测试公司',
        timeZone: 'Asia/Shanghai',
        currency: 'CNY',
        language: 'zh-CN',
        weekStart: 1,
        fiscalYearStart: 1,
        metadataVersion: 1,
        accessVersion: 1,
      };
      tenants.set(id, info);
      const system = await app.contextFor({ tenant: id });
      return {
        id,
        system,
        as: (user, scope = { kind: 'all' }, permissions) =>
          makeContext({ app, tenant: info, user, access: accessOf(user.id, scope, permissions), meta: system.meta }),
      };
    },
    async close() {
      await database.close();
      await owner.end();
    },
  };
}

function unavailable(): never {
  throw new Error('this test has no files');
}

function accessOf(me: string, scope: Scope, permissions?: readonly string[]): Access {
  return {
    ...systemAccess(me),
    scope: () => scope,
    ...(permissions ? { permissions, can: (permission: string) => permissions.includes(permission) } : {}),
  };
}

/** Writes a record as it would lie in its table, without the save pipeline. Columns by their names in the table. */
export async function insertRecord(ctx: Context, table: string, columns: Readonly<Record<string, unknown>>): Promise<string> {
  const id = typeof columns.id === 'string' ? columns.id : newId();
  const row = { tenant_id: ctx.tenant.id, created_at: ctx.clock.now(), updated_at: ctx.clock.now(), ...columns, id };
  const names = Object.keys(row);
  await ctx.transaction((tx) =>
    tx.query(sql`
    insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))}) values (${sql.join(Object.values(row).map((value) => sql`${value}`))})`),
  );
  return id;
}
