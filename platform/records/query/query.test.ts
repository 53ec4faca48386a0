import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../kernel/index.ts';
import { type TestEngine, testEngine } from '../../testing/engine.ts';
import { aggregateRecords, countRecords, getRecord, queryRecords } from './index.ts';
import { makeWorld, randomRows, seeded, type World, worldModule } from './testing/world.ts';

let engine: TestEngine;
let world: World;

beforeAll(async () => {
  engine = await testEngine([worldModule]);
  world = await makeWorld(engine);
  const random = seeded(1);
  await world.write(
    world.org,
    Array.from({ length: 5 }, (_, i) => ({
      id: newId(),
      name: ['长沙', '北京', 'Acme', '阿里', '重庆'][i],
      level: 'a',
      owner: world.users[i % 4],
    })),
  );
  await world.write(world.thing, randomRows(random, world.thing, world, 60));
  await world.write(world.widget, randomRows(random, world.widget, world, 30));
});
afterAll(() => engine.close());

test('smoke', async () => {
  const { ctx, thing } = world;
  const all = await queryRecords(ctx, thing, {
    count: 'exact',
    limit: 5,
    fields: ['name', 'org', 'org.name', 'org.owner.name', 'related', 'papers', 'owner.department', 'x_num', 'x_org.name', 'place'],
    sort: [{ field: 'kind', direction: 'desc' }, { field: 'price' }],
  });
  console.log(JSON.stringify(all, null, 1).slice(0, 3000));
  const first = await getRecord(ctx, thing, all.records[0]?.['id'] as string);
  console.log(first);
  console.log(
    await aggregateRecords(ctx, thing, {
      groupBy: [{ field: 'at', bucket: 'week' }, { field: 'owner.department' }],
      measures: [{ fn: 'count' }, { fn: 'sum', field: 'price' }, { fn: 'avg', field: 'x_num' }, { fn: 'countDistinct', field: 'org' }],
      limit: 5,
    }),
  );
  console.log(
    await countRecords(ctx, world.widget, { field: 'x_text', op: 'contains', value: '恒潤' }),
    await queryRecords(ctx, world.thing, { search: 'hengrun', limit: 2 }),
  );
  expect(all.count?.value).toBe(60);
});
