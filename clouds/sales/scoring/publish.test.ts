import { sql } from '@huanke/platform/database';
import { type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishModel, runPublishing } from './publish.ts';
import { readDefinition } from './read.ts';
import { rescoreLeads } from './rescore.ts';
import { createModel } from './store.ts';

let app: TestApp;
let t: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp();
  t = await app.tenant();
  other = await app.tenant();
});
afterAll(() => app.close());

const count = 2300;

const model = (points: number) => ({
  groups: [{ name: '匹配度', rules: [{ kind: 'fit', name: '有邮箱', points, filter: { field: 'email', op: 'isNotNull' } }] }],
});
const draft = async (points: number) => {
  const ctx = await app.app.contextFor({ tenant: t.id });
  const lead = ctx.meta.object('lead');
  if (!lead) throw new Error('no leads');
  const { id } = await createModel(ctx, readDefinition(ctx, lead, model(points)));
  await publishModel(ctx, id);
  return id;
};
const scores = async () => {
  const ctx = await app.app.contextFor({ tenant: t.id });
  const rows = await ctx.query<{ score: number | null; count: number }>(
    sql`select score::int, count(*)::int as count from lead where tenant_id = ${t.id} group by 1 order by 1`,
  );
  return rows.map((row) => [row.score, row.count]);
};
/** Runs until so many batches are done, then is killed. */
const run = async (id: string, batches: number) => {
  let left = batches;
  await runPublishing(await app.app.contextFor({ tenant: t.id }), id, async () => {
    left -= 1;
    if (left === 0) throw new Error('killed');
  });
};

it('keeps the old version until all leads are scored, goes on after a kill, and tells each new grade once', async () => {
  const ctx = await app.app.contextFor({ tenant: t.id });
  const [one] = await ctx.transaction(async (tx) => {
    await tx.query(sql`
      insert into lead (tenant_id, id, name, email, status, created_at, updated_at)
      select ${t.id}, gen_random_uuid(), '线索' || n, 'a' || n || '@x.example', 'new', now(), now() from generate_series(1, ${count}) n`);
    return tx.query<{ id: string }>(sql`select id from lead where tenant_id = ${t.id} order by id limit 1`);
  });
  const theirs = (await other.as.admin.post('/records/lead', { name: '别家', email: 'b@x.example' })).body.id;
  const first = await draft(30);
  await run(first, 100);
  expect(await scores()).toEqual([[30, count]]);
  const second = await draft(60);
  // two of three batches scored, then killed: everybody has the old score, also who is scored meanwhile
  await expect(run(second, 2)).rejects.toThrow('killed');
  await rescoreLeads(ctx, [one?.id ?? '']);
  expect(await scores()).toEqual([[30, count]]);
  const { body } = await t.as.admin.get('/score-models');
  expect(
    body.items.map((item: { version: number; status: string; step: string | null }) => [item.version, item.status, item.step]),
  ).toEqual([
    [2, 'publishing', 'score'],
    [1, 'published', null],
  ]);
  // the third batch of the first step, and one of the second
  await expect(run(second, 2)).rejects.toThrow('killed');
  expect(await scores()).toEqual([
    [30, count - 1000],
    [60, 1000],
  ]);
  await run(second, 100);
  expect(await scores()).toEqual([[60, count]]);
  expect((await other.as.admin.get(`/records/lead/${theirs}`)).body.score).toBeNull();
  const events = await ctx.query<{ event: string; to: string; count: number; records: number }>(sql`
    select event, changes ->> 'to' as to, count(*)::int as count, count(distinct record_id)::int as records from event
    where tenant_id = ${t.id} and event in ('lead.graded', 'lead.mql') group by 1, 2 order by 1, 2`);
  expect(events).toEqual([
    { event: 'lead.graded', to: 'B', count, records: count },
    { event: 'lead.graded', to: 'C', count, records: count },
    { event: 'lead.mql', to: null, count, records: count },
  ]);
  const kept = await ctx.query(
    sql`select count(*)::int as count, count(distinct record_id)::int as leads from record_score where tenant_id = ${t.id}`,
  );
  expect(kept).toEqual([{ count, leads: count }]);
});
