import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError, newId } from '../../kernel/index.ts';
import type { Scope, Values } from '../../module/index.ts';
import { type TestEngine, testEngine } from '../../testing/engine.ts';
import { aggregateRecords } from './index.ts';
import { makeOracle } from './testing/oracle.ts';
import { randomFilter } from './testing/random-filter.ts';
import { makeWorld, randomRows, seeded, type World, worldModule } from './testing/world.ts';

const seed = Number(process.env['HUANKE_TEST_SEED'] ?? Math.floor(Math.random() * 1_000_000));
let engine: TestEngine;
/** Few records with figures to be checked by hand. */
let small: World;
let large: World;
const [orgA, orgB] = [newId(), newId()];

beforeAll(async () => {
  engine = await testEngine([worldModule]);
  small = await makeWorld(engine);
  await small.write(small.org, [
    { id: orgA, name: '百度', owner: small.users[0] },
    { id: orgB, name: '阿里', owner: small.users[1] },
  ]);
  const rows: Values[] = [
    {
      kind: 'b',
      org: orgA,
      owner: small.users[0],
      price: '10.05',
      qty: 3,
      rate: '12.50',
      at: '2026-11-01T05:30:00.000Z',
      day: '2017-03-01',
      x_num: '0.001',
      flag: true,
    },
    {
      kind: 'b',
      org: orgA,
      owner: small.users[0],
      price: '0.10',
      qty: 4,
      rate: null,
      at: '2026-11-01T06:30:00.000Z',
      day: '2017-01-01',
      x_num: '0.002',
      flag: true,
    },
    {
      kind: 'a',
      org: orgB,
      owner: small.users[1],
      price: '-5.00',
      qty: null,
      rate: '0.01',
      at: '2026-11-01T03:59:59.999Z',
      day: '2017-04-01',
      x_num: null,
      flag: false,
    },
    {
      kind: null,
      org: null,
      owner: small.users[3],
      price: null,
      qty: 4,
      rate: '1.00',
      at: '2026-11-02T04:59:59.999Z',
      day: null,
      x_num: '-1.000',
      flag: null,
    },
    {
      kind: 'c',
      org: orgB,
      owner: small.users[1],
      price: '0.05',
      qty: 0,
      rate: null,
      at: null,
      day: '2016-12-31',
      x_num: '5.000',
      flag: false,
    },
  ];
  await small.write(
    small.thing,
    rows.map((row, i) => ({ id: newId(), name: `事物${i}`, ...row })),
  );
  large = await makeWorld(engine);
  const random = seeded(seed);
  const orgs = Array.from({ length: 6 }, () => newId());
  await large.write(
    large.org,
    orgs.map((id, i) => ({
      id,
      name: random.pick(['长沙', '北京', 'Acme']),
      level: random.pick(['a', 'b', null]),
      parent: i > 0 ? orgs[i - 1] : null,
      owner: random.pick(large.users),
    })),
  );
  await large.write(large.thing, randomRows(random, large.thing, large, 200));
});
afterAll(() => engine.close());

const ask = (request: object, scope: Scope = { kind: 'all' }) => aggregateRecords(small.as(scope), small.thing, request);

