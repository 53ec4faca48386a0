import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError, newId } from '../../kernel/index.ts';
import { type Context, makeContext, type Values } from '../../module/index.ts';
import { type TestEngine, testEngine } from '../../testing/engine.ts';
import { countRecords, deletedRecords, getRecord, getRecords, queryRecords } from './index.ts';
import { makeWorld, type World, worldModule } from './testing/world.ts';

let engine: TestEngine;
let world: World;
let other: World;
const [orgA, orgB, orgC, gone] = [newId(), newId(), newId(), newId()];
const things = Array.from({ length: 6 }, () => newId());
const names = ['重庆恒润', 'B 长沙', 'acme', '北京', 'Ａcme 2', '国際'];

beforeAll(async () => {
  engine = await testEngine([worldModule]);
  world = await makeWorld(engine);
  other = await makeWorld(engine);
  const [first, second] = world.users;
  await world.write(world.org, [
    { id: orgA, name: '阿里', level: 'a', owner: first, size: 10 },
    { id: orgB, name: '百度', level: 'b', owner: second, parent: orgA },
    { id: orgC, name: '华为', owner: second, parent: orgB },
    { id: gone, name: '已删', level: 'c', owner: first, deletedAt: '2026-01-02T00:00:00.000Z' },
  ]);
  const rows: Values[] = names.map((name, i) => ({
    id: things[i],
    name,
    owner: i < 4 ? first : second,
    org: [orgA, orgB, orgC, gone, null, orgB][i],
    price: ['10.00', '-0.50', null, '3.00', '3.00', null][i],
    kind: ['e', 'a', null, 'a', 'c', 'b'][i],
    at: [
      '2026-03-08T04:59:59.999Z',
      '2026-03-08T05:00:00.000Z',
      '2026-03-09T03:59:59.999Z',
      '2026-03-09T04:00:00.000Z',
      null,
      '2026-03-17T18:00:00.000Z',
    ][i],
    day: ['2026-03-18', '2026-03-17', null, '2026-04-01', '2025-12-31', '2026-03-22'][i],
    kinds: [['a', 'b'], ['b', 'a', 'c'], null, ['c'], null, null][i],
    related:
      i === 0
        ? [
            { object: 'org', id: orgB },
            { object: 'thing', id: things[1] },
          ]
        : null,
    x_mail: i === 1 ? 'B@b.cn' : i === 2 ? 'a@b.cn' : i === 3 ? 'C@b.cn' : null,
    x_text: i === 2 ? `${'很'.repeat(199)}长甲` : i === 3 ? `${'很'.repeat(199)}长乙` : null,
  }));
  await world.write(world.thing, rows);
});
afterAll(() => engine.close());

const found = async (filter: unknown, extra: object = {}, ctx: Context = world.ctx) => {
  const { records } = await queryRecords(ctx, world.thing, {
    filter,
    fields: ['name'],
    sort: [{ field: 'id', direction: 'asc' }],
    ...extra,
  });
  return records.map((record) => names.indexOf(record['name'] as string));
};
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error('not refused', { cause: error });
  return `${error.status} ${error.code} ${error.errors.map((one) => one.field).join()}`;
};

