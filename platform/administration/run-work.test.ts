import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from '../database/sql.ts';
import { JobInterrupted } from '../jobs/index.ts';
import { label } from '../kernel/index.ts';
import { createField, createObject } from '../metadata/index.ts';
import { defineModule } from '../module/index.ts';
import { type TestEngine, type TestEngineTenant, testEngine } from '../testing/engine.ts';
import { changeType } from './change-type.ts';
import { runWork } from './run-work.ts';

const rows = process.env.HUANKE_TEST_FULL ? 100_000 : 3_500;
let engine: TestEngine;
let tenant: TestEngineTenant;
const fresh = () => engine.app.contextFor({ tenant: tenant.id });

beforeAll(async () => {
  engine = await testEngine([defineModule({ name: 'test', label: label('测试', 'Test') })]);
  tenant = await engine.tenant();
  await createObject(tenant.system, { name: 'x_device', label: '设备' });
  await createField(await fresh(), 'x_device', { name: 'x_power', label: '功率', type: 'text' });
  // every tenth value is no number
  await engine.owner.query(
    `insert into custom_record (tenant_id, id, object, created_at, updated_at, custom)
     select $1, gen_random_uuid(), 'x_device', now() - interval '1 day', now() - interval '1 day',
       jsonb_build_object('f1', 'n' || i, 'f2', case when i % 10 = 0 then '约 ' || i else i::text end) from generate_series(1, $2::int) i`,
    [tenant.id, rows],
  );
});
afterAll(() => engine.close());

it(`goes on where it was interrupted, again and again: ${rows} records, each once`, { timeout: 300_000 }, async () => {
  await changeType(await fresh(), 'x_device', 'x_power', { type: 'number', keepFailed: 'clear' });
  const [work] = await tenant.system.query<{ id: string }>(sql`select id from meta_work where tenant_id = ${tenant.id}`);
  let interruptions = 0;
  for (let ended = false; !ended; ) {
    let batches = 0;
    const progress = async () => {
      batches += 1;
      if (batches > 2) throw new JobInterrupted();
    };
    await runWork({ tenant: tenant.id, work: work?.id ?? '', progress, contextFor: (who) => engine.app.contextFor(who) }).then(
      () => {
        ended = true;
      },
      (error) => {
        if (!(error instanceof JobInterrupted)) throw error;
        interruptions += 1;
      },
    );
  }
  expect(interruptions).toBeGreaterThan(1);
  const field = (await fresh()).meta.object('x_device')?.fields.get('x_power');
  const storage = field?.storage;
  if (storage?.kind !== 'custom') throw new Error('not custom');
  expect([field?.type, field?.readOnly]).toEqual(['number', undefined]);
  const { rows: found } = await engine.owner.query<Record<string, number>>(
    `select count(*) filter (where (custom ->> $2)::int = substr(custom ->> 'f1', 2)::int)::int as right,
       count(*) filter (where ${storage.slot} = substr(custom ->> 'f1', 2)::int)::int as filled,
       count(*) filter (where not custom ? $2)::int as cleared,
       (select count(*)::int from record_history h where h.tenant_id = $1) as noted
     from custom_record where tenant_id = $1`,
    [tenant.id, storage.key],
  );
  const failing = Math.floor(rows / 10);
  expect(found[0]).toEqual({ right: rows - failing, filled: rows - failing, cleared: failing, noted: failing });
});
