import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../database/sql.ts';
import { crmSalesFigures } from '../../testing/data/crm-sales-figures.ts';
import { realCrmSales, writeCrmSales } from '../../testing/data/index.ts';
import { type TransferLab, transferLab } from '../testing.ts';
import { importFile } from './import-file.ts';
import type { ImportRecord } from './types.ts';

const made: string[] = [];
const folders: [string, () => Promise<string | null>][] = [
  [
    'generated files',
    async () => {
      const dir = await mkdtemp(join(tmpdir(), 'huanke-crm-'));
      made.push(dir);
      await writeCrmSales(dir, { seed: 7, accounts: 40, opportunities: 900 });
      return dir;
    },
  ],
  ['the real files', async () => (await realCrmSales()) ?? null],
];

describe.each(folders)('%s import with no hand work', (_name, folder) => {
  let lab: TransferLab;
  let dir: string | null;
  beforeAll(async () => {
    dir = await folder();
    lab = await transferLab();
  });
  afterAll(async () => {
    await lab.close();
    for (const path of made.splice(0)) await rm(path, { recursive: true });
  });

  test('and arrive at the figures', async (context) => {
    if (!dir) return context.skip();
    const expected = await crmSalesFigures(dir);
    const run = (file: string, object: string): Promise<ImportRecord> =>
      importFile({ app: lab.app, tenant: lab.tenant, user: lab.user, path: join(dir ?? '', file), object });
    for (const [file, object] of [
      ['sales_teams.csv', 'user'],
      ['accounts.csv', 'firm'],
      ['products.csv', 'ware'],
      ['sales_pipeline.csv', 'deal'],
    ] as const) {
      const record = await run(file, object);
      expect({ file, status: record.status, failed: record.failed, problems: record.summary.problems }).toEqual({
        file,
        status: 'done',
        failed: 0,
        problems: [],
      });
    }
    expect(await lab.count('firm')).toBe(expected.accounts);
    expect(await lab.count('ware')).toBe(expected.products);
    expect(await lab.count('deal')).toBe(expected.opportunities);
    const [people] =
      await lab.rows(sql`select count(*) filter (where manager is not null)::int as sellers, count(*) filter (where manager is null)::int - 2 as managers,
      (select count(*)::int from department where parent is null) as offices, (select count(*)::int from department where parent is not null and manager is not null) as teams from app_user`);
    expect(people).toEqual({ sellers: expected.sellers, managers: expected.managers, offices: expected.offices, teams: expected.managers });
    const [firms] = await lab.rows(
      sql`select count(parent)::int as parents, count(*) filter (where industry = 'technolgy')::int > 0 as typo from firm`,
    );
    expect(firms).toEqual({ parents: expected.accountsWithParent, typo: true });
    const stages = await lab.rows(sql`select stage, count(*)::int as count, (sum(amount) / 10000)::text as value from deal group by stage`);
    const keys: Record<string, string> = { Won: 'won', Lost: 'lost', Engaging: 'qualified', Prospecting: 'initial' };
    expect(Object.fromEntries(stages.map((row) => [row.stage, row.count]))).toEqual(
      Object.fromEntries(Object.entries(expected.byStage).map(([name, count]) => [keys[name], count])),
    );
    expect(Number(stages.find((row) => row.stage === 'won')?.value)).toBe(expected.wonValue);
    const offices =
      await lab.rows(sql`select o.name, (sum(d.amount) / 10000)::int as value from deal d join app_user u on u.id = d.owner join department t on t.id = u.department
      join department o on o.id = t.parent where d.stage = 'won' group by o.name`);
    expect(Object.fromEntries(offices.map((row) => [row.name, row.value]))).toEqual(expected.wonByOffice);
    const teams = await lab.rows(
      sql`select m.name, (sum(d.amount) / 10000)::int as value from deal d join app_user u on u.id = d.owner join app_user m on m.id = u.manager where d.stage = 'won' group by m.name`,
    );
    expect(Object.fromEntries(teams.map((row) => [row.name, row.value]))).toEqual(expected.wonByManager);
    const [deals] =
      await lab.rows(sql`select count(*) filter (where firm is null)::int as bare, count(*) filter (where engaged_on is null and closed_on is null)::int as undated,
      count(distinct external_id)::int as ids, round(avg(closed_on - engaged_on) filter (where stage = 'won'), 2)::text as cycle from deal`);
    expect(deals).toEqual({
      bare: expected.withoutAccount,
      undated: expected.withoutDates,
      ids: expected.opportunities,
      cycle: expected.meanCycleDays,
    });
    const quarters = await lab.rows(
      sql`select to_char(closed_on, 'YYYY-"Q"Q') as quarter, (sum(amount) / 10000)::int as value from deal where stage = 'won' group by 1`,
    );
    expect(Object.fromEntries(quarters.map((row) => [row.quarter, row.value]))).toEqual(expected.wonByQuarter);
  }, 120_000);

  test('and the data dictionary is politely refused', async (context) => {
    if (!dir) return context.skip();
    const refused = importFile({
      app: lab.app,
      tenant: lab.tenant,
      user: lab.user,
      path: join(dir, 'data_dictionary.csv'),
      object: 'firm',
    });
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      errors: [{ field: 'fileId', message: { zh: expect.stringContaining('数据表') } }],
    });
  });
});
