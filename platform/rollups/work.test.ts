import { afterAll, beforeAll, expect, it } from 'vitest';
import { runWork } from '../administration/run-work.ts';
import { sql } from '../database/sql.ts';
import { JobInterrupted } from '../jobs/index.ts';
import { label } from '../kernel/index.ts';
import { createField, createObject, updateField } from '../metadata/index.ts';
import { defineModule } from '../module/index.ts';
import { saveRecords } from '../records/index.ts';
import { slotIndexStatement } from '../storage/tables.ts';
import { type TestEngine, type TestEngineTenant, testEngine } from '../testing/engine.ts';
import { checkRollups } from './nightly.ts';

const parents = process.env.HUANKE_TEST_FULL ? 20_000 : 2_200;
let engine: TestEngine;
let tenant: TestEngineTenant;
let other: TestEngineTenant;
const fresh = () => engine.app.contextFor({ tenant: tenant.id });

beforeAll(async () => {
  engine = await testEngine([defineModule({ name: 'test', label: label('测试', 'Test') })]);
  tenant = await engine.tenant();
  other = await engine.tenant();
  await createObject(tenant.system, { name: 'x_box', label: '箱' });
  await createObject(await fresh(), { name: 'x_item', label: '件' });
  await createField(await fresh(), 'x_item', { name: 'x_box', label: '箱', type: 'lookup', object: 'x_box' });
  await createField(await fresh(), 'x_item', { name: 'x_price', label: '价', type: 'currency' });
  const slots = (await fresh()).meta.object('x_item')?.fields;
  const [box, price] = ['x_box', 'x_price'].map((name) => slots?.get(name)?.storage);
  if (box?.kind !== 'custom' || price?.kind !== 'custom') throw new Error('not custom');
  // the index a job makes when a slot is first used
  await engine.owner.query(slotIndexStatement('custom_record', box.slot ?? ''));
  // three items a box, of 1, 2 and 3 yuan and some fen; a box of another tenant and its items count for nobody here
  await engine.owner.query(
    `with box as (
       insert into custom_record (tenant_id, id, object, created_at, updated_at, custom)
       select $1, gen_random_uuid(), 'x_box', now(), now(), jsonb_build_object('f1', 'b' || i) from generate_series(1, $2::int) i returning id)
     insert into custom_record (tenant_id, id, object, created_at, updated_at, custom, ${box.slot}, ${price.slot})
     select $1, gen_random_uuid(), 'x_item', now(), now(), jsonb_build_object('${box.key}', box.id, '${price.key}', n || '.05'), box.id, n * 10000 + 500
     from box, generate_series(1, 3) n`,
    [tenant.id, parents],
  );
  await engine.owner.query(
    `insert into custom_record (tenant_id, id, object, created_at, updated_at, custom, ${box.slot}, ${price.slot})
     select $2, gen_random_uuid(), 'x_item', now(), now(), custom, ${box.slot}, ${price.slot} from custom_record where tenant_id = $1 and object = 'x_item' limit 500`,
    [tenant.id, other.id],
  );
  // as the database does by itself where a table has grown
  await engine.owner.query('analyze custom_record');
});
afterAll(() => engine.close());

/** Runs the newest work to its end, interrupted after every second batch, with children written in between. */
async function interrupted(between: () => Promise<void>): Promise<number> {
  const [work] = await tenant.system.query<{ id: string }>(
    sql`select id from meta_work where tenant_id = ${tenant.id} and kind = 'rollup' order by id desc limit 1`,
  );
  for (let interruptions = 0; ; interruptions += 1) {
    let batches = 0;
    const progress = async () => {
      batches += 1;
      if (batches > 2) throw new JobInterrupted();
    };
    try {
      await runWork({ tenant: tenant.id, work: work?.id ?? '', progress, contextFor: (who) => engine.app.contextFor(who) });
      return interruptions;
    } catch (error) {
      if (!(error instanceof JobInterrupted)) throw error;
      await between();
    }
  }
}

