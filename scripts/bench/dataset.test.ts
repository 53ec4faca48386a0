import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../apps/server/config.ts';
import { openRuntime, type Runtime } from '../../apps/server/runtime.ts';
import { sql } from '../../platform/database/index.ts';
import { aggregateRecords, getRecord, queryRecords } from '../../platform/records/index.ts';
import { search } from '../../platform/search/index.ts';
import { testDatabase } from '../../platform/testing/database.ts';
import { initialsOf } from '../../platform/text/index.ts';
import { copyCell } from './copy.ts';
import { buildDataset, type Dataset } from './dataset.ts';
import { accountRow, mix, opportunityRow, otherSizes, type Part, rowId } from './rows.ts';

describe('sizes and rows', () => {
  test('other companies lie between 1,000 and 100,000 rows and add up', () => {
    const sizes = otherSizes(200, 1_500_000);
    expect(sizes).toHaveLength(200);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_500_000);
    expect(Math.min(...sizes)).toBe(1000);
    expect(Math.max(...sizes)).toBeGreaterThan(80_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100_000);
    expect(otherSizes(0, 10)).toEqual([]);
  });

  test('a row follows from its number alone; ids are of version 7 and in order of time', () => {
    const part: Part = { tenant: 3, accounts: 1000, opportunities: 1000, owners: ['a', 'b'], now: 1_770_000_000_000, full: true };
    expect(accountRow(part, 5)).toEqual(accountRow(part, 5));
    expect(opportunityRow(part, 5)).toEqual(opportunityRow(part, 5));
    expect(mix(1, 2, 3)).not.toBe(mix(1, 3, 2));
    const ids = Array.from({ length: 1000 }, (_, index) => accountRow(part, index).id);
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(1000);
    expect(rowId(1, 3, 5, 1_770_000_000_000)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('cells of a COPY: null, signs that must be hidden, JSON', () => {
    expect([copyCell(null), copyCell('a\tb\\c\nd'), copyCell({ f1: 'x"y' }), copyCell(true)]).toEqual([
      '\\N',
      'a\\tb\\\\c\\nd',
      '{"f1":"x\\\\"y"}',
      'true',
    ]);
  });
});

describe('a data set at a five-hundredth', () => {
  let runtime: Runtime;
  let dataset: Dataset;
  let ownerUrl = '';
  const dataDir = mkdtempSync(join(tmpdir(), 'huanke-bench-'));

  beforeAll(async () => {
    ({ ownerUrl } = await testDatabase());
    dataset = await buildDataset({ ownerUrl, scale: 0.002, log: () => undefined });
    runtime = await openRuntime({ config: { ...readConfig({}), dataDir }, ready: { ownerUrl, appUrl: dataset.appUrl }, quiet: true });
  }, 180_000);
  afterAll(async () => {
    await runtime.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const as = (who: keyof Dataset['people']) => runtime.app.contextFor({ tenant: dataset.tenant, user: dataset.people[who].user });
  const visible = async (who: keyof Dataset['people'], object: string) => {
    const ctx = await as(who);
    const meta = ctx.meta.object(object);
    if (!meta) throw new Error(object);
    return (await queryRecords(ctx, meta, { limit: 1, count: 'exact' })).count?.value;
  };

  test('a seller has four of two thousand, the manager 12 %, the administrator all', async () => {
    for (const object of ['account', 'opportunity']) {
      expect(await visible('seller', object)).toBe(4);
      expect(await visible('manager', object)).toBe(240);
      expect(await visible('admin', object)).toBe(2000);
    }
    const [others] = await runtime.app.owner
      .query(
        'select count(distinct tenant_id)::int as tenants, count(*)::int as rows from (select tenant_id from account union all select tenant_id from opportunity) r where tenant_id <> $1',
        [dataset.tenant],
      )
      .then(({ rows }) => rows);
    expect(others).toEqual({ tenants: 200, rows: 3000 });
  });

  test('records read as the engine writes them, custom fields in their slots, closed ones with their dates', async () => {
    const ctx = await as('admin');
    const [account, opportunity] = [ctx.meta.object('account'), ctx.meta.object('opportunity')];
    if (!account || !opportunity) throw new Error('objects');
    const { records } = await queryRecords(ctx, account, {
      fields: ['name', 'annualRevenue', 'x_volume', 'x_territory'],
      filter: { field: 'x_volume', op: 'gte', value: 500 },
      sort: [{ field: 'x_volume', direction: 'asc' }],
      limit: 20,
    });
    expect(records).toHaveLength(20);
    const volumes = records.map((record) => record.x_volume as number);
    expect(volumes).toEqual(volumes.toSorted((a, b) => a - b));
    expect(volumes[0]).toBeGreaterThanOrEqual(500);
    const first = await getRecord(ctx, account, String(records[0]?.id));
    expect(first).toMatchObject({
      x_territory: expect.stringMatching(/^\d+-[0-9A-F]{3}$/),
      annualRevenue: expect.stringMatching(/^\d+\.00$/),
      country: '中国',
    });
    const [slots] = await runtime.app.database.read(dataset.tenant, (connection) =>
      connection.query<{ wrong: number }>(sql`
      select count(*) filter (where (custom ->> 'f1')::date - date '1970-01-01' <> n1 or custom ->> 'f2' <> t1
        or (closed_on is null) <> (stage not in ('won', 'lost')) or cycle_days <> closed_on - engaged_on or (stage = 'lost') <> (loss_reason is not null))::int as wrong
      from opportunity where tenant_id = ${dataset.tenant}`),
    );
    expect(slots?.wrong).toBe(0);
    const stages = await aggregateRecords(ctx, opportunity, { groupBy: [{ field: 'stage' }], measures: [{ fn: 'count' }] });
    expect(stages.rows.map((row) => row.stage).toSorted()).toEqual([
      'initial',
      'lost',
      'negotiation',
      'onHold',
      'proposal',
      'qualified',
      'won',
    ]);
  });

  test('accounts are found by name, pinyin initials and the tail of their number, within reach only', async () => {
    const ctx = await as('admin');
    const meta = ctx.meta.object('account');
    if (!meta) throw new Error('account');
    const { records } = await queryRecords(ctx, meta, { fields: ['name', 'phone'], limit: 1 });
    const { id, name, phone } = records[0] as { id: string; name: string; phone: string };
    const initials = initialsOf(name.replace(/[（）]/g, '').slice(0, 6))[0] ?? '';
    for (const q of [name.slice(0, 6), initials, phone.slice(-4)]) {
      const { groups } = await search(ctx, { q, objects: ['account'], limit: 50 });
      expect(groups.flatMap((group) => group.items.map((item) => item.id))).toContain(id);
    }
    const { groups } = await search(await as('seller'), { q: '有限公司', objects: ['account'], limit: 50 });
    expect(groups.flatMap((group) => group.items)).toHaveLength(4);
  });

  test('indexes and the second wall stand again; asked for once more, it is used as it is; another size is refused', async () => {
    const { rows } = await runtime.app.owner.query(`
      select c.relname as table, c.relforcerowsecurity as forced, (select count(*)::int from pg_index i where i.indrelid = c.oid and i.indisprimary and i.indisvalid) as keys
      from pg_class c where c.relname in ('account', 'opportunity', 'record_search') order by 1`);
    expect(rows).toEqual([
      { table: 'account', forced: true, keys: 1 },
      { table: 'opportunity', forced: true, keys: 1 },
      { table: 'record_search', forced: true, keys: 1 },
    ]);
    const { rows: slots } = await runtime.app.owner.query(`select indexname from pg_indexes where indexname like '%slot%' order by 1`);
    expect(slots.map((row) => row.indexname)).toEqual(['account_slot_n1', 'account_slot_t1', 'opportunity_slot_n1', 'opportunity_slot_t1']);
    expect(await buildDataset({ ownerUrl, scale: 0.002, log: () => undefined })).toEqual(dataset);
    await expect(buildDataset({ ownerUrl, scale: 0.001, log: () => undefined })).rejects.toThrow('Use an empty database');
  });
});
