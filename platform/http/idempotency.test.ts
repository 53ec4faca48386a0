import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from '../database/sql.ts';
import { errors, label, testClock } from '../kernel/index.ts';
import { type Context, defineModule, defineObject, text } from '../module/index.ts';
import { createRecord } from '../records/index.ts';
import { somebody, type TestEngine, type TestEngineTenant, testEngine } from '../testing/engine.ts';
import { type Answer, once } from './idempotency.ts';

const note = defineObject({
  name: 'note',
  label: label('便签', 'Note'),
  title: 'name',
  access: { owned: false, default: 'readWrite' },
  fields: { name: text({ label: label('名称', 'Name') }) },
});
const clock = testClock('2026-03-01T00:00:00Z');

let engine: TestEngine;
let tenant: TestEngineTenant;
let me: Context;
let runs = 0;

beforeAll(async () => {
  engine = await testEngine([defineModule({ name: 'test', label: label('测试', 'Test'), objects: [note] })]);
  tenant = await engine.tenant();
  me = { ...tenant.as(somebody('李娜')), clock };
});
afterAll(() => engine.close());

const create = async (ctx: Context): Promise<Answer> => {
  runs += 1;
  const meta = ctx.meta.object('note');
  if (!meta) throw new Error('no notes');
  const { id } = await createRecord(ctx, meta, { name: '一' });
  return { status: 201, headers: { etag: '"1"' }, body: { id } };
};
const notes = async () =>
  (await tenant.system.query<{ n: number }>(sql`select count(*)::int as n from note where tenant_id = ${tenant.id}`))[0]?.n;
const asked = (key: string, body = '{}') => ({ route: 'POST /x', key, body });

it('repeats the first answer, and refuses the key with another body', async () => {
  const first = await once(me, asked('a'), create);
  expect(await once(me, asked('a'), create)).toEqual(first);
  await expect(once(me, asked('a', '{"b":1}'), create)).rejects.toMatchObject({ status: 422, code: 'IDEMPOTENCY_MISMATCH' });
  expect([runs, await notes()]).toEqual([1, 1]);
  // another route, another person and another tenant have keys of their own
  await once(me, { ...asked('a'), route: 'POST /y' }, create);
  await once(tenant.as(somebody('王强')), asked('a'), create);
  await once((await engine.tenant()).as(somebody('外人')), asked('a'), create);
  expect([runs, await notes()]).toEqual([4, 3]);
});

it('runs once when many come at the same time; the others are told to wait', async () => {
  const before = await notes();
  const all = await Promise.allSettled(Array.from({ length: 6 }, () => once(me, asked('b'), create)));
  const waiting = all.filter((one) => one.status === 'rejected');
  expect(waiting.every((one) => (one.reason as { code?: string }).code === 'IN_PROGRESS')).toBe(true);
  expect(waiting.length).toBeLessThan(6);
  expect(await notes()).toBe((before ?? 0) + 1);
});

it('forgets a refused request, with all it had written', async () => {
  const before = await notes();
  const refuse = async (ctx: Context): Promise<Answer> => {
    await create(ctx);
    throw errors.RULE();
  };
  await expect(once(me, asked('c'), refuse)).rejects.toMatchObject({ code: 'RULE' });
  expect(await notes()).toBe(before);
  await expect(once(me, asked('c', 'other'), create)).resolves.toMatchObject({ status: 201 });
});

it('is taken over when the first died, and keeps answers for a day', async () => {
  await tenant.system.transaction((tx) =>
    tx.query(sql`
      insert into idempotency_key (tenant_id, user_id, route, key, body_hash, created_at)
      select tenant_id, user_id, route, 'd', body_hash, ${clock.now()} from idempotency_key where tenant_id = ${tenant.id} and key = 'a' and user_id = ${me.user.id}::uuid and route = 'POST /x'`),
  );
  await expect(once(me, asked('d'), create)).rejects.toMatchObject({ status: 409, code: 'IN_PROGRESS' });
  clock.advance(61_000);
  await expect(once(me, asked('d'), create)).resolves.toMatchObject({ status: 201 });
  const before = runs;
  clock.advance(23 * 3_600_000);
  await once(me, asked('d'), create);
  expect(runs).toBe(before);
  clock.advance(3_600_001);
  await once(me, asked('d', 'another body by now'), create);
  expect(runs).toBe(before + 1);
});

it('lets only one count when a slow first and its repetition overlap', async () => {
  const before = await notes();
  const slow = once(me, asked('e'), async (ctx) => {
    const answer = await create(ctx);
    clock.advance(61_000);
    await once(me, asked('e'), create);
    return answer;
  });
  await expect(slow).rejects.toMatchObject({ code: 'IN_PROGRESS' });
  expect(await notes()).toBe((before ?? 0) + 1);
});
