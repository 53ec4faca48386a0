import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../database/sql.ts';
import { AppError, newId } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { type TestEngine, testEngine } from '../../testing/engine.ts';
import { queryTokens } from '../../text/index.ts';
import { aggregateRecords, countRecords, queryRecords, streamRecords } from './index.ts';
import { makeWorld, type World, worldModule } from './testing/world.ts';

const common = 1200;
const filler = 100_000;
let engine: TestEngine;
let world: World;
let seller: Context;

beforeAll(async () => {
  engine = await testEngine([worldModule]);
  world = await makeWorld(engine);
  const [first, second] = world.users;
  seller = world.as({ kind: 'owners', owners: [second ?? ''] });
  await world.write(world.org, [
    ...Array.from({ length: common }, (_, i) => ({ id: newId(), name: `恒润${i}`, city: '杭州', owner: i % 2 === 0 ? first : second })),
    { id: newId(), name: '独角兽', city: '北京', owner: first },
  ]);
  await world.ctx.transaction((tx) =>
    tx.query(sql`
    insert into org (tenant_id, id, created_at, updated_at, owner, name, city)
    select ${world.ctx.tenant.id}, gen_random_uuid(), now(), now(), ${first}::uuid, 'f' || g, '上海' from generate_series(1, ${filler}) g`),
  );
}, 300_000);
afterAll(() => engine.close());

const refused = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? `${error.code} ${error.errors[0]?.field}` : error;
};

test('what would read every record is refused above 100,000 visible ones, and only there', async () => {
  const contains = { filter: { field: 'city', op: 'contains', value: '杭' } };
  expect(await refused(queryRecords(world.ctx, world.org, contains))).toBe('LIMIT_EXCEEDED city');
  expect(await refused(queryRecords(world.ctx, world.org, { sort: [{ field: 'parent' }] }))).toBe('LIMIT_EXCEEDED parent');
  expect(await refused(queryRecords(world.ctx, world.org, { sort: [{ field: 'owner.name' }] }))).toBe('LIMIT_EXCEEDED owner.name');
  expect(await refused(aggregateRecords(world.ctx, world.org, contains))).toBe('LIMIT_EXCEEDED city');
  expect(
    (await queryRecords(seller, world.org, { ...contains, sort: [{ field: 'parent' }, { field: 'owner.name' }], limit: 3 })).records,
  ).toHaveLength(3);
}, 300_000);

test('contains and search find all, whether a word is rare or common', async () => {
  const count = (filter: object, search?: string, ctx = world.ctx) =>
    countRecords(ctx, world.org, filter as never, { ...(search ? { search } : {}) });
  const all = { and: [] };
  expect(await count({ field: 'name', op: 'contains', value: '恒润' })).toEqual({ value: common, capped: false });
  expect(await count({ field: 'name', op: 'startsWith', value: '恒潤11' })).toEqual({ value: 111, capped: false });
  expect(await count({ field: 'name', op: 'contains', value: '角兽' })).toEqual({ value: 1, capped: false });
  expect(await count({ not: { field: 'name', op: 'contains', value: '角兽' } })).toEqual({ value: 10_000, capped: true });
  expect(await count(all, '恒润')).toEqual({ value: common, capped: false });
  expect(await count(all, 'djs')).toEqual({ value: 1, capped: false });
  expect(await count(all, '恒润', seller)).toEqual({ value: common / 2, capped: false });
  expect(await count(all, '独角', seller)).toEqual({ value: 0, capped: false });
  // above ten thousand answers each record is asked for its tokens
  const { searchIndex } = world.ctx.app;
  const plans = queryTokens(searchIndex.searchSpace(world.ctx.tenant.id, 'org'), '恒润');
  const asked = { ...world.ctx, app: { ...world.ctx.app, searchIndex: { ...searchIndex, findInList: async () => ({ plans }) } } };
  expect(await countRecords(asked, world.org, { not: { field: 'city', op: 'eq', value: '上海' } }, { search: '恒润' })).toEqual({
    value: common,
    capped: false,
  });
}, 300_000);

test('counts are capped unless asked exactly', async () => {
  expect(await countRecords(world.ctx, world.org)).toEqual({ value: 10_000, capped: true });
  expect((await queryRecords(world.ctx, world.org, { limit: 1, count: 'exact' })).count).toEqual({
    value: common + filler + 1,
    capped: false,
  });
}, 300_000);

test('a stream gives each record once', async () => {
  const seen = new Set<unknown>();
  let rows = 0;
  for await (const records of streamRecords(world.ctx, world.org, { fields: ['name'], sort: [{ field: 'city' }] })) {
    rows += records.length;
    for (const record of records) seen.add(record['id']);
  }
  expect([rows, seen.size]).toEqual([common + filler + 1, common + filler + 1]);
}, 300_000);