describe('figures checked by hand', () => {
  test('measures', async () => {
    const { rows, truncated } = await ask({
      measures: [
        { fn: 'count' },
        { fn: 'count', field: 'price' },
        { fn: 'countDistinct', field: 'org' },
        { fn: 'sum', field: 'price' },
        { fn: 'avg', field: 'price' },
        { fn: 'sum', field: 'qty' },
        { fn: 'avg', field: 'qty' },
        { fn: 'min', field: 'day' },
        { fn: 'max', field: 'at' },
        { fn: 'sum', field: 'x_num' },
        { fn: 'avg', field: 'x_num' },
        { fn: 'max', field: 'x_num', as: '最大' },
        { fn: 'avg', field: 'rate' },
      ],
    });
    expect(truncated).toBe(false);
    expect(rows).toEqual([
      {
        count: 5,
        'count:price': 4,
        'countDistinct:org': 2,
        'sum:price': '5.20',
        'avg:price': '1.3000',
        'sum:qty': 11,
        'avg:qty': '2.75',
        // (12.50 + 0.01 + 1.00) / 3 = 4.50333…; (0.001 + 0.002 - 1 + 5) / 4 = 1.00075
        'min:day': '2016-12-31',
        'max:at': '2026-11-02T04:59:59.999Z',
        'sum:x_num': '4.003',
        'avg:x_num': '1.00075',
        最大: '5.000',
        'avg:rate': '4.5033',
      },
    ]);
  });

  test('groups by options, lookups and what lies behind them', async () => {
    expect((await ask({ groupBy: [{ field: 'kind' }], measures: [{ fn: 'count' }] })).rows).toEqual([
      { kind: 'a', count: 1 },
      { kind: 'b', count: 2 },
      { kind: 'c', count: 1 },
      { kind: null, count: 1 },
    ]);
    const byOrg = await ask({
      groupBy: [{ field: 'org' }],
      measures: [{ fn: 'sum', field: 'price' }],
      sort: [{ field: 'org', direction: 'asc' }],
    });
    expect(byOrg.rows).toEqual([
      { org: { id: orgB, title: '阿里' }, 'sum:price': '-4.95' },
      { org: { id: orgA, title: '百度' }, 'sum:price': '10.15' },
      { org: null, 'sum:price': null },
    ]);
    const byDepartment = await ask({
      groupBy: [{ field: 'owner.department.name' }],
      measures: [{ fn: 'count' }, { fn: 'avg', field: 'price' }, { fn: 'min', field: 'qty' }],
      sort: [{ field: 'count', direction: 'desc' }],
    });
    // people 0 and 3 are of the first department, person 1 of the second; the average is of the records, not of the people's averages
    expect(byDepartment.rows).toEqual([
      { 'owner.department.name': '部门0', count: 3, 'avg:price': '5.0750', 'min:qty': 3 },
      { 'owner.department.name': '部门1', count: 2, 'avg:price': '-2.4750', 'min:qty': 0 },
    ]);
    expect((await ask({ groupBy: [{ field: 'flag' }, { field: 'kind' }] })).rows).toEqual([
      { flag: false, kind: 'a', count: 1 },
      { flag: false, kind: 'c', count: 1 },
      { flag: true, kind: 'b', count: 2 },
      { flag: null, kind: null, count: 1 },
    ]);
  });

  test('what lies behind an invisible record is no group', async () => {
    const rows = async (scope: Scope) => (await ask({ groupBy: [{ field: 'org.name' }], measures: [{ fn: 'count' }] }, scope)).rows;
    expect(await rows({ kind: 'owners', owners: [small.users[1] ?? '', small.users[3] ?? ''] })).toEqual([
      { 'org.name': '阿里', count: 2 },
      { 'org.name': null, count: 1 },
    ]);
    expect(await rows({ kind: 'owners', owners: [small.users[3] ?? ''] })).toEqual([{ 'org.name': null, count: 1 }]);
    expect(await rows({ kind: 'none' })).toEqual([]);
    expect((await ask({ measures: [{ fn: 'count' }, { fn: 'sum', field: 'price' }] }, { kind: 'none' })).rows).toEqual([
      { count: 0, 'sum:price': null },
    ]);
  });

  test.each([
    ['America/New_York', 'day', ['2026-10-31', '2026-11-01', null], [1, 3, 1]],
    ['UTC', 'day', ['2026-11-01', '2026-11-02', null], [3, 1, 1]],
    ['Asia/Shanghai', 'week', ['2026-W44', '2026-W45', null], [3, 1, 1]],
    ['Asia/Shanghai', 'month', ['2026-11', null], [4, 1]],
    ['America/New_York', 'month', ['2026-10', '2026-11', null], [1, 3, 1]],
    ['UTC', 'quarter', ['2026-Q4', null], [4, 1]],
    ['UTC', 'year', ['2026', null], [4, 1]],
  ])('instants in %s by %s', async (timeZone, bucket, keys, counts) => {
    const { rows } = await ask({ groupBy: [{ field: 'at', bucket }], timeZone });
    expect(rows).toEqual(keys.map((key, i) => ({ [`at:${bucket}`]: key, count: counts[i] })));
  });

  test('days by period', async () => {
    const by = async (bucket: string) =>
      (await ask({ groupBy: [{ field: 'day', bucket }] })).rows.map((row) => [row[`day:${bucket}`], row['count']]);
    expect(await by('quarter')).toEqual([
      ['2016-Q4', 1],
      ['2017-Q1', 2],
      ['2017-Q2', 1],
      [null, 1],
    ]);
    expect(await by('week')).toEqual([
      ['2016-W52', 2],
      ['2017-W09', 1],
      ['2017-W13', 1],
      [null, 1],
    ]);
    expect(await by('day')).toEqual([
      ['2016-12-31', 1],
      ['2017-01-01', 1],
      ['2017-03-01', 1],
      ['2017-04-01', 1],
      [null, 1],
    ]);
  });

  test('sorted by a measure and cut', async () => {
    const { rows, truncated } = await ask({
      groupBy: [{ field: 'kind' }],
      measures: [{ fn: 'avg', field: 'price', as: 'mean' }],
      sort: [{ field: 'mean', direction: 'desc' }],
      limit: 2,
    });
    expect(rows).toEqual([
      { kind: 'b', mean: '5.0750' },
      { kind: 'c', mean: '0.0500' },
    ]);
    expect(truncated).toBe(true);
  });
});

