import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seeded } from '../../kernel/index.ts';
import { checkTable, detectDateFormat, openSheet, parseDate } from '../../sheets/index.ts';
import { realCrmSales, writeCrmSales } from './crm-sales.ts';
import { crmSalesFigures } from './crm-sales-figures.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'huanke-data-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function column(path: string, name: string): Promise<(string | null)[]> {
  const sheet = await openSheet(path);
  const at = sheet.columns.indexOf(name);
  const values: (string | null)[] = [];
  for await (const { cells } of sheet.rows()) values.push(cells[at] ?? null);
  return values;
}

test('chance is repeatable and fair enough', () => {
  const draw = () => {
    const random = seeded(7);
    return [random.int(1, 6), random.next(), random.pick('abc'.split('')), random.shuffle([1, 2, 3, 4]), random.fork('x').int(0, 99)];
  };
  expect(draw()).toEqual(draw());
  const random = seeded(1);
  const dice = Array.from({ length: 6_000 }, () => random.int(1, 6));
  for (let face = 1; face <= 6; face += 1) expect(Math.abs(dice.filter((one) => one === face).length - 1_000)).toBeLessThan(120);
  expect(random.shuffle([1, 2, 3, 4, 5]).toSorted()).toEqual([1, 2, 3, 4, 5]);
  const won = Array.from({ length: 1_000 }, () =>
    random.weighted([
      ['won', 3],
      ['lost', 1],
    ] as const),
  ).filter((one) => one === 'won').length;
  expect(Math.abs(won - 750)).toBeLessThan(60);
  expect(() => random.pick([])).toThrow(RangeError);
});

test('figures of a small folder, added up by hand', async () => {
  const small = await mkdtemp(join(dir, 'small-'));
  await writeFile(
    join(small, 'accounts.csv'),
    'account,sector,year_established,revenue,employees,office_location,subsidiary_of\nA,x,2000,1,1,US,\nB,x,2000,1,1,US,A\n',
  );
  await writeFile(join(small, 'products.csv'), 'product,series,sales_price\nP,S,10\n');
  await writeFile(join(small, 'sales_teams.csv'), 'sales_agent,manager,regional_office\nAnn,Max,East\nBob,Moe,West\n');
  await writeFile(
    join(small, 'sales_pipeline.csv'),
    'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n1,Ann,P,A,Won,2/27/2017,3/1/2017,100\n2,Bob,P,A,Won,3/1/2017,4/1/2017,250\n3,Bob,P,B,Lost,3/1/2017,4/2/2017,0\n4,Ann,P,,Engaging,3/1/2017,,\n5,Ann,P,,Prospecting,,,\n',
  );
  expect(await crmSalesFigures(small)).toEqual({
    accounts: 2,
    accountsWithParent: 1,
    products: 1,
    sellers: 2,
    managers: 2,
    offices: 2,
    opportunities: 5,
    byStage: { Won: 2, Lost: 1, Engaging: 1, Prospecting: 1 },
    withoutAccount: 2,
    withoutDates: 1,
    wonValue: 350,
    winRate: '66.67',
    meanCycleDays: '16.50',
    wonByOffice: { East: 100, West: 250 },
    wonByManager: { Max: 100, Moe: 250 },
    wonBySeller: { Ann: 100, Bob: 250 },
    wonByQuarter: { '2017-Q1': 100, '2017-Q2': 250 },
    bestSeller: { name: 'Bob', value: 250 },
    bestManager: { name: 'Moe', value: 250 },
  });
});

