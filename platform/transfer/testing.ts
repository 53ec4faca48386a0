import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../database/pool.ts';
import { sql } from '../database/sql.ts';
import { fileStore } from '../files/index.ts';
import { identityModule, identityService } from '../identity/index.ts';
import { jobQueue } from '../jobs/index.ts';
import { label, newId, systemClock } from '../kernel/index.ts';
import { metadataService } from '../metadata/index.ts';
import {
  type Application,
  boolean,
  type Context,
  createRegistry,
  currency,
  date,
  defineHook,
  defineModule,
  defineObject,
  email,
  makeContext,
  number,
  percent,
  phone,
  picklist,
  reference,
  stage,
  systemAccess,
  systemUser,
  tags,
  text,
} from '../module/index.ts';
import { outbound } from '../outbound/index.ts';
import { packShelf } from '../packages/shelf.ts';
import { rollupRules } from '../rollups/index.ts';
import { searchIndex } from '../search/index.ts';
import { customRecordStatements, tableStatements } from '../storage/tables.ts';
import { createVault } from '../storage/vault.ts';
import { testDatabase } from '../testing/database.ts';

const Firm = defineObject({
  name: 'firm',
  label: label('公司', 'Firm'),
  title: 'name',
  searchable: true,
  fields: {
    name: text({ label: label('公司名称', 'Name'), required: true, max: 200, search: 'name', indexed: true, synonyms: ['account'] }),
    industry: picklist({
      label: label('行业', 'Industry'),
      open: true,
      synonyms: ['sector'],
      options: [
        { key: 'retail', label: label('零售', 'Retail') },
        { key: 'software', label: label('软件', 'Software') },
      ],
    }),
    foundedYear: number({ label: label('成立年份', 'Founded'), min: 1000, synonyms: ['year_established'] }),
    annualRevenue: currency({ label: label('年营收', 'Revenue') }),
    employees: number({ label: label('人数', 'Employees') }),
    country: text({ label: label('国家', 'Country'), synonyms: ['office_location'] }),
    phone: phone({ label: label('电话', 'Phone'), search: 'phone' }),
    mail: email({ label: label('邮箱', 'Mail') }),
    tags: tags({ label: label('标签', 'Tags') }),
    rate: percent({ label: label('折扣', 'Discount') }),
    vip: boolean({ label: label('重点', 'Key firm') }),
    parent: reference('firm', { label: label('母公司', 'Parent'), tree: true, onDelete: 'clear', synonyms: ['subsidiary_of'] }),
  },
  access: { owned: true, default: 'private' },
});

const Ware = defineObject({
  name: 'ware',
  label: label('产品', 'Ware'),
  title: 'name',
  fields: {
    name: text({ label: label('产品名称', 'Name'), required: true, search: 'name', synonyms: ['product'] }),
    series: text({ label: label('系列', 'Series') }),
    listPrice: currency({ label: label('标准价', 'List price'), storageScale: 6, min: 0 }),
  },
  access: { owned: false, default: 'read' },
});

const Deal = defineObject({
  name: 'deal',
  label: label('生意', 'Deal'),
  title: 'name',
  searchable: true,
  fields: {
    name: text({ label: label('名称', 'Name'), search: 'name' }),
    firm: reference('firm', { label: label('公司', 'Firm'), onDelete: 'restrict', synonyms: ['account'] }),
    ware: reference('ware', { label: label('产品', 'Ware'), onDelete: 'restrict', synonyms: ['product'] }),
    amount: currency({ label: label('金额', 'Amount'), min: 0 }),
    stage: stage({
      label: label('阶段', 'Stage'),
      default: 'initial',
      options: [
        { key: 'initial', label: label('初步接洽', 'First contact'), synonyms: ['Prospecting'], category: 'open' },
        { key: 'qualified', label: label('需求确认', 'Qualified'), synonyms: ['Engaging'], category: 'open' },
        { key: 'won', label: label('赢单', 'Won'), category: 'won', requires: ['amount'] },
        { key: 'lost', label: label('输单', 'Lost'), category: 'lost' },
      ],
    }),
    engagedOn: date({ label: label('接洽日期', 'Engaged on') }),
    closedOn: date({ label: label('成交日期', 'Closed on') }),
  },
  access: { owned: true, default: 'private' },
});

/** Names deals by their firm, as the sales cloud does. */
const nameDeals = defineHook({
  name: 'test.nameDeals',
  object: 'deal',
  stage: 'beforeSave',
  on: ['create'],
  run: (_ctx, changes) =>
    changes.map((change) => (change.values.name ? undefined : { name: change.values.firm ? '某公司的生意' : '无客户' })),
});

/** Refuses everything at once when one row is poisoned, as a careless hook might. */
const refuseAll = defineHook({
  name: 'test.refuseAll',
  object: 'firm',
  stage: 'beforeSave',
  on: ['create'],
  run(_ctx, changes) {
    if (changes.some((change) => change.values.country === 'poison')) throw refusal();
    return undefined;
  },
});

