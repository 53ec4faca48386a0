import { type Answer, type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testClock } from '../kernel/index.ts';
import { purgeRecycleBins } from '../records/index.ts';

const clock = testClock('2026-03-01T08:00:00Z');
let t: TestApp;
let a: TestTenant;
let b: TestTenant;

beforeAll(async () => {
  t = await testApp({ clock });
  [a, b] = [await t.tenant(), await t.tenant()];
});
afterAll(() => t.close());

const key = (name: string) => ({ 'idempotency-key': name });
const total = async (object: string, who = a.as.seller): Promise<number> =>
  (await who.post(`/records/${object}/query`, { count: 'exact', limit: 1 })).body.count.value;

it('runs a bulk once, repeats its answer, and refuses another body', async () => {
  const body = { operation: 'create', records: [{ name: '甲' }, { name: '' }, { name: '丙' }] };
  const first = await a.as.seller.post('/records/account/bulk', body, key('bulk-1'));
  expect(first.body.results.map((one: { status: number }) => one.status)).toEqual([201, 422, 201]);
  const again = await a.as.seller.post('/records/account/bulk', body, key('bulk-1'));
  expect([again.status, again.body]).toEqual([200, first.body]);
  expect(await total('account')).toBe(2);
  const other = await a.as.seller.post('/records/account/bulk', { ...body, records: [{ name: '丁' }] }, key('bulk-1'));
  expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_MISMATCH' } });
});

it('runs an action once, for each record by itself', async () => {
  const leads = [];
  for (const name of ['周工', '吴工'])
    leads.push((await a.as.seller.post('/records/lead', { name, company: `${name}公司`, wechat: `wx_${name}` })).body.id);
  const convert = (id: string, input: object = {}) =>
    a.as.seller.post(`/records/lead/${id}/actions/convert`, { input: { ...deal, ...input } }, key('convert'));
  const deal = { opportunityName: '循环水', closeOn: '2030-06-30', amount: '1' };
  const before = await total('opportunity');
  const first = await convert(leads[0]);
  expect(first.status).toBe(200);
  expect((await convert(leads[0])).body).toEqual(first.body);
  // without the key the second time is refused: it is converted
  expect((await a.as.seller.post(`/records/lead/${leads[0]}/actions/convert`, { input: {} })).status).toBe(409);
  expect((await convert(leads[0], { account: null })).body.code).toBe('IDEMPOTENCY_MISMATCH');
  expect((await convert(leads[1])).body).not.toEqual(first.body);
  expect(await total('opportunity')).toBe(before + 2);
});

it('lets a refused request be sent again under its key', async () => {
  const refused = await a.as.seller.post('/records/account', { name: '' }, key('again'));
  expect(refused.status).toBe(422);
  expect((await a.as.seller.post('/records/account', { name: '补上了' }, key('again'))).status).toBe(201);
});

it('keeps people, companies and routes apart', async () => {
  const before = await total('contact', a.as.owner);
  const make = (who: typeof a.as.seller, object = 'contact') =>
    who.post(`/records/${object}`, { name: '同一个键', wechat: 'wx_1' }, key('shared'));
  const ids = [await make(a.as.seller), await make(a.as.colleague), await make(b.as.seller), await make(a.as.seller, 'lead')].map(
    ({ body }) => body.id,
  );
  expect(new Set(ids).size).toBe(4);
  expect(await total('contact', a.as.owner)).toBe(before + 2);
});

it('counts once when the same request comes several times at once; who must wait is told for how long', async () => {
  const before = await total('account');
  const answers: Answer[] = await Promise.all(
    Array.from({ length: 5 }, () => a.as.seller.post('/records/account', { name: '同时' }, key('race'))),
  );
  for (const { status, body, headers } of answers)
    expect(status === 201 || (status === 409 && body.code === 'IN_PROGRESS' && headers['retry-after'] === '1')).toBe(true);
  expect(await total('account')).toBe(before + 1);
  expect(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id)).size).toBe(1);
});

it('forgets a key after a day, also in the table', async () => {
  const rows = async () => (await t.app.owner.query('select 1 from idempotency_key')).rows.length;
  expect(await rows()).toBeGreaterThan(0);
  clock.advance(24 * 3_600_000 + 1);
  await purgeRecycleBins.run({ app: t.app, signal: new AbortController().signal, contextFor: t.app.contextFor }, undefined);
  expect(await rows()).toBe(0);
});