describe('the generated files', () => {
  test('are the same for the same seed, others for another', async () => {
    const one = await writeCrmSales(join(dir, 'one'));
    expect(await writeCrmSales(join(dir, 'two'))).toEqual(one);
    expect(await writeCrmSales(join(dir, 'three'), { seed: 2 })).not.toEqual(one);
    for (const name of await readdir(join(dir, 'one')))
      expect(await readFile(join(dir, 'one', name), 'utf8')).toBe(await readFile(join(dir, 'two', name), 'utf8'));
    await expect(writeCrmSales(join(dir, 'none'), { accounts: 1 })).rejects.toThrow(RangeError);
  });

  test.each([1, 2, 3])('seed %i has every trap of the real ones', async (seed) => {
    const at = join(dir, `seed${seed}`);
    const figures = await writeCrmSales(at, { seed, accounts: 30, opportunities: 120, sellers: 12 });
    expect(figures).toMatchObject({ accounts: 30, products: 7, sellers: 12, managers: 6, offices: 3, opportunities: 120 });
    expect(Object.keys(figures.byStage).toSorted()).toEqual(['Engaging', 'Lost', 'Prospecting', 'Won']);
    expect(figures.withoutDates).toBe(figures.byStage['Prospecting']);
    expect(figures.withoutAccount).toBeGreaterThan(1);
    expect(Object.keys(figures.wonBySeller).length).toBeLessThanOrEqual(10);

    const accounts = await column(join(at, 'accounts.csv'), 'account');
    const parents = await column(join(at, 'accounts.csv'), 'subsidiary_of');
    const places = parents.flatMap((parent, i) => (parent === null ? [] : [accounts.indexOf(parent) > i]));
    expect(places).toContain(true);
    expect(places).toContain(false);
    expect(new Set(accounts).size).toBe(30);
    expect(await column(join(at, 'accounts.csv'), 'sector')).toContain('technolgy');

    const products = await column(join(at, 'products.csv'), 'product');
    const sold = await column(join(at, 'sales_pipeline.csv'), 'product');
    expect(products).toContain('VTX Pro');
    expect([...new Set(sold.filter((name) => !products.includes(name)))]).toEqual(['VTXPro']);
    expect((await column(join(at, 'sales_pipeline.csv'), 'opportunity_id')).slice(0, 2)).toEqual(['00731842', '4712E015']);
    expect(detectDateFormat(await column(join(at, 'sales_pipeline.csv'), 'close_date'))).toEqual({ format: 'MDY', certain: true });
    for (const file of ['accounts', 'products', 'sales_teams', 'sales_pipeline'])
      expect(await checkTable(await openSheet(join(at, `${file}.csv`))), file).toEqual({ ok: true });
    expect(await checkTable(await openSheet(join(at, 'data_dictionary.csv')))).toMatchObject({ ok: false, reason: 'SEVERAL_TABLES' });
  });
});

test('the real files, where they are at hand', async (context) => {
  const real = realCrmSales();
  if (real === null) return context.skip('no real files here');
  expect(await crmSalesFigures(real)).toMatchObject({
    accounts: 85,
    accountsWithParent: 15,
    products: 7,
    sellers: 35,
    managers: 6,
    offices: 3,
    opportunities: 8_800,
    byStage: { Won: 4_238, Lost: 2_473, Engaging: 1_589, Prospecting: 500 },
    withoutAccount: 1_425,
    withoutDates: 500,
    wonValue: 10_005_534,
    winRate: '63.15',
    wonByOffice: { West: 3_568_647, Central: 3_346_293, East: 3_090_594 },
    wonByQuarter: { '2017-Q1': 1_134_672, '2017-Q2': 3_086_111, '2017-Q3': 2_982_255, '2017-Q4': 2_802_496 },
    bestSeller: { value: 1_153_214 },
    bestManager: { value: 2_251_930 },
    meanCycleDays: '51.78',
  });
  for (const file of ['accounts', 'products', 'sales_teams', 'sales_pipeline'])
    expect(await checkTable(await openSheet(join(real, `${file}.csv`))), file).toEqual({ ok: true });
  expect(await checkTable(await openSheet(join(real, 'data_dictionary.csv')))).toMatchObject({ ok: false, reason: 'SEVERAL_TABLES' });
  const dates = await column(join(real, 'sales_pipeline.csv'), 'engage_date');
  expect(detectDateFormat(dates)).toEqual({ format: 'MDY', certain: true });
  expect(dates.filter((date) => date !== null && !parseDate(date, 'MDY').ok)).toEqual([]);
});
