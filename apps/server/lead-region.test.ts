import { sql } from '@huanke/platform/database';
import { testClock } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Where a lead lies (SAL-1, region): its address, by the codes of GB/T 2260. */
const clock = testClock('2026-03-20T02:00:00.000Z');
let app: TestApp;
let t: TestTenant;
beforeAll(async () => {
  app = await testApp({ clock });
  t = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

const capture = async (lead: object): Promise<string> => {
  const made = await t.as.admin.post('/leads/capture', { source: 'website', lead });
  expect(made.status, made.text).toBe(201);
  return made.body.lead;
};
const profile = async (who: Client, body: object) =>
  expect((await t.as.admin.put(`/assignments/profiles/${who.user}`, body)).status).toBe(204);

it('a form says in words where somebody is; filters, scores and the account that is made know the place', async () => {
  const { admin } = t.as;
  const xihu = await capture({ name: '西湖的', wechat: 'wx_xihu', address: '浙江杭州西湖区文三路 1 号', company: '西湖仪表' });
  const read = (await admin.get(`/records/lead/${xihu}`)).body.address;
  expect(read).toEqual({ region: '330106', street: '文三路 1 号' });
  const province = await capture({ name: '只说省的', wechat: 'wx_jiangsu', address: '江苏' });
  const nowhere = await capture({ name: '说不清的', wechat: 'wx_none', address: '老地方' });
  const code = await capture({ name: '给代码的', wechat: 'wx_code', address: { region: '330203' } });
  expect((await admin.get(`/records/lead/${province}`)).body.address).toEqual({ region: '320000' });
  expect((await admin.get(`/records/lead/${nowhere}`)).body.address).toEqual({ street: '老地方' });
  // a place that is no place is refused as ever
  const bad = await admin.post('/leads/capture', {
    source: 'website',
    lead: { name: '错', wechat: 'wx_bad', address: { region: '999999' } },
  });
  expect([bad.status, bad.body.errors[0].field]).toEqual([422, 'address']);
  // a known person who says it later
  const quiet = await capture({ name: '后来说的', wechat: 'wx_later' });
  const again = await admin.post('/leads/capture', { source: 'ads', lead: { name: '后来说的', wechat: 'wx_later', address: '宁波市' } });
  expect([again.body.outcome, (await admin.get(`/records/lead/${quiet}`)).body.address]).toEqual(['touched', { region: '330200' }]);
  const under = { field: 'address', op: 'under', value: '330000' };
  const found = (await admin.post('/records/lead/query', { filter: under, fields: ['id'] })).body.records;
  expect(found.map(({ id }: { id: string }) => id).sort()).toEqual([xihu, code, quiet].sort());
  const model = await admin.post('/score-models', {
    groups: [{ name: '地区', rules: [{ kind: 'fit', name: '浙江', points: 30, filter: under }] }],
  });
  expect(model.status, model.text).toBe(201);
  await admin.post(`/score-models/${model.body.id}/publish`);
  await until(async () => (await admin.get(`/records/lead/${xihu}`)).body.score === 30, 'the score by region');
  expect((await admin.get(`/records/lead/${province}`)).body.score).toBe(0);
  const converted = await admin.post(`/records/lead/${xihu}/actions/convert`, { input: { opportunity: false } });
  expect(converted.status, converted.text).toBe(200);
  const { account } = converted.body.result;
  expect((await admin.get(`/records/account/${account}`)).body.region).toBe('浙江省杭州市西湖区');
  const addresses = await admin.post('/records/accountAddress/query', {
    filter: { field: 'account', op: 'eq', value: account },
    fields: ['address', 'main'],
  });
  expect(addresses.body.records).toMatchObject([{ address: { region: '330106', street: '文三路 1 号' }, main: true }]);
});

it('rules and plans of dispatching find who has the region, by its place and not by how its name begins', async () => {
  const { admin, seller: zhejiang, colleague: hainan, outsider: hangzhou } = t.as;
  await profile(zhejiang, { regions: ['浙江'] });
  await profile(hainan, { regions: ['海南'] });
  await profile(hangzhou, { regions: ['杭州'] });
  const people = [hainan, hangzhou, zhejiang].map(({ user: id }) => ({ kind: 'user', id }));
  const rule = { name: '按地区', method: 'roundRobin', people, regionField: 'address' };
  const refused = await admin.post('/assignments/rules/lead', { ...rule, regionField: 'tags' });
  expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'regionField']);
  expect((await admin.post('/assignments/rules/lead', rule)).status).toBe(201);
  const places = ['330106', '330203', '460100', '632500', undefined];
  const records = await Promise.all(
    places.map(async (region, n) => {
      const made = await admin.post('/records/lead', { name: `线索${n}`, wechat: `wx_r${n}`, ...(region ? { address: { region } } : {}) });
      return made.body.id as string;
    }),
  );
  const { items } = (await admin.post('/assignments/simulate', { object: 'lead', records })).body;
  const fits = items.map(({ considered }: { considered: { id: string; refused: string | null }[] }) =>
    considered.filter(({ refused: why }) => why === null).map(({ id }) => id),
  );
  // 海南藏族自治州 (632500) lies in 青海; where nothing is said everybody may have it
  expect(fits).toEqual([[hangzhou.user, zhejiang.user], [zhejiang.user], [hainan.user], [], [hainan.user, hangzhou.user, zhejiang.user]]);
  const ctx = await admin.context();
  await ctx.transaction((tx) => tx.query(sql`update lead set owner = null where tenant_id = ${t.id} and id = any(${records}::uuid[])`));
  const began = await admin.post('/dispatch-runs', {
    people: [{ kind: 'user', id: hangzhou.user }],
    regionField: 'address',
    weights: { chance: 0, skill: 0, territory: 1, load: 0, travel: 0 },
  });
  expect(began.status, began.text).toBe(202);
  const url = `/dispatch-runs/${began.body.id}`;
  await until(async () => (await admin.get(url)).body.status === 'draft', 'the plan');
  const lines: { lead: { id: string }; value: number }[] = (await admin.get(url)).body.lines;
  const worth = new Map(lines.map(({ lead, value }) => [lead.id, value]));
  expect(records.map((id) => worth.get(id))).toEqual([10_000, 0, 0, 0, 0]);
});