describe('what a filter means', () => {
  test('ne, notIn and not take in empty values, comparisons do not', async () => {
    expect(await found({ field: 'price', op: 'eq', value: 3 })).toEqual([3, 4]);
    expect(await found({ field: 'price', op: 'ne', value: '3.00' })).toEqual([0, 1, 2, 5]);
    expect(await found({ field: 'price', op: 'notIn', value: [3, '10'] })).toEqual([1, 2, 5]);
    expect(await found({ not: { field: 'price', op: 'gt', value: 0 } })).toEqual([1, 2, 5]);
    expect(await found({ field: 'price', op: 'lt', value: 5 })).toEqual([1, 3, 4]);
    expect(await found({ field: 'price', op: 'between', value: [3, 10] })).toEqual([0, 3, 4]);
    expect(await found({ field: 'price', op: 'eq', value: null })).toEqual([2, 5]);
    expect(await found({ field: 'price', op: 'in', value: [10, null] })).toEqual([0, 2, 5]);
    expect(await found({ field: 'price', op: 'ne', value: null })).toEqual([0, 1, 3, 4]);
    expect(await found({ and: [] })).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await found({ or: [] })).toEqual([]);
  });

  test('a day against an instant is that whole day in the zone', async () => {
    const newYork = { timeZone: 'America/New_York' };
    expect(await found({ field: 'at', op: 'eq', value: '2026-03-08' }, newYork)).toEqual([1, 2]);
    expect(await found({ field: 'at', op: 'lte', value: '2026-03-08' }, newYork)).toEqual([0, 1, 2]);
    expect(await found({ field: 'at', op: 'lt', value: '2026-03-08' }, newYork)).toEqual([0]);
    expect(await found({ field: 'at', op: 'gt', value: '2026-03-08' }, newYork)).toEqual([3, 5]);
    expect(await found({ field: 'at', op: 'ne', value: '2026-03-08' }, newYork)).toEqual([0, 3, 4, 5]);
    expect(await found({ field: 'at', op: 'between', value: ['2026-03-08', '2026-03-09'] }, newYork)).toEqual([1, 2, 3]);
    expect(await found({ field: 'at', op: 'eq', value: '2026-03-08' })).toEqual([0, 1]);
    expect(await found({ field: 'at', op: 'eq', value: '2026-03-08T13:00:00+08:00' })).toEqual([1]);
    expect(await found({ field: 'at', op: 'within', value: 'today' })).toEqual([5]);
    expect(await found({ field: 'day', op: 'within', value: 'thisWeek' })).toEqual([0, 1, 5]);
    expect(await found({ field: 'day', op: 'within', value: 'lastNDays:2' })).toEqual([0, 1]);
  });

  test('texts: equal exactly, found whatever the case, width and form', async () => {
    expect(await found({ field: 'name', op: 'eq', value: 'Acme' })).toEqual([]);
    expect(await found({ field: 'name', op: 'contains', value: 'ACME' })).toEqual([2, 4]);
    expect(await found({ field: 'name', op: 'startsWith', value: 'b' })).toEqual([1]);
    expect(await found({ field: 'name', op: 'contains', value: '恒潤' })).toEqual([0]);
    expect(await found({ field: 'name', op: 'contains', value: '國际' })).toEqual([5]);
    expect(await found({ field: 'name', op: 'startsWith', value: '恒润' })).toEqual([]);
    expect(await found({ field: 'x_text', op: 'eq', value: `${'很'.repeat(199)}长甲` })).toEqual([2]);
    expect(await found({ field: 'x_text', op: 'contains', value: '长乙' })).toEqual([3]);
  });

  test('lists of keys, links, people and trees', async () => {
    expect(await found({ field: 'kinds', op: 'contains', value: 'a' })).toEqual([0, 1]);
    expect(await found({ field: 'kinds', op: 'in', value: ['c', 'd'] })).toEqual([1, 3]);
    expect(await found({ field: 'kinds', op: 'eq', value: ['b', 'a'] })).toEqual([0]);
    expect(await found({ field: 'related', op: 'eq', value: orgB })).toEqual([0]);
    expect(await found({ field: 'related', op: 'isNull' })).toEqual([1, 2, 3, 4, 5]);
    expect(await found({ field: 'owner', op: 'eq', value: 'me' })).toEqual([0, 1, 2, 3]);
    expect(await found({ field: 'owner', op: 'in', value: ['myReports'] })).toEqual([4, 5]);
    expect(await found({ field: 'owner', op: 'eq', value: 'myDepartment' })).toEqual([4, 5]);
    expect(await found({ field: 'org', op: 'under', value: orgB })).toEqual([1, 2, 5]);
    expect(await found({ field: 'org.level', op: 'eq', value: 'b' })).toEqual([1, 5]);
    expect(await found({ field: 'org.parent.name', op: 'eq', value: '阿里' })).toEqual([1, 5]);
    expect(
      (await queryRecords(world.ctx, world.org, { filter: { field: 'id', op: 'under', value: orgB }, fields: ['name'] })).records.map(
        (one) => one['name'],
      ),
    ).toEqual(['华为', '百度']);
  });

  test('hostile texts are values and nothing else', async () => {
    for (const text of ["'; drop table thing; --", '" or 1=1', '%', '_', '\\', '$1', '.*', '(', '[', '{"a":1}', '＇', '{x}', '\u0000x']) {
      for (const op of ['eq', 'contains', 'startsWith', 'gt']) await found({ field: 'name', op, value: `${text}a` });
      expect(await found({ field: 'name', op: 'contains', value: `${text}zz` })).toEqual([]);
      await queryRecords(world.ctx, world.thing, { search: text });
    }
    expect(await found({ and: [] })).toHaveLength(6);
  });
});

