import { evaluateFormula } from '@huanke/platform/formula';
import { compileFor } from '@huanke/platform/metadata';
import type { TenantMetadata } from '@huanke/platform/module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
const now = new Date('2026-03-10T04:00:00.000Z');

// biome-ignore lint/suspicious/noExplicitAny: rows of answers
type Row = any;

/** name → formula, result. Numbers, text, days, instants, choices; over the record, its account and the account's parent. */
const formulas: Readonly<Record<string, readonly [string, string]>> = {
  x_margin: ['ROUND(amount * (100 - x_cost) / 100, 2)', 'currency'],
  x_share: ['amount / x_pieces', 'number'],
  x_level: ['IF(amount >= 500, "大", IF(amount >= 100, "中", "小"))', 'text'],
  x_where: ['account.name & "/" & account.parent.name', 'text'],
  x_big: ['amount > 300 && account.x_vip', 'boolean'],
  x_due: ['engagedOn + x_pieces', 'date'],
  x_age: ['TODAY() - engagedOn', 'number'],
  x_at: ['createdAt + x_pieces / 24', 'datetime'],
  x_vipShare: ['IF(account.x_vip, x_margin, x_margin / 2) + account.parent.annualRevenue', 'currency'],
  x_pay: ['x_cost / x_pieces', 'percent'],
  x_tags: ['PICKLABEL(stage, "zh") & "·" & LEN(name)', 'text'],
  x_top: ['account.x_title', 'text'],
};

const seeded = (seed: number) => () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};
const random = seeded(20260310);
const some = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

let accounts: Row[];
let rows: Row[];
let meta: TenantMetadata;

beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } });
  tenant = await app.tenant();
  other = await app.tenant();
  const { admin } = tenant.as;
  const field = async (object: string, body: object) => {
    const answer = await admin.post(`/meta/objects/${object}/fields`, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  };
  await field('account', { name: 'x_vip', type: 'boolean', label: '重点' });
  await field('account', { name: 'x_title', type: 'formula', formula: 'IF(x_vip, "★", "") & name', result: 'text', label: '称呼' });
  await field('opportunity', { name: 'x_cost', type: 'percent', label: '成本率' });
  await field('opportunity', { name: 'x_pieces', type: 'number', label: '件数', indexed: false });
  for (const [name, [formula, result]] of Object.entries(formulas))
    await field('opportunity', { name, type: 'formula', formula, result, label: name });
  const top = (await admin.post('/records/account', { name: '总公司', annualRevenue: '5000.00' })).body;
  accounts = [top];
  for (const [name, more] of [
    ['阿里山', { parent: top.id, x_vip: true }],
    ['北京路', { parent: top.id }],
    ['长江', { x_vip: true }],
  ] as const)
    accounts.push((await admin.post('/records/account', { name, ...more })).body);
  const made = await admin.post('/records/opportunity/bulk', {
    operation: 'create',
    records: Array.from({ length: 120 }, (_, index) => ({
      name: `商机${index}`,
      amount: some([null, '0.00', '99.99', '100.00', '333.33', '500.00', '1200000.55']),
      x_cost: some([null, '0.00', '33.33', '120.00', '-20.05']),
      x_pieces: some([null, 0, 1, 3, 7]),
      account: some([null, ...accounts.map((one) => one.id)]),
      engagedOn: some([null, '2026-01-31', '2026-03-09', '2024-02-29']),
      stage: some(['initial', 'proposal', 'won']),
    })),
  });
  expect(made.body.results.filter((one: Row) => one.status !== 201)).toEqual([]);
  const fields = ['name', 'amount', 'x_cost', 'x_pieces', 'account', 'engagedOn', 'stage', 'createdAt', ...Object.keys(formulas)];
  rows = (await admin.post('/records/opportunity/query', { fields, limit: 200, sort: [{ field: 'id' }] })).body.records;
  expect(rows).toHaveLength(120);
  meta = (await admin.context()).meta;
});
afterAll(() => app.close());

const scales: Readonly<Record<string, number>> = { x_margin: 2, x_vipShare: 2, x_pay: 2, x_share: 2, x_age: 0 };

/** The slow way: each formula by itself, its own formula fields by hand, from values as the API shows them. */
async function oracle(row: Row, name: string): Promise<unknown> {
  const opportunity = meta.object('opportunity');
  if (!opportunity) throw new Error('no opportunities');
  const account = accounts.find((one) => one.id === row.account?.id);
  const parent = accounts.find((one) => one.id === account?.parent?.id);
  const values = new Map<string, unknown>();
  const source = formulas[name]?.[0] ?? '';
  const get = (path: string): unknown => {
    if (values.has(path)) return values.get(path);
    if (path === 'account.x_title') return account && `${account.x_vip ? '★' : ''}${account.name}`;
    if (path.startsWith('account.parent.')) return parent?.[path.slice(15)];
    return path.startsWith('account.') ? account?.[path.slice(8)] : row[path];
  };
  if (source.includes('x_margin')) values.set('x_margin', await oracle(row, 'x_margin'));
  const value = evaluateFormula(compileFor(meta, opportunity, source), { get, now, timeZone: 'Asia/Shanghai' });
  const scale = scales[name];
  if (value === null || scale === undefined) return value;
  const factor = 10 ** scale;
  const cents = Math.sign(Number(value)) * Math.round(Math.abs(Number((Number(value) * factor).toPrecision(15))));
  return scale === 0 ? cents : (cents / factor).toFixed(scale);
}

