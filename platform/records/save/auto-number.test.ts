import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../database/pool.ts';
import { label } from '../../kernel/index.ts';
import { createField, createObject, updateField } from '../../metadata/index.ts';
import { defineModule } from '../../module/index.ts';
import { type TestEngine, type TestEngineTenant, testEngine } from '../../testing/engine.ts';
import { saveRecords } from './save.ts';

/** The stated size in the full run. */
const creates = process.env.HUANKE_TEST_FULL ? 10_000 : 2_000;
const connections = 32;

let engine: TestEngine;
let tenant: TestEngineTenant;
let now = new Date('2026-03-31T15:59:59.900Z');

beforeAll(async () => {
  engine = await testEngine([defineModule({ name: 'test', label: label('测试', 'Test') })], () => ({ clock: { now: () => now } }));
  tenant = await engine.tenant();
  await createObject(tenant.system, {
    name: 'x_job',
    label: '工单',
    titleField: { type: 'autoNumber', pattern: 'JOB-{YYYY}{MM}{DD}-{0000}' },
  });
  await createField(await fresh(), 'x_job', { name: 'x_code', label: '编号', type: 'autoNumber', pattern: 'C{000}' });
});
afterAll(() => engine.close());

const fresh = () => engine.app.contextFor({ tenant: tenant.id });

async function create(count = 1) {
  const ctx = await fresh();
  const meta = ctx.meta.object('x_job');
  if (!meta) throw new Error('no object');
  const rows = Array.from({ length: count }, () => ({ operation: 'create' as const, values: {} }));
  const answer = await saveRecords(ctx, meta, rows, {});
  const ids = await engine.owner.query<{ name: string; code: string }>(
    `select custom ->> 'f1' as name, custom ->> 'f2' as code from custom_record where tenant_id = $1 order by id desc limit $2`,
    [tenant.id, count],
  );
  expect(answer).toBeDefined();
  return ids.rows;
}

it('begins anew at midnight of the tenant, not of the server', async () => {
  expect((await create())[0]).toEqual({ name: 'JOB-20260331-0001', code: 'C001' });
  expect((await create())[0]?.name).toBe('JOB-20260331-0002');
  // 00:00 in Shanghai, 16:00 in London
  now = new Date('2026-03-31T16:00:00.000Z');
  expect((await create())[0]).toEqual({ name: 'JOB-20260401-0001', code: 'C003' });
});

it('never gives a number again when the pattern gets more digits', async () => {
  await updateField(await fresh(), 'x_job', 'x_code', { pattern: 'C{00000}' });
  expect((await create())[0]?.code).toBe('C00004');
});

it.each([
  ['C{MM}-{000}', 'pattern'],
  ['C{YYYY}{DD}{000}', 'pattern'],
  ['C{000}{00}', 'pattern'],
  ['C{week}', 'pattern'],
])('refuses the pattern %s', async (pattern, field) => {
  await expect(updateField(await fresh(), 'x_job', 'x_code', { pattern })).rejects.toMatchObject({
    code: 'INVALID_VALUE',
    errors: [{ field }],
  });
});

it(`gives ${creates} records from ${connections} connections a number each`, { timeout: 300_000 }, async () => {
  const wide = openDatabase({ url: engine.appUrl, max: connections });
  Object.assign(engine.app, { database: wide });
  const ctx = await fresh();
  const meta = ctx.meta.object('x_job');
  if (!meta) throw new Error('no object');
  let left = creates;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left > 0) {
        left -= 1;
        await saveRecords(await fresh(), meta, [{ operation: 'create', values: {} }], {});
      }
    }),
  );
  const { rows } = await engine.owner.query<{ count: number; names: number; codes: number }>(
    `select count(*)::int as count, count(distinct custom ->> 'f1')::int as names, count(distinct custom ->> 'f2')::int as codes
     from custom_record where tenant_id = $1`,
    [tenant.id],
  );
  expect(rows[0]).toEqual({ count: creates + 4, names: creates + 4, codes: creates + 4 });
  await wide.close();
});