let refusal: () => Error = () => new Error('not set');
/** What the poisoned row is refused with. */
export function setRefusal(make: () => Error): void {
  refusal = make;
}

const modules = [
  identityModule,
  defineModule({ name: 'test', label: label('测试', 'Test'), objects: [Firm, Ware, Deal], hooks: [nameDeals, refuseAll] }),
];

interface LabPlace {
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly folder: string;
}

/** The application below HTTP on a database that is there: also for a second process, which a test may kill. */
export function labApplication({ appUrl, ownerUrl, folder }: LabPlace): { app: Application; close(): Promise<void> } {
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 3 });
  owner.on('error', () => undefined);
  const registry = createRegistry(modules);
  const database = openDatabase({ url: appUrl });
  const app: Application = {
    clock: systemClock,
    rollups: rollupRules,
    database,
    registry,
    metadata: metadataService(database, registry),
    owner,
    dataDir: folder,
    searchIndex,
    outbound: outbound({ allowPrivate: false }),
    vault: createVault(randomBytes(32), database),
    signal: { committed: () => undefined, push: () => undefined },
    jobs: jobQueue({ database, owner }),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    files: fileStore(join(folder, 'files')),
    packs: packShelf(join(folder, 'packs')),
    identity: identityService({ clock: systemClock, database, registry }, { demo: false }),
    async contextFor({ tenant, user, channel }) {
      return labContext(app, tenant, { user: user ?? null, ...(channel ? { channel } : {}) });
    },
  };
  return {
    app,
    async close() {
      await database.close();
      await owner.end();
    },
  };
}

interface LabPerson {
  readonly user: string | null;
  readonly channel?: Context['channel'];
  readonly permissions?: readonly string[];
}

async function labContext(app: Application, tenant: number, { user, channel, permissions }: LabPerson): Promise<Context> {
  const { rows } = await app.owner.query<{ version: number }>('select metadata_version as version from tenant where id = $1', [tenant]);
  const version = rows[0]?.version ?? 1;
  const info = {
    id: tenant,
    name: '测试公司',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    language: 'zh-CN' as const,
    weekStart: 1,
    fiscalYearStart: 1,
    metadataVersion: version,
    accessVersion: 1,
  };
  const who = user ? { ...systemUser, id: user, name: '甲' } : systemUser;
  const all = systemAccess(who.id);
  const access = permissions ? { ...all, permissions, can: (permission: string) => permissions.includes(permission) } : all;
  return makeContext({
    app,
    tenant: info,
    user: who,
    access,
    meta: await app.metadata.load(tenant, version),
    ...(channel ? { channel } : {}),
  });
}

export interface TransferLab {
  readonly app: Application;
  readonly place: LabPlace;
  readonly tenant: number;
  /** Another company in the same database. */
  readonly stranger: number;
  /** Somebody with every right, and a second of them. */
  readonly user: string;
  readonly other: string;
  as(user: string, options?: { tenant?: number; permissions?: readonly string[] }): Promise<Context>;
  write(name: string, content: string | Buffer): Promise<string>;
  count(object: string): Promise<number>;
  rows(query: ReturnType<typeof sql>): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Files, a queue and objects like those of a sales cloud, on a database of its own. */
export async function transferLab(): Promise<TransferLab> {
  const folder = mkdtempSync(join(tmpdir(), 'huanke-transfer-'));
  const place = { ...(await testDatabase()), folder };
  const { app, close } = labApplication(place);
  for (const object of app.registry.objects.values()) for (const statement of tableStatements(object)) await app.owner.query(statement);
  for (const statement of customRecordStatements()) await app.owner.query(statement);
  const { rows: tenants } = await app.owner.query<{ id: number }>(
    "insert into tenant (name) values ('测试公司'), ('别的公司') returning id",
  );
  const [tenant, stranger] = [tenants[0]?.id ?? 0, tenants[1]?.id ?? 0];
  const [user, other] = [newId(), newId()];
  const system = await app.contextFor({ tenant });
  await system.transaction((tx) =>
    tx.query(
      sql`insert into app_user (tenant_id, id, name, created_at, updated_at) values (${tenant}, ${user}, '甲', now(), now()), (${tenant}, ${other}, '乙', now(), now())`,
    ),
  );
  return {
    app,
    place,
    tenant,
    stranger,
    user,
    other,
    as: (who, options = {}) =>
      labContext(app, options.tenant ?? tenant, {
        user: who,
        channel: 'web',
        ...(options.permissions ? { permissions: options.permissions } : {}),
      }),
    async write(name, content) {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    async count(object) {
      const table = system.meta.object(object)?.table ?? object;
      const [row] = await system.query<{ count: string }>(
        sql`select count(*) as count from ${sql.id(table)} where tenant_id = ${tenant} and deleted_at is null`,
      );
      return Number(row?.count);
    },
    rows: (query) => system.query(query),
    async close() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