describe('formula fields in queries', () => {
  it('give what the server computes, for every row and formula', async () => {
    let full = 0;
    for (const row of rows) {
      for (const name of Object.keys(formulas)) {
        const expected = await oracle(row, name);
        if (expected !== null && expected !== false) full += 1;
        expect({ row: row.name, name, value: row[name] }).toEqual({ row: row.name, name, value: expected });
      }
    }
    expect(full).toBeGreaterThan(600);
  });

  const query = (body: object) => tenant.as.admin.post('/records/opportunity/query', { fields: ['name'], limit: 200, ...body });
  const names = (list: Row[]) => list.map((one) => one.name).sort();

  it.each([
    [{ field: 'x_margin', op: 'gt', value: '100.00' }, (row: Row) => row.x_margin !== null && Number(row.x_margin) > 100],
    [
      { field: 'x_margin', op: 'in', value: ['66.66', '333.33', '500.00'] },
      (row: Row) => ['66.66', '333.33', '500.00'].includes(row.x_margin),
    ],
    [{ field: 'x_share', op: 'isNull' }, (row: Row) => row.x_share === null],
    [{ field: 'x_share', op: 'isNotNull' }, (row: Row) => row.x_share !== null],
    [{ field: 'x_level', op: 'eq', value: '大' }, (row: Row) => row.x_level === '大'],
    [{ field: 'x_level', op: 'ne', value: '大' }, (row: Row) => row.x_level !== '大'],
    [{ field: 'x_where', op: 'contains', value: '阿里' }, (row: Row) => String(row.x_where ?? '').includes('阿里')],
    [{ field: 'x_big', op: 'eq', value: true }, (row: Row) => row.x_big],
    [{ field: 'x_due', op: 'within', value: 'thisWeek' }, (row: Row) => row.x_due >= '2026-03-09' && row.x_due <= '2026-03-15'],
    [
      { field: 'x_due', op: 'between', value: ['2026-01-31', '2026-02-28'] },
      (row: Row) => row.x_due >= '2026-01-31' && row.x_due <= '2026-02-28',
    ],
    [{ field: 'x_at', op: 'eq', value: '2026-03-10' }, (row: Row) => row.x_at !== null],
    [
      { or: [{ field: 'x_age', op: 'lt', value: 2 }, { not: { field: 'x_big', op: 'eq', value: false } }] },
      (row: Row) => (row.x_age !== null && row.x_age < 2) || row.x_big,
    ],
    [{ field: 'account.x_title', op: 'startsWith', value: '★' }, (row: Row) => String(row.x_top ?? '').startsWith('★')],
  ] as [object, (row: Row) => boolean][])('filters by %j', async (filter, test) => {
    const answer = await query({ filter, count: 'exact' });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const expected = rows.filter(test);
    expect(names(answer.body.records)).toEqual(names(expected));
    expect(answer.body.count.value).toBe(expected.length);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(121);
  });

  it.each(Object.keys(formulas).flatMap((name) => [[name, 'asc'] as const, [name, 'desc'] as const]))(
    'pages by %s %s without a row twice or lost',
    async (field, direction) => {
      const seen: Row[] = [];
      let cursor: string | undefined;
      do {
        const sort = [
          { field, direction },
          { field: 'x_level', direction: 'desc' },
        ];
        const { body, status }: Row = await query({ fields: ['name', field, 'x_level'], limit: 17, sort, ...(cursor ? { cursor } : {}) });
        expect(status, JSON.stringify(body)).toBe(200);
        seen.push(...body.records);
        cursor = body.nextCursor ?? undefined;
      } while (cursor);
      expect(names(seen)).toEqual(names(rows));
      const order = new Intl.Collator('zh-u-co-pinyin');
      const keys = seen.map((row) => row[field]);
      const compare = (a: Row, b: Row) => {
        if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
        const found =
          typeof a === 'string' && /^-?\d+\.\d+$/.test(a)
            ? Number(a) - Number(b)
            : typeof a === 'string' && !/^\d/.test(a)
              ? order.compare(a, b)
              : a < b
                ? -1
                : a > b
                  ? 1
                  : 0;
        return direction === 'asc' ? found : -found;
      };
      for (let index = 1; index < keys.length; index += 1) expect(compare(keys[index - 1], keys[index])).toBeLessThanOrEqual(0);
    },
  );

  it('groups and measures', async () => {
    const aggregate = async (body: object) => {
      const answer = await tenant.as.admin.post('/records/opportunity/aggregate', body);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      return answer.body.rows as Row[];
    };
    const sum = (list: Row[], field: string) => list.reduce((total, row) => total + Math.round(Number(row[field] ?? 0) * 100), 0) / 100;
    const levels = await aggregate({
      groupBy: [{ field: 'x_level' }],
      measures: [{ fn: 'count' }, { fn: 'sum', field: 'x_margin' }, { fn: 'max', field: 'x_due' }],
    });
    for (const level of levels) {
      const inside = rows.filter((row) => row.x_level === level.x_level);
      const days = inside
        .map((row) => row.x_due)
        .filter(Boolean)
        .sort();
      expect(level).toEqual({
        x_level: level.x_level,
        count: inside.length,
        'sum:x_margin': sum(inside, 'x_margin').toFixed(2),
        'max:x_due': days.at(-1),
      });
    }
    expect(levels.map((one) => one.x_level)).toHaveLength(new Set(rows.map((row) => row.x_level)).size);
    const months = await aggregate({
      groupBy: [{ field: 'x_due', bucket: 'month' }],
      measures: [{ fn: 'count' }],
      filter: { field: 'x_due', op: 'isNotNull' },
    });
    const counted = Map.groupBy(
      rows.filter((row) => row.x_due),
      (row) => row.x_due.slice(0, 7),
    );
    expect(months).toEqual([...counted].sort().map(([month, list]) => ({ 'x_due:month': month, count: list.length })));
    const titles = await aggregate({
      groupBy: [{ field: 'account.x_title' }, { field: 'x_big' }],
      measures: [{ fn: 'avg', field: 'amount' }, { fn: 'count' }],
    });
    expect(titles.reduce((total, row) => total + row.count, 0)).toBe(120);
    for (const row of titles) {
      const inside = rows.filter((one) => one.x_top === row['account.x_title'] && one.x_big === row.x_big);
      expect(row.count).toBe(inside.length);
    }
    const [total] = await aggregate({
      measures: [
        { fn: 'sum', field: 'x_margin' },
        { fn: 'countDistinct', field: 'x_where' },
      ],
      filter: { field: 'x_level', op: 'eq', value: '大' },
    });
    const large = rows.filter((row) => row.x_level === '大');
    expect(total['sum:x_margin']).toBe(sum(large, 'x_margin').toFixed(2));
    expect(total['countDistinct:x_where']).toBe(new Set(large.map((row) => row.x_where).filter((one) => one !== null)).size);
  });

  it('are in an export, and not in an import', async () => {
    const { admin } = tenant.as;
    const context = await admin.context();
    expect(context.meta.object('opportunity')?.fields.get('x_margin')?.readOnly).toBe(true);
    const job = await admin.post('/exports', { object: 'opportunity', fields: ['name', 'x_margin', 'account.x_title'], format: 'csv' });
    expect([201, 202]).toContain(job.status);
  });

  it('read no more than the reader may', async () => {
    const { admin, seller, manager } = tenant.as;
    // an account of the administrator, which the seller does not see, on an opportunity that is the seller's
    const [, secret] = accounts;
    const made = await admin.post('/records/opportunity', { name: '他人客户', amount: '400.00', account: secret.id, owner: seller.user });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({ x_where: '阿里山/总公司', x_big: true, x_top: '★阿里山' });
    const at = `/records/opportunity/${made.body.id}`;
    expect((await seller.get(`/records/account/${secret.id}`)).status).toBe(404);
    expect((await seller.get(at)).body).toMatchObject({ x_where: '/', x_big: false, x_top: null });
    expect((await seller.patch(at, { nextStep: '回访' })).body).toMatchObject({ x_where: '/', x_big: false, x_top: null });
    const found = (filter: object) => seller.post('/records/opportunity/query', { filter, fields: ['name'] });
    expect((await found({ field: 'x_top', op: 'startsWith', value: '★' })).body.records).toEqual([]);
    expect((await found({ field: 'x_big', op: 'eq', value: true })).body.records).toEqual([]);
    const grouped = await seller.post('/records/opportunity/aggregate', { groupBy: [{ field: 'x_where' }] });
    expect(grouped.body.rows).toEqual([{ x_where: '/', count: 1 }]);
    expect((await manager.get(at)).body.x_top).toBeNull();
    expect((await other.as.admin.get(at)).status).toBe(404);
    expect((await other.as.admin.post('/records/opportunity/query', { fields: ['x_where'] })).body.code).toBe('UNKNOWN_FIELD');
  });

  it('of many rows cost a fixed number of statements', async () => {
    const ctx = await tenant.as.admin.context();
    const opportunity = meta.object('opportunity');
    if (!opportunity) throw new Error('no opportunities');
    const { queryRecords } = await import('@huanke/platform/records');
    const count = async (limit: number) => {
      let statements = 0;
      const counting: typeof ctx = {
        ...ctx,
        query: (statement) => {
          statements += 1;
          return ctx.query(statement);
        },
      };
      await queryRecords(counting, opportunity, { fields: Object.keys(formulas), limit });
      return statements;
    };
    expect([await count(1), await count(100)]).toEqual([1, 1]);
  });
});
