import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from '../database/sql.ts';
import { label } from '../kernel/index.ts';
import { createField, createObject } from '../metadata/index.ts';
import { type Context, defineModule } from '../module/index.ts';
import { saveSingle } from '../records/save/save.ts';
import { type TestEngine, type TestEngineTenant, testEngine } from '../testing/engine.ts';
import { changeType } from './change-type.ts';
import { runWork } from './run-work.ts';

// A change of a field's type while others save: no value that was accepted may be lost, whenever its save began.
let engine: TestEngine;
let tenant: TestEngineTenant;
const fresh = () => engine.app.contextFor({ tenant: tenant.id });
const object = 'x_device';

beforeAll(async () => {
  engine = await testEngine([defineModule({ name: 'test', label: label('测试', 'Test') })]);
  tenant = await engine.tenant();
  await createObject(tenant.system, { name: object, label: '设备' });
});
afterAll(() => engine.close());

async function field(name: string): Promise<void> {
  await createField(await fresh(), object, { name, label: name, type: 'text' });
}
const metaOf = (ctx: Context) => {
  const meta = ctx.meta.object(object);
  if (!meta) throw new Error('no object');
  return meta;
};
const create = async (ctx: Context, values: Record<string, unknown>) =>
  (await saveSingle(ctx, metaOf(ctx), { operation: 'create', values })).id;
const update = (ctx: Context, id: string, values: Record<string, unknown>) =>
  saveSingle(ctx, metaOf(ctx), { operation: 'update', id, values });

async function change(name: string): Promise<void> {
  await changeType(await fresh(), object, name, { type: 'number' });
  const [work] = await tenant.system.query<{ id: string }>(
    sql`select id from meta_work where tenant_id = ${tenant.id} and field = ${name} and finished_at is null`,
  );
  await runWork({
    tenant: tenant.id,
    work: work?.id ?? '',
    progress: async () => undefined,
    contextFor: (who) => engine.app.contextFor(who),
  });
}

async function valuesOf(name: string): Promise<Map<string, unknown>> {
  const ctx = await fresh();
  const storage = metaOf(ctx).fields.get(name)?.storage;
  if (storage?.kind !== 'custom') throw new Error('not custom');
  const rows = await ctx.query<{ id: string; value: unknown }>(
    sql`select id, custom -> ${storage.key} as value from custom_record where tenant_id = ${tenant.id} and custom ? ${storage.key}`,
  );
  return new Map(rows.map((row) => [row.id, row.value]));
}

it('waits for a save that was under way when the field was closed', async () => {
  await field('x_one');
  const held = Promise.withResolvers<void>();
  const old = await fresh();
  let saved = '';
  const started = Promise.withResolvers<void>();
  const saving = old.transaction(async (tx) => {
    saved = await create(tx, { name: '慢', x_one: '41' });
    started.resolve();
    await held.promise;
  });
  await started.promise;
  const changing = change('x_one');
  const ended = await Promise.race([changing.then(() => true), new Promise((resolve) => setTimeout(() => resolve(false), 500))]);
  expect(ended).toBe(false);
  held.resolve();
  await saving;
  await changing;
  expect((await valuesOf('x_one')).get(saved)).toBe(41);
});

it('refuses a save made from what was known before, during and after the change, and lets all others pass', async () => {
  await field('x_two');
  const old = await fresh();
  const id = await create(old, { name: '旧', x_two: '1' });
  await changeType(await fresh(), object, 'x_two', { type: 'number' });
  await expect(update(old, id, { x_two: '2' })).rejects.toMatchObject({ code: 'STATE' });
  await expect(create(old, { name: '新', x_two: '2' })).rejects.toMatchObject({ code: 'STATE' });
  await update(old, id, { name: '仍可改名' });
  const [work] = await tenant.system.query<{ id: string }>(
    sql`select id from meta_work where tenant_id = ${tenant.id} and finished_at is null`,
  );
  await runWork({
    tenant: tenant.id,
    work: work?.id ?? '',
    progress: async () => undefined,
    contextFor: (who) => engine.app.contextFor(who),
  });
  await expect(update(old, id, { x_two: '3' })).rejects.toMatchObject({ code: 'STATE' });
  await update(await fresh(), id, { x_two: 4 });
  expect((await valuesOf('x_two')).get(id)).toBe(4);
});

it('loses nothing of what eight writers saved while it ran', { timeout: 300_000 }, async () => {
  await field('x_storm');
  const first = await fresh();
  const ids = await Promise.all(Array.from({ length: 8 }, (_, index) => create(first, { name: `泵 ${index}`, x_storm: '0' })));
  const accepted = new Map<string, number>(ids.map((id) => [id, 0]));
  let over = false;
  let refused = 0;
  const writer = async (own: string, at: number) => {
    for (let turn = 1; !over || turn < 5; turn += 1) {
      // what is known is some saves old, as in a long import
      const ctx = await fresh();
      for (let save = 0; save < 4; save += 1) {
        const value = at * 100_000 + turn * 10 + save;
        try {
          await update(ctx, own, { x_storm: String(value) });
          accepted.set(own, value);
          const made = await create(ctx, { name: `${value}`, x_storm: String(value) });
          accepted.set(made, value);
        } catch (error) {
          if (!['STATE', 'INVALID_VALUE'].includes((error as { code?: string }).code ?? '')) throw error;
          refused += 1;
        }
      }
    }
  };
  const writers = ids.map((id, index) => writer(id, index + 1));
  await new Promise((wake) => setTimeout(wake, 200));
  await change('x_storm');
  over = true;
  await Promise.all(writers);
  const values = await valuesOf('x_storm');
  const lost = [...accepted].filter(([id, value]) => values.get(id) !== value);
  expect(lost).toEqual([]);
  expect(values.size).toBe(accepted.size);
  expect(refused).toBeGreaterThan(0);
});
