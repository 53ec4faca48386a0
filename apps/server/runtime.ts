import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { narrowAccess } from '@huanke/platform/access';
import { migrate, openDatabase, startEmbedded } from '@huanke/platform/database';
import { migrations } from '@huanke/platform/database/migrations';
import { createEventBus, type EventBus } from '@huanke/platform/events';
import { fileStore, s3Store, scanned } from '@huanke/platform/files';
import { identityService } from '@huanke/platform/identity';
import { jobQueue } from '@huanke/platform/jobs';
import { type Clock, errors, systemClock } from '@huanke/platform/kernel';
import { metadataService } from '@huanke/platform/metadata';
import {
  type Application,
  type Context,
  createRegistry,
  type ModuleDefinition,
  makeContext,
  systemAccess,
  systemUser,
} from '@huanke/platform/module';
import { outbound } from '@huanke/platform/outbound';
import { packShelf } from '@huanke/platform/packages';
import { syncObjectTables } from '@huanke/platform/records';
import { rollupRules } from '@huanke/platform/rollups';
import { searchIndex } from '@huanke/platform/search';
import { securityReports } from '@huanke/platform/security';
import { createVault } from '@huanke/platform/storage';
import pg from 'pg';
import type { Config } from './config.ts';
import { createLog } from './log.ts';
import { masterKey } from './master-key.ts';
import { modules as shippedModules } from './modules.ts';

export interface Runtime {
  readonly app: Application;
  readonly bus: EventBus;
  readonly ownerUrl: string;
  /** What this start brought up to date: ids of migrations, names of objects. */
  readonly migrated: readonly string[];
  close(): Promise<void>;
}

export interface RuntimeOptions {
  readonly config: Config;
  readonly clock?: Clock;
  readonly modules?: readonly ModuleDefinition[];
  /** Already migrated and synced: test databases cloned from a template. */
  readonly ready?: { readonly ownerUrl: string; readonly appUrl: string };
  readonly quiet?: boolean;
}

interface DatabaseUrls {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly migrated: readonly string[];
  stop(): Promise<void>;
}

async function databaseFor({ config, ready, modules = shippedModules }: RuntimeOptions): Promise<DatabaseUrls> {
  if (ready) return { ...ready, migrated: [], stop: async () => undefined };
  const embedded = config.databaseUrl ? undefined : await startEmbedded({ dataDir: join(config.dataDir, 'postgres'), detached: true });
  const ownerUrl = config.databaseUrl ?? embedded?.url ?? '';
  try {
    const { applied, appUrl } = await migrate({
      ownerUrl,
      migrations,
      ...(config.appDatabaseUrl ? { appUrl: config.appDatabaseUrl } : {}),
    });
    const synced = await syncObjectTables(ownerUrl, createRegistry(modules).objects.values());
    return { ownerUrl, appUrl, migrated: [...applied, ...synced], stop: async () => embedded?.stop() };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** Opens everything below HTTP: database, modules, services. Used by the server, the command line, tests and benches alike. */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { config, clock = systemClock, modules = shippedModules } = options;
  mkdirSync(config.dataDir, { recursive: true });
  const urls = await databaseFor(options);
  const log = createLog(options.quiet ?? false);
  const database = openDatabase({
    url: urls.appUrl,
    max: config.poolSize,
    strategy: config.tenantStrategy,
    onError: (error) => log.warn({ error }, 'idle database connection failed'),
  });
  const key = await masterKey({
    database,
    dataDir: config.dataDir,
    key: config.encryptionKey,
    previous: config.previousEncryptionKey,
  }).catch(async (error: unknown) => {
    await database.close();
    await urls.stop();
    throw error;
  });
  const owner = new pg.Pool({ connectionString: urls.ownerUrl, max: 3, application_name: 'huanke owner' });
  owner.on('error', (error) => log.warn({ error }, 'idle owner connection failed'));
  owner.on('connect', (client) => client.on('error', () => undefined));
  const registry = createRegistry(modules);
  const bus = createEventBus({ url: urls.appUrl, log });

  const contextFor: Application['contextFor'] = async ({ tenant: id, user, channel, scopes }): Promise<Context> => {
    const tenant = await app.identity.tenant(id);
    if (!tenant) throw errors.NOT_FOUND();
    const meta = await app.metadata.load(tenant.id, tenant.metadataVersion);
    if (!user)
      return makeContext({ app, tenant, user: systemUser, access: systemAccess(systemUser.id), meta, channel: channel ?? 'automation' });
    const member = await app.identity.member(tenant, user);
    if (!member) throw errors.NOT_FOUND();
    return makeContext({
      app,
      tenant,
      user: member.user,
      access: (scopes ?? []).reduce(narrowAccess, member.access),
      meta,
      channel: channel ?? 'automation',
      ...(member.language ? { language: member.language } : {}),
    });
  };

  const base = { clock, database, owner, registry, log, dataDir: config.dataDir, signal: bus, contextFor, rollups: rollupRules };
  // work is also handed over after a commit with nobody waiting: a command that ends at once must not lose it
  const handing = new Set<Promise<void>>();
  const plainQueue = jobQueue(base);
  const queue: Application['jobs'] = {
    ...plainQueue,
    add(...job) {
      const added = plainQueue.add(...job);
      const settled = added.then(
        () => undefined,
        () => undefined,
      );
      handing.add(settled);
      void settled.then(() => handing.delete(settled));
      return added;
    },
  };
  const security = securityReports(() => app);
  const app: Application = {
    ...base,
    metadata: metadataService(database, registry),
    files: scanned(config.files ? s3Store(config.files) : fileStore(join(config.dataDir, 'files')), config.scanner),
    identity: identityService(base, {
      demo: config.demo,
      report: security.report,
      allowPrivate: config.outboundPrivate,
      publicUrl: config.publicUrl,
    }),
    jobs: queue,
    searchIndex,
    vault: createVault(key, database),
    outbound: outbound({ allowPrivate: config.outboundPrivate }),
    ...(config.mapTiles ? { mapTiles: config.mapTiles } : {}),
    ...(config.workApps ? { workApps: config.workApps } : {}),
    packs: packShelf(fileURLToPath(new URL('../../packs', import.meta.url))),
  };
  return {
    app,
    bus,
    ownerUrl: urls.ownerUrl,
    migrated: urls.migrated,
    async close() {
      await Promise.all(handing);
      await security.settled();
      await bus.close();
      await app.files.close();
      await Promise.all([database.close(), owner.end()]);
      await urls.stop();
    },
  };
}
