import pg from 'pg';
import { modules } from '../../apps/server/modules.ts';
import { mobileNumber, personName, seeded } from '../../platform/demo/index.ts';
import { mergeMetadata } from '../../platform/metadata/merge.ts';
import { createRegistry } from '../../platform/module/index.ts';
import type { IndexRow } from '../../platform/search/index-records.ts';
import { copyRows } from './copy.ts';
import { indexStatements } from './indexes.ts';
import { mix, rowId } from './rows.ts';
import { searchColumns, searchRows } from './search-rows.ts';

const tables = ['contact', 'record_search'];
const titles = ['总经理', '采购经理', '采购工程师', '技术总监', '设备科长', '生产部长', '财务经理', '销售经理', '质检主管', '项目经理'];
const columns = [
  'tenant_id',
  'id',
  'version',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'owner',
  'name',
  'account',
  'title',
  'phone',
];
const batch = 5000;

/** Gives each account of the measured company a contact, of its owner and as old as it is. Once. */
export async function addContacts(ownerUrl: string, tenant: number, say: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query('select from contact where tenant_id = $1 limit 1', [tenant]);
    if (rows.length > 0) return;
    const began = performance.now();
    const { drop, create } = await indexStatements(client, tables);
    for (const statement of drop) await client.query(statement);
    for (const table of tables) await client.query(`alter table ${table} no force row level security`);
    const count = await copyContacts(client, tenant);
    for (const table of tables) await client.query(`alter table ${table} force row level security`);
    await client.query(`set maintenance_work_mem = '512MB'`);
    for (const statement of create) await client.query(statement);
    await client.query(`vacuum (analyze) ${tables.join(', ')}`);
    say(`${count} contacts added in ${Math.round((performance.now() - began) / 1000)} s`);
  } finally {
    await client.end();
  }
}

async function copyContacts(client: pg.Client, tenant: number): Promise<number> {
  const meta = mergeMetadata(createRegistry(modules), 1, [], []).object('contact');
  if (!meta) throw new Error('no object contact');
  let count = 0;
  let last = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await client.query<{ id: string; owner: string; at: Date }>(
      'select id, owner, created_at as at from account where tenant_id = $1 and id > $2 and deleted_at is null order by id limit $3',
      [tenant, last, batch],
    );
    const cells: unknown[][] = [];
    const found: IndexRow[] = [];
    for (const { id: account, owner, at } of rows) {
      const random = seeded(mix(4, tenant, count));
      const id = rowId(4, tenant, count, at.getTime());
      const { name } = personName(random);
      const phone = mobileNumber(random);
      const moment = at.toISOString();
      cells.push([tenant, id, 1, moment, owner, moment, owner, owner, name, account, random.pick(titles), phone]);
      found.push({ id, owner, values: { name, phone } });
      count += 1;
      last = account;
    }
    if (rows.length === 0) return count;
    await copyRows(client, 'contact', columns, cells);
    await copyRows(client, 'record_search', searchColumns, searchRows(tenant, meta, found));
  }
}