/** Boxes whose value or slot is not what their items give. */
async function wrong(name: string, truth: string): Promise<number> {
  const meta = (await fresh()).meta;
  const field = meta.object('x_box')?.fields.get(name);
  const relation = meta.object('x_item')?.fields.get('x_box')?.storage;
  if (field?.storage.kind !== 'custom' || relation?.kind !== 'custom') throw new Error('not custom');
  expect(field.computing ?? false).toBe(false);
  const { rows } = await engine.owner.query<{ wrong: number }>(
    `with truth as (
       select i.custom ->> '${relation.key}' as box, ${truth} as value from custom_record i
       where i.tenant_id = $1 and i.object = 'x_item' and i.deleted_at is null group by 1)
     select count(*)::int as wrong from custom_record b left join truth t on t.box = b.id::text
     where b.tenant_id = $1 and b.object = 'x_box' and (b.custom ->> '${field.storage.key}' is distinct from t.value::text or ${field.storage.slot} is distinct from (t.value * 10000)::bigint)`,
    [tenant.id],
  );
  return rows[0]?.wrong ?? -1;
}

it(`goes on where it was interrupted while children are written: ${parents} parents`, { timeout: 300_000 }, async () => {
  await createField(await fresh(), 'x_box', {
    name: 'x_sum',
    label: '合计',
    type: 'rollup',
    rollup: { object: 'x_item', field: 'x_box', function: 'sum', of: 'x_price' },
  });
  expect((await fresh()).meta.object('x_box')?.fields.get('x_sum')?.computing).toBe(true);
  const boxes = await tenant.system.query<{ id: string }>(
    sql`select id from custom_record where tenant_id = ${tenant.id} and object = 'x_box' order by id`,
  );
  let at = 0;
  const write = async () => {
    const ctx = await fresh();
    const item = ctx.meta.object('x_item');
    if (!item) throw new Error('no items');
    const boxOf = () => boxes[(at++ * 37) % boxes.length]?.id ?? '';
    const rows = Array.from({ length: 20 }, () => ({
      operation: 'create' as const,
      values: { name: '新', x_box: boxOf(), x_price: '7.30' },
    }));
    const results = await saveRecords(ctx, item, rows, { allOrNothing: true });
    expect(results.every((result) => result.status === 201)).toBe(true);
  };
  expect(await interrupted(write)).toBeGreaterThan(2);
  expect(await wrong('x_sum', `coalesce(sum((i.custom ->> 'f3')::numeric), 0)`)).toBe(0);
  await updateField(await fresh(), 'x_box', 'x_sum', {
    rollup: { object: 'x_item', field: 'x_box', function: 'sum', of: 'x_price', filter: { field: 'x_price', op: 'gt', value: '3' } },
  });
  expect(await interrupted(write)).toBeGreaterThan(2);
  expect(await wrong('x_sum', `coalesce(sum((i.custom ->> 'f3')::numeric) filter (where (i.custom ->> 'f3')::numeric > 3), 0.00)`)).toBe(0);
});

it('the nightly check mends what was written past the save pipeline, of this tenant only', { timeout: 300_000 }, async () => {
  expect(await checkRollups(await fresh())).toBe(0);
  const storage = (await fresh()).meta.object('x_box')?.fields.get('x_sum')?.storage;
  if (storage?.kind !== 'custom') throw new Error('not custom');
  const { rowCount } = await engine.owner.query(
    `update custom_record set custom = custom || jsonb_build_object($2::text, '99999.00'), ${storage.slot} = 1
     where tenant_id = $1 and id in (select id from custom_record where tenant_id = $1 and object = 'x_box' order by id limit 3)`,
    [tenant.id, storage.key],
  );
  expect([rowCount, await checkRollups(other.system), await checkRollups(await fresh()), await checkRollups(await fresh())]).toEqual([
    3, 0, 3, 0,
  ]);
});
