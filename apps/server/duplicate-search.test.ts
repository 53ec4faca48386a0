import { sql } from '@huanke/platform/database';
import { searchAll } from '@huanke/platform/duplicates';
import { newId } from '@huanke/platform/kernel';
import { matchRuleOf } from '@huanke/platform/metadata';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { createRecord, scorePair } from '@huanke/platform/records';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let ctx: Context;
let account: ObjectMeta;

const companies: readonly (readonly [name: string, rest?: object])[] = [
  ['深圳市星河环宇科技（集团）有限公司', { uscc: '91350100M000100Y43' }],
  ['星河环宇(深圳)科技有限公司'],
  ['星河環宇科技有限公司深圳分公司'],
  ['星河寰宇科技有限公司'],
  ['星河环宇科技有限公司', { uscc: '91310000MA00003490' }],
  ['杭州云帆贸易有限责任公司', { phone: '0571-86860001' }],
  ['云帆公司', { phone: '057186860001' }],
  ['云帆食品有限公司'],
  ['远洋轴承厂', { phone: '13800138001' }],
  ['YYZC', { phone: '+86 138 0013 8001' }],
  ['上海实业有限公司'],
  ['北京实业有限公司'],
  ['江南春天酒业有限公司'],
  ['江南春天酒业有限公司'],
  ['江南春夭酒业有限公司'],
  ['与谁都不像有限公司'],
];

async function seed(tenant: TestTenant): Promise<void> {
  const own = await t.app.contextFor({ tenant: tenant.id, user: tenant.as.manager.user });
  for (const [name, rest] of companies) await createRecord(own, account, { name, ...rest }, { duplicates: 'allow' });
}

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
  ctx = await t.app.contextFor({ tenant: a.id });
  account = ctx.meta.object('account') as ObjectMeta;
  await seed(a);
  await seed(b);
});
afterAll(() => t.close());

const begin = async (job: string) =>
  ctx.transaction((tx) =>
    tx.query(sql`
    insert into duplicate_search (tenant_id, object, job) values (${a.id}, 'account', ${job})
    on conflict (tenant_id, object) do update set job = excluded.job, step = 0`),
  );
const noProgress = async () => undefined;

/** Names of the members of each set, in a fixed order. */
async function sets(tenant = a): Promise<string[][]> {
  const answer = await tenant.as.manager.get('/duplicates/sets?object=account&limit=50');
  expect(answer.status, answer.text).toBe(200);
  return answer.body.items.map((set: { records: { name: string }[] }) => set.records.map((record) => record.name).sort()).sort();
}

/** Every pair held against every other, and joined: slow and plain. */
function expected(): string[][] {
  const rule = matchRuleOf(account);
  if (!rule) throw new Error('no rule');
  const rows = companies.map(([name, rest], index) => ({ index, name, values: { name, ...rest } }));
  const root = rows.map((_, index) => index);
  const find = (index: number): number => (root[index] === index ? index : find(root[index] ?? index));
  for (const left of rows)
    for (const right of rows)
      if (left.index < right.index && scorePair(rule, left.values, right.values).score >= 60) root[find(right.index)] = find(left.index);
  return [...Map.groupBy(rows, (row) => find(row.index)).values()]
    .filter((group) => group.length > 1)
    .map((group) => group.map((row) => row.name).sort())
    .sort();
}

test('the search finds what a comparison of every record with every other finds', async () => {
  const job = newId();
  await begin(job);
  await searchAll(ctx, account, job, noProgress);
  const found = await sets();
  expect(found).toEqual(expected());
  expect(found).toContainEqual(['YYZC', '远洋轴承厂']);
  expect(found.flat()).not.toContain('星河環宇科技有限公司深圳分公司');
  expect(found.flat()).not.toContain('上海实业有限公司');
  expect(await sets(b)).toEqual([]);
});

test('a search that was cut off at any step goes on there and ends the same', async () => {
  const whole = await sets();
  for (let stop = 1; stop < 14; stop += 3) {
    const job = newId();
    await begin(job);
    let steps = 0;
    const cut = async () => {
      steps += 1;
      if (steps > stop) throw new Error('killed');
    };
    await expect(searchAll(ctx, account, job, cut)).rejects.toThrow('killed');
    // what was found before stays until the new search has ended
    expect(await sets()).toEqual(whole);
    await searchAll(ctx, account, job, noProgress);
    expect(await sets()).toEqual(whole);
  }
});

test('who decides that a set is none is remembered; merged records leave the review', async () => {
  const { manager, seller, readOnly } = a.as;
  const items = (await manager.get('/duplicates/sets?object=account')).body.items;
  expect(items[0].score).toBeGreaterThanOrEqual(items.at(-1).score);
  const twins = items.find((set: { records: { name: string }[] }) => set.records.some((record) => record.name === 'YYZC'));
  expect(twins).toMatchObject({ score: 90, kind: 'mobile', hidden: 0 });
  expect((await seller.get('/duplicates/sets?object=account')).status).toBe(403);
  expect((await readOnly.post(`/duplicates/sets/${twins.id}/dismiss`)).status).toBe(403);
  expect((await b.as.manager.post(`/duplicates/sets/${twins.id}/dismiss`)).status).toBe(404);
  expect((await manager.post(`/duplicates/sets/${twins.id}/dismiss`)).status).toBe(204);
  const wine = items.find((set: { records: { name: string }[] }) => set.records.some((record) => record.name.startsWith('江南')));
  // two of three are called alike: that is what is said of the set, not how near the third is
  expect(wine).toMatchObject({ score: 95, kind: 'company' });
  const [winner, ...losers] = wine.records.map((record: { id: string }) => record.id);
  expect((await manager.post('/records/account/merge', { winner, losers })).status).toBe(200);
  const job = newId();
  await begin(job);
  await searchAll(ctx, account, job, noProgress);
  const names = (await sets()).flat();
  expect(names).not.toContain('YYZC');
  expect(names).not.toContain('江南春天酒业有限公司');
});

test('over HTTP: one search at a time, its state, pages and refusals', async () => {
  await t.startWork();
  const { manager } = b.as;
  expect((await manager.get('/duplicates/search?object=account')).body).toEqual({ foundAt: null, job: null });
  const started = await manager.post('/duplicates/search', { object: 'account' });
  expect(started.status).toBe(202);
  await until(async () => (await manager.get(`/jobs/${started.body.id}`)).body.status === 'done');
  expect((await manager.get('/duplicates/search?object=account')).body).toEqual({ foundAt: expect.any(String), job: null });
  expect(await sets(b)).toEqual(expected());
  const first = (await manager.get('/duplicates/sets?object=account&limit=1')).body;
  const second = (await manager.get(`/duplicates/sets?object=account&limit=1&cursor=${first.nextCursor}`)).body;
  expect(second.items[0].id).not.toBe(first.items[0].id);
  expect((await manager.get('/duplicates/sets?object=account&cursor=!')).status).toBe(400);
  expect((await manager.post('/duplicates/search', { object: 'opportunity' })).status).toBe(409);
  expect((await manager.post('/duplicates/search', { object: 'nothing' })).status).toBe(404);
  expect((await b.as.seller.post('/duplicates/search', { object: 'account' })).status).toBe(403);
});
