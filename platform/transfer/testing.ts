import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '../database/sql.ts';
import { fileStore } from '../files/index.ts';
import { identityModule } from '../identity/index.ts';
import { label } from '../kernel/index.ts';
import { jobQueue } from '../jobs/index.ts';
import { boolean, type Context, currency, date, defineHook, defineModule, defineObject, email, number, percent, phone, picklist, reference, stage, tags, text } from '../module/index.ts';
import { somebody, testEngine, type TestEngine, type TestEngineTenant } from '../testing/engine.ts';

const Firm = defineObject({
  name: 'firm', label: label('公司', 'Firm'), title: 'name', searchable: true,
  fields: {
    name: text({ label: label('公司名称', 'Name'), required: true, max: 200, search: 'name', indexed: true, synonyms: ['account'] }),
    industry: picklist({ label: label('行业', 'Industry'), open: true, synonyms: ['sector'], options: [{ key: 'retail', label: label('零售', 'Retail') }, { key: 'software', label: label('软件', 'Software') }] }),
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
  name: 'ware', label: label('产品', 'Ware'), title: 'name',
  fields: {
    name: text({ label: label('产品名称', 'Name'), required: true, search: 'name', synonyms: ['product'] }),
    series: text({ label: label('系列', 'Series') }),
    listPrice: currency({ label: label('标准价', 'List price'), storageScale: 6, min: 0 }),
  },
  access: { owned: false, default: 'read' },
});

const Deal = defineObject({
  name: 'deal', label: label('生意', 'Deal'), title: 'name', searchable: true,
  fields: {
    name: text({ label: label('名称', 'Name'), search: 'name' }),
    firm: reference('firm', { label: label('公司', 'Firm'), onDelete: 'restrict', synonyms: ['account'] }),
    ware: reference('ware', { label: label('产品', 'Ware'), onDelete: 'restrict', synonyms: ['product'] }),
    amount: currency({ label: label('金额', 'Amount'), min: 0 }),
    stage: stage({
      label: label('阶段', 'Stage'), default: 'initial',
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
  name: 'test.nameDeals', object: 'deal', stage: 'beforeSave', on: ['create'],
  run: (_ctx, changes) => changes.map((change) => (change.values.name ? undefined : { name: change.values.firm ? '某公司的生意' : '无客户' })),
});

/** Refuses everything at once when one row is poisoned, as a careless hook might. */
const refuseAll = defineHook({
  name: 'test.refuseAll', object: 'firm', stage: 'beforeSave', on: ['create'],
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

export interface TransferLab {
  readonly engine: TestEngine;
  readonly tenant: TestEngineTenant;
  /** Somebody with every right, and a second of them. */
  readonly user: string;
  readonly other: string;
  as(user: string): Promise<Context>;
  write(name: string, content: string | Buffer): Promise<string>;
  count(object: string): Promise<number>;
  rows(query: ReturnType<typeof sql>): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** An engine with files, a queue and objects like those of a sales cloud. */
export async function transferLab(): Promise<TransferLab> {
  const folder = mkdtempSync(join(tmpdir(), 'huanke-transfer-'));
  const test = defineModule({ name: 'test', label: label('测试', 'Test'), objects: [Firm, Ware, Deal], hooks: [nameDeals, refuseAll] });
  const files = fileStore(join(folder, 'files'));
  const engine = await testEngine([identityModule, test], (parts) => ({ jobs: jobQueue(parts) }));
  Object.assign(engine.app, { files, dataDir: folder });
  const tenant = await engine.tenant();
  const people = [somebody('甲'), somebody('乙')];
  for (const person of people) {
    await tenant.system.transaction((tx) => tx.query(sql`insert into app_user (tenant_id, id, name, created_at, updated_at) values (${tenant.id}, ${person.id}, ${person.name}, now(), now())`));
  }
  return {
    engine, tenant, user: people[0]?.id ?? '', other: people[1]?.id ?? '',
    as: (user) => engine.app.contextFor({ tenant: tenant.id, user, channel: 'web' }),
    async write(name, content) {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    async count(object) {
      const meta = (await engine.app.contextFor({ tenant: tenant.id })).meta.object(object);
      const [row] = await tenant.system.query<{ count: string }>(sql`select count(*) as count from ${sql.id(meta?.table ?? object)} where tenant_id = ${tenant.id} and deleted_at is null`);
      return Number(row?.count);
    },
    rows: (query) => tenant.system.query(query),
    async close() {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
