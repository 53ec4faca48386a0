import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../kernel/index.ts';
import type { Scope } from '../../module/index.ts';
import { type TestEngine, testEngine } from '../../testing/engine.ts';
import { queryRecords, selectIds, streamRecords } from './index.ts';
import { makeOracle } from './testing/oracle.ts';
import { randomFilter, randomSort } from './testing/random-filter.ts';
import { makeWorld, randomRows, seeded, type World, worldModule } from './testing/world.ts';

const seed = Number(process.env['HUANKE_TEST_SEED'] ?? Math.floor(Math.random() * 1_000_000));
const zones = ['Asia/Shanghai', 'America/New_York', 'Pacific/Auckland', 'UTC'];
const cases = process.env['HUANKE_TEST_FULL'] ? 3000 : 300;

let engine: TestEngine;
let world: World;
let other: World;

beforeAll(async () => {
  engine = await testEngine([worldModule]);
  for (const part of ['world', 'other']) {
    const made = await makeWorld(engine);
    const random = seeded(seed).fork(part);
    const orgs = Array.from({ length: 8 }, () => newId());
    await made.write(
      made.org,
      orgs.map((id, i) => ({
        id,
        name: random.pick(['长沙', '重庆', 'Acme', '阿里', '國際', '国际']),
        level: random.pick(['a', 'b', null]),
        size: random.pick([1, 2, null]),
        parent: i > 0 && random.chance(0.6) ? orgs[random.int(0, i - 1)] : null,
        owner: random.pick(made.users),
        ...(i === 7 ? { deletedAt: '2026-01-01T00:00:00.000Z' } : {}),
      })),
    );
    await made.write(
      made.thing,
      randomRows(random, made.thing, made, 150).map((row, i) => (i % 20 === 7 ? { ...row, deletedAt: '2026-01-01T00:00:00.000Z' } : row)),
    );
    await made.write(made.widget, randomRows(random, made.widget, made, 60));
    if (part === 'world') world = made;
    else other = made;
  }
});
afterAll(() => engine.close());

function scopeOf(random: ReturnType<typeof seeded>): Scope {
  return random.weighted<Scope>([
    [{ kind: 'all' }, 3],
    [{ kind: 'owners', owners: world.users.slice(0, 1) }, 1],
    [{ kind: 'owners', owners: world.users.slice(1) }, 2],
    [{ kind: 'none' }, 0.2],
  ]);
}

test(`filters find what the plain reading of the contract finds (seed ${seed})`, async () => {
  for (let i = 0; i < cases; i += 1) {
    const random = seeded(seed).fork(`filter ${i}`);
    const ctx = world.as(scopeOf(random));
    const meta = random.pick([world.thing, world.thing, world.widget]);
    const timeZone = random.pick(zones);
    const filter = randomFilter(random, meta, world);
    const expected = makeOracle(world, ctx, meta, timeZone).filter(filter).toSorted();
    const answer = await queryRecords(ctx, meta, { filter, timeZone, limit: 200, fields: ['id'], count: random.pick(['capped', 'exact']) });
    const found = answer.records.map((record) => record['id'] as string).toSorted();
    expect(found, `seed ${seed}, case ${i}: ${JSON.stringify(filter)} in ${timeZone}`).toEqual(expected);
    expect(answer.count).toEqual({ value: expected.length, capped: false });
  }
});

test(`pages follow the order, none skipped or repeated while records are added (seed ${seed})`, async () => {
  for (let i = 0; i < cases / 5; i += 1) {
    const random = seeded(seed).fork(`page ${i}`);
    const ctx = world.as(scopeOf(random));
    const meta = random.pick([world.thing, world.thing, world.widget]);
    const filter = random.chance(0.5) ? { and: [randomFilter(random, meta, world, 1)] } : undefined;
    const sort = randomSort(random, meta);
    const oracle = makeOracle(world, ctx, meta, 'Asia/Shanghai');
    const before = oracle.filter(filter);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await queryRecords(ctx, meta, {
        ...(filter ? { filter } : {}),
        sort,
        limit: random.int(1, 40),
        fields: ['id'],
        ...(cursor ? { cursor } : {}),
      });
      found.push(...page.records.map((record) => record['id'] as string));
      cursor = page.nextCursor ?? undefined;
      if (random.chance(0.1)) await world.write(meta, randomRows(random, meta, world, 2));
    } while (cursor);
    const told = `seed ${seed}, case ${i}: ${meta.name} ${JSON.stringify(sort)} ${JSON.stringify(filter)}`;
    expect(new Set(found).size, told).toBe(found.length);
    const expected = sort.length > 0 ? oracle.sorted(before, sort) : before.toSorted().toReversed();
    expect(
      found.filter((id) => before.includes(id)),
      told,
    ).toEqual(expected);
  }
});

test('the stream and the ids of a filter hold what its pages hold', async () => {
  const { thing } = world;
  for (let i = 0; i < 20; i += 1) {
    const random = seeded(seed).fork(`stream ${i}`);
    const ctx = world.as(scopeOf(random));
    const filter = randomFilter(random, thing, world, 1);
    const sort = randomSort(random, thing);
    const oracle = makeOracle(world, ctx, thing, 'Asia/Shanghai');
    const expected = oracle.filter(filter);
    const streamed: string[] = [];
    for await (const records of streamRecords(ctx, thing, { filter, sort, fields: ['name', 'org', 'org.name'] }))
      streamed.push(...records.map((record) => record['id'] as string));
    expect(streamed, `seed ${seed}, case ${i}`).toEqual(sort.length > 0 ? oracle.sorted(expected, sort) : expected.toSorted().toReversed());
    const ids: string[] = [];
    for await (const batch of selectIds(ctx, thing, filter, 'edit')) ids.push(...batch);
    expect(ids).toEqual(expected.toSorted());
  }
});

test('another tenant with the same people and metadata sees none of it', async () => {
  const ids = [...(world.data.get('thing')?.keys() ?? [])];
  const answer = await queryRecords(other.ctx, other.thing, {
    filter: { field: 'id', op: 'in', value: ids.slice(0, 100) },
    count: 'exact',
  });
  expect(answer).toEqual({ records: [], nextCursor: null, count: { value: 0, capped: false } });
});