test.each<[object, string]>([
  [{ groupBy: [{ field: 'nope' }] }, '400 UNKNOWN_FIELD nope'],
  [{ groupBy: [{ field: 'labels' }] }, '400 UNKNOWN_OP labels'],
  [{ groupBy: [{ field: 'note' }] }, '400 UNKNOWN_OP note'],
  [{ groupBy: [{ field: 'kind', bucket: 'day' }] }, '400 UNKNOWN_OP kind'],
  [{ groupBy: [{ field: 'day', bucket: 'decade' }] }, '422 INVALID_VALUE groupBy[0].bucket'],
  [{ groupBy: [{ field: 'day' }, { field: 'day' }] }, '422 INVALID_VALUE groupBy[1]'],
  [{ groupBy: Array.from({ length: 5 }, () => ({ field: 'day' })) }, '400 LIMIT_EXCEEDED groupBy'],
  [{ groupBy: ['kind'] }, '400 WRONG_TYPE groupBy[0]'],
  [{ measures: [{ fn: 'sum', field: 'name' }] }, '400 UNKNOWN_OP name'],
  [{ measures: [{ fn: 'sum' }] }, '422 REQUIRED measures[0].field'],
  [{ measures: [{ fn: 'median', field: 'price' }] }, '422 INVALID_VALUE measures[0].fn'],
  [{ measures: [{ fn: 'count', as: '"; drop' }] }, '422 INVALID_VALUE measures[0].as'],
  [{ groupBy: [{ field: 'kind' }], measures: [{ fn: 'count', as: 'kind' }] }, '422 INVALID_VALUE measures[0].as'],
  [{ sort: [{ field: 'price' }] }, '400 UNKNOWN_FIELD price'],
  [{ limit: 1001 }, '400 LIMIT_EXCEEDED limit'],
  [{ having: {} }, '400 UNKNOWN_FIELD having'],
])('refuses %j', async (request, expected) => {
  const error = await ask(request).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error('not refused', { cause: error });
  expect(`${error.status} ${error.code} ${error.errors.map((one) => one.field).join()}`).toBe(expected);
});

test(`groups and measures agree with a plain loop (seed ${seed})`, async () => {
  const { thing } = large;
  for (let i = 0; i < 80; i += 1) {
    const random = seeded(seed).fork(`aggregate ${i}`);
    const ctx = large.as(random.pick<Scope>([{ kind: 'all' }, { kind: 'owners', owners: large.users.slice(0, 2) }]));
    const oracle = makeOracle(large, ctx, thing, 'Asia/Shanghai');
    const filter = random.chance(0.5) ? randomFilter(random, thing, large, 1) : undefined;
    const names = random
      .shuffle([
        'kind',
        'flag',
        'org',
        'org.name',
        'owner.department',
        'owner.department.name',
        'x_pick',
        'x_day',
        'qty',
        'x_text',
        'x_org.level',
      ])
      .slice(0, random.int(0, 3));
    const answer = await aggregateRecords(ctx, thing, {
      groupBy: names.map((field) => ({ field })),
      ...(filter ? { filter } : {}),
      measures: [
        { fn: 'count', as: 'n' },
        { fn: 'sum', field: 'price', as: 's' },
        { fn: 'max', field: 'x_num', as: 'm' },
        ...(random.chance(0.5) ? [{ fn: 'countDistinct', field: 'org', as: 'd' }] : []),
      ],
    });
    const groups = new Map<string, { n: number; s: number | null; m: number | null; orgs: Set<unknown> }>();
    if (names.length === 0) groups.set('[]', { n: 0, s: null, m: null, orgs: new Set() });
    for (const id of oracle.filter(filter)) {
      const row = large.data.get('thing')?.get(id) ?? {};
      const key = JSON.stringify(names.map((name) => oracle.value(row, name)));
      const group = groups.get(key) ?? { n: 0, s: null, m: null, orgs: new Set() };
      groups.set(key, group);
      group.n += 1;
      if (row['price'] !== null) group.s = (group.s ?? 0) + Math.round(Number(row['price']) * 100);
      if (row['x_num'] !== null) group.m = Math.max(group.m ?? Number.NEGATIVE_INFINITY, Number(row['x_num']));
      if (row['org'] !== null) group.orgs.add(row['org']);
    }
    const plain = (value: unknown) => (typeof value === 'object' && value !== null && 'id' in value ? value.id : value);
    const found = answer.rows.map((row) => [
      JSON.stringify(names.map((name) => plain(row[name]))),
      row['n'],
      row['s'] === null ? null : Math.round(Number(row['s']) * 100),
      row['m'] === null ? null : Number(row['m']),
      row['d'],
    ]);
    const expected = [...groups].map(([key, { n, s, m, orgs }]) => [
      key,
      n,
      s,
      m,
      answer.rows[0] && 'd' in answer.rows[0] ? orgs.size : undefined,
    ]);
    const byKey = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
    expect(found.sort(byKey), `seed ${seed}, case ${i}: ${names.join()} ${JSON.stringify(filter)}`).toEqual(expected.sort(byKey));
  }
});