describe('what is refused', () => {
  const long = (count: number, value: unknown) => Array.from({ length: count }, () => value);
  const price = { field: 'price', op: 'eq', value: 1 };
  const nested = (depth: number): unknown => (depth === 0 ? price : { not: nested(depth - 1) });
  test.each<[object, string]>([
    [{ filter: { field: 'nope', op: 'eq', value: 1 } }, '400 UNKNOWN_FIELD nope'],
    [{ filter: { field: '__proto__', op: 'eq', value: 1 } }, '400 UNKNOWN_FIELD __proto__'],
    [{ filter: { field: 'org.parent.parent.name', op: 'eq', value: 1 } }, '400 UNKNOWN_FIELD org.parent.parent.name'],
    [{ filter: { field: 'related.name', op: 'eq', value: 1 } }, '400 UNKNOWN_FIELD related.name'],
    [{ filter: { field: 'price', op: 'like', value: 1 } }, '400 UNKNOWN_OP price'],
    [{ filter: { field: 'price', op: 'contains', value: '1' } }, '400 UNKNOWN_OP price'],
    [{ filter: { field: 'org', op: 'under' } }, '400 WRONG_TYPE org'],
    [{ filter: { field: 'reviewer', op: 'under', value: newId() } }, '400 UNKNOWN_OP reviewer'],
    [{ filter: { field: 'price', op: 'eq' } }, '400 WRONG_TYPE price'],
    [{ filter: { field: 'price', op: 'eq', value: {} } }, '400 WRONG_TYPE price'],
    [{ filter: { field: 'price', op: 'eq', value: true } }, '400 WRONG_TYPE price'],
    [{ filter: { field: 'price', op: 'eq', value: 'abc' } }, '422 INVALID_VALUE price'],
    [{ filter: { field: 'price', op: 'eq', value: 1.234 } }, '422 INVALID_VALUE price'],
    [{ filter: { field: 'day', op: 'eq', value: '2026-02-30' } }, '422 INVALID_VALUE day'],
    [{ filter: { field: 'day', op: 'within', value: 'someday' } }, '422 INVALID_VALUE day'],
    [{ filter: { field: 'kind', op: 'eq', value: 'zzz' } }, '422 INVALID_VALUE kind'],
    [{ filter: { field: 'org', op: 'eq', value: 'me' } }, '422 INVALID_VALUE org'],
    [{ filter: { field: 'id', op: 'eq', value: 'x' } }, '422 INVALID_VALUE id'],
    [{ filter: { field: 'price', op: 'between', value: [1] } }, '400 WRONG_TYPE price'],
    [{ filter: { field: 'price', op: 'in', value: 1 } }, '400 WRONG_TYPE price'],
    [{ filter: { field: 'price', op: 'in', value: long(1001, 1) } }, '400 LIMIT_EXCEEDED price'],
    [{ filter: { and: long(101, price) } }, '400 LIMIT_EXCEEDED filter.and'],
    [{ filter: { or: [{ and: long(60, price) }, { and: long(60, price) }] } }, '400 LIMIT_EXCEEDED filter.or[1].and[40]'],
    [{ filter: nested(9) }, '400 LIMIT_EXCEEDED filter.not.not.not.not.not.not.not.not'],
    [{ filter: { and: [], or: [] } }, '400 WRONG_TYPE filter'],
    [{ filter: { field: 'price', op: 'eq', value: 1, extra: 1 } }, '400 UNKNOWN_FIELD filter.extra'],
    [{ filter: [] }, '400 WRONG_TYPE filter'],
    [{ filter: { not: 'x' } }, '400 WRONG_TYPE filter.not'],
    [{ filter: { field: 7, op: 'eq', value: 1 } }, '400 WRONG_TYPE filter.field'],
    [{ filter: { field: 'name', op: 'contains', value: '' } }, '422 INVALID_VALUE name'],
    [{ filter: { field: 'place', op: 'near', value: { lng: 1 } } }, '400 WRONG_TYPE place'],
    [{ sort: long(4, { field: 'name' }) }, '400 LIMIT_EXCEEDED sort'],
    [{ sort: [{ field: 'related' }] }, '400 UNKNOWN_OP related'],
    [{ sort: [{ field: 'note' }] }, '400 UNKNOWN_OP note'],
    [{ sort: [{ field: 'name', direction: 'up' }] }, '422 INVALID_VALUE sort[0].direction'],
    [{ sort: 'name' }, '400 WRONG_TYPE sort'],
    [{ fields: ['name', 'nope'] }, '400 UNKNOWN_FIELD nope'],
    [{ fields: [7] }, '400 WRONG_TYPE fields[0]'],
    [{ limit: 0 }, '422 INVALID_VALUE limit'],
    [{ limit: 201 }, '400 LIMIT_EXCEEDED limit'],
    [{ limit: '5' }, '400 WRONG_TYPE limit'],
    [{ count: 'all' }, '422 INVALID_VALUE count'],
    [{ timeZone: 'Mars/Base' }, '422 INVALID_VALUE timeZone'],
    [{ cursor: 'abc' }, '400 BAD_CURSOR '],
    [{ offset: 3 }, '400 UNKNOWN_FIELD offset'],
    [{ search: 5 }, '400 WRONG_TYPE search'],
  ])('%j', async (body, expected) => {
    expect(await refusal(queryRecords(world.ctx, world.thing, body))).toBe(expected);
  });

  test('the limits themselves are allowed', async () => {
    await queryRecords(world.ctx, world.thing, { filter: { and: long(100, price) }, limit: 200 });
    await queryRecords(world.ctx, world.thing, { filter: nested(8) });
    await queryRecords(world.ctx, world.thing, {
      filter: { field: 'price', op: 'in', value: long(1000, 1) },
      sort: ['name', 'kind', 'price'].map((field) => ({ field })),
    });
  });

  test('a cursor of another list, or made up', async () => {
    const sort = [{ field: 'price' }];
    const { nextCursor } = await queryRecords(world.ctx, world.thing, { sort, limit: 2 });
    const cursor = nextCursor ?? '';
    const [version, hash, , id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const forged = (keys: unknown) => Buffer.from(JSON.stringify([version, hash, keys, id])).toString('base64url');
    for (const body of [
      { sort: [{ field: 'price', direction: 'desc' }], cursor },
      { sort, filter: price, cursor },
      { cursor },
      { sort, search: 'x', cursor },
      { sort, cursor: `${cursor}A` },
      ...[['x'], ['99999999999999999999'], [], ['1', '2'], [7], 'x', null, [{}]].map((keys) => ({ sort, cursor: forged(keys) })),
    ])
      expect(await refusal(queryRecords(world.ctx, world.thing, body))).toBe('400 BAD_CURSOR ');
    expect((await queryRecords(world.ctx, world.thing, { sort, cursor, limit: 9 })).records).toHaveLength(4);
    expect(await refusal(queryRecords(world.ctx, world.org, { sort: [{ field: 'name' }], cursor }))).toBe('400 BAD_CURSOR ');
  });

  test('who may not read the object', async () => {
    const ctx = makeContext({ ...world.ctx, access: { ...world.ctx.access, can: () => false } });
    for (const work of [
      queryRecords(ctx, world.thing, {}),
      getRecord(ctx, world.thing, things[0] ?? ''),
      countRecords(ctx, world.thing),
      deletedRecords(ctx, world.thing),
    ]) {
      expect(await refusal(work)).toBe('403 FORBIDDEN ');
    }
  });
});

describe('what is shown', () => {
  const seller = () => world.as({ kind: 'owners', owners: world.users.slice(0, 1) });

  test('of an invisible or deleted record its title only', async () => {
    const fields = ['org', 'org.level', 'org.owner', 'org.parent.name'];
    const all = await getRecord(world.ctx, world.thing, things[1] ?? '', fields);
    expect(all).toEqual({
      id: things[1],
      version: 1,
      org: { id: orgB, title: '百度' },
      'org.level': 'b',
      'org.owner': { id: world.users[1], title: '李丽' },
      'org.parent.name': '阿里',
    });
    const mine = await getRecord(seller(), world.thing, things[1] ?? '', fields);
    expect(mine).toMatchObject({ org: { id: orgB, title: '百度' }, 'org.level': null, 'org.owner': null, 'org.parent.name': null });
    expect(await getRecord(world.ctx, world.thing, things[3] ?? '', fields)).toMatchObject({
      org: { id: gone, title: '已删' },
      'org.level': null,
    });
    // and nothing can be learned by filtering on it
    expect(await found({ field: 'org.level', op: 'eq', value: 'b' }, {}, seller())).toEqual([]);
    expect(await found({ field: 'org.level', op: 'isNull' }, {}, seller())).toEqual([1, 2, 3]);
  });

  test('links, order and defaults', async () => {
    const one = await getRecord(world.ctx, world.thing, things[0] ?? '');
    expect(one['related']).toEqual([
      { object: 'org', id: orgB, title: '百度' },
      { object: 'thing', id: things[1], title: 'B 长沙' },
    ]);
    expect(one).toMatchObject({
      name: '重庆恒润',
      price: '10.00',
      qty: null,
      kinds: ['a', 'b'],
      x_num: null,
      version: 1,
      createdBy: null,
      owner: { id: world.users[0], title: '陈晨' },
    });
    expect(Object.keys((await queryRecords(world.ctx, world.thing, { limit: 1 })).records[0] ?? {})).toEqual([
      'id',
      'version',
      'name',
      'kind',
      'org',
      'owner',
    ]);
    const order = async (field: string, direction: string) =>
      (await queryRecords(world.ctx, world.thing, { sort: [{ field, direction }], fields: ['name'] })).records.map((record) =>
        names.indexOf(record['name'] as string),
      );
    expect(await order('kind', 'asc')).toEqual([1, 3, 5, 4, 0, 2]);
    expect(await order('kind', 'desc')).toEqual([0, 4, 5, 1, 3, 2]);
    expect(await order('price', 'desc')).toEqual([0, 3, 4, 1, 2, 5]);
    // 阿里 < 百度 < 华为 < 已删 by pinyin
    expect(await order('org', 'asc')).toEqual([0, 1, 5, 2, 3, 4]);
    // addresses by code point, whatever their slot is ordered by: B, C, a
    expect(await order('x_mail', 'asc')).toEqual([1, 3, 2, 0, 4, 5]);
  });

  test('a page costs one query and one for all its titles', async () => {
    const statements: string[] = [];
    const counted: Context['query'] = (statement) => {
      statements.push('one');
      return world.ctx.query(statement);
    };
    const ctx: Context = { ...world.ctx, query: counted };
    await queryRecords(ctx, world.thing, {
      limit: 3,
      fields: ['name', 'org', 'owner', 'reviewer', 'related', 'org.name', 'owner.department'],
      sort: [{ field: 'createdAt' }],
    });
    expect(statements).toHaveLength(2);
  });

  test('records out of reach are not there', async () => {
    const missing = '404 NOT_FOUND ';
    expect(await refusal(getRecord(seller(), world.thing, things[4] ?? ''))).toBe(missing);
    expect(await refusal(getRecord(other.ctx, other.thing, things[0] ?? ''))).toBe(missing);
    expect(await refusal(getRecord(world.ctx, world.org, gone))).toBe(missing);
    expect(await refusal(getRecord(world.ctx, world.thing, "x' or true"))).toBe(missing);
    expect(await refusal(getRecord(world.ctx, world.org, things[0] ?? ''))).toBe(missing);
    expect(await refusal(getRecord(world.as({ kind: 'none' }), world.thing, things[0] ?? ''))).toBe(missing);
    expect([...(await getRecords(seller(), world.thing, things, ['name'])).keys()].sort()).toEqual(things.slice(0, 4));
    expect(await countRecords(seller(), world.thing)).toEqual({ value: 4, capped: false });
    expect((await queryRecords(seller(), world.thing, { search: 'acme', fields: ['name'] })).records.map((one) => one['name'])).toEqual([
      'acme',
    ]);
  });

  test('the recycle bin, last deleted first', async () => {
    const ids = Array.from({ length: 5 }, () => newId());
    await world.write(
      world.org,
      ids.map((id, i) => ({ id, name: `旧${i}`, owner: world.users[0], deletedAt: `2026-02-0${i + 1}T00:00:00.000Z` })),
    );
    const first = await deletedRecords(world.ctx, world.org, { limit: 4 });
    expect(first.records.map((one) => one['name'])).toEqual(['旧4', '旧3', '旧2', '旧1']);
    expect(first.records[0]).toMatchObject({ deletedAt: '2026-02-05T00:00:00.000Z', deletedBy: null });
    const rest = await deletedRecords(world.ctx, world.org, { limit: 4, cursor: first.nextCursor ?? '' });
    expect(rest.records.map((one) => one['name'])).toEqual(['旧0', '已删']);
    expect(rest.nextCursor).toBeNull();
    expect((await deletedRecords(world.as({ kind: 'owners', owners: [newId()] }), world.org)).records).toEqual([]);
    expect(await refusal(deletedRecords(world.ctx, world.org, { limit: Number.NaN }))).toBe('422 INVALID_VALUE limit');
  });
});

test('the search box of a list finds by words, pinyin and initials, with the filter and the order of the list', async () => {
  const search = (text: string, extra: object = {}) => found({ and: [] }, { search: text, ...extra });
  expect(await search('恒润')).toEqual([0]);
  expect(await search('hengrun')).toEqual([0]);
  expect(await search('cqhr')).toEqual([0]);
  expect(await search('Acme')).toEqual([2, 4]);
  expect(await search('没有的词')).toEqual([]);
  expect(await search('…')).toEqual([]);
  expect(await found({ field: 'price', op: 'isNotNull' }, { search: 'acme' })).toEqual([4]);
});
