import { testClock } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/** SAL-11: tags by rule, where tags come from, and what stays somebody's own. */
const start = '2026-03-20T02:00:00.000Z';
const clock = testClock(start);
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock });
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());
beforeEach(() => clock.set(start));

const refusal = ({ status, body }: Answer) => [status, body.errors?.[0]?.field, body.errors?.[0]?.code];
let names = 0;
const account = async (values: object = {}, client: Client = tenant.as.seller): Promise<string> => {
  names += 1;
  return ok(await client.post('/records/account', { name: `沧浪第${names}仪表厂`, ...values })).body.id;
};
const rulePath = (name: string) => `/meta/objects/account/parts/tagRule/${name}`;
const rule = (tag: string, filter: object, more: object = {}) => ({
  tag,
  reason: { zh: `${tag}的原因`, en: `Why ${names}` },
  filter,
  ...more,
});
const put = async (name: string, body: object, client: Client = tenant.as.admin) => ok(await client.put(rulePath(name), body));
const tags = async (id: string, client: Client = tenant.as.seller): Promise<string[]> =>
  (ok(await client.get(`/records/account/${id}`)).body.tags ?? []).toSorted();
const become = (id: string, expected: readonly string[], client?: Client) =>
  until(async () => JSON.stringify(await tags(id, client)) === JSON.stringify(expected), `tags ${expected.join()} of ${id}`);
const origins = async (id: string, client: Client = tenant.as.seller) =>
  ok(await client.get(`/records/account/${id}/panels/tags`)).body.data.tags;
const nightly = async () => {
  const job = app.app.registry.jobs.get('tags.nightly');
  await job?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
};
const large = { field: 'employees', op: 'gte', value: 1000 };

it('puts the tag on records there are and on those saved later, says why and since when, and takes it off again', async () => {
  const [big, small] = [await account({ employees: 5000, tags: ['老客户'] }), await account({ employees: 10 })];
  const foreign = await account({ employees: 5000 }, other.as.seller);
  clock.set('2026-03-21T02:00:00.000Z');
  await put('large', rule('大企业', large));
  await become(big, ['大企业', '老客户']);
  expect(await origins(big)).toMatchObject([
    { name: '大企业', origin: 'rule', reason: { zh: '大企业的原因' }, since: '2026-03-21T02:00:00.000Z', by: null },
    { name: '老客户', origin: 'manual', reason: null, since: start, by: { id: tenant.as.seller.user } },
  ]);
  const { items } = ok(await tenant.as.seller.get(`/records/account/${big}/history`)).body;
  expect(items[0]).toMatchObject({ channel: 'automation', changes: [{ field: 'tags', old: ['老客户'], new: ['老客户', '大企业'] }] });

  ok(await tenant.as.seller.patch(`/records/account/${small}`, { employees: 2000 }));
  await become(small, ['大企业']);
  ok(await tenant.as.seller.patch(`/records/account/${big}`, { employees: 20 }));
  await become(big, ['老客户']);
  expect(await tags(foreign, other.as.seller)).toEqual([]);
});

it('leaves alone what somebody has put on themselves, and puts its own on again', async () => {
  await put('south', rule('华南', { field: 'region', op: 'eq', value: '广东' }));
  const own = await account({ region: '广东', tags: ['华南'] });
  const ruled = await account({ region: '广东' });
  await become(ruled, ['华南']);
  expect(await origins(own)).toMatchObject([{ name: '华南', origin: 'manual' }]);
  for (const id of [own, ruled]) ok(await tenant.as.seller.patch(`/records/account/${id}`, { region: '北京' }));
  await become(ruled, []);
  expect(await tags(own)).toEqual(['华南']);

  ok(await tenant.as.seller.patch(`/records/account/${ruled}`, { region: '广东' }));
  await become(ruled, ['华南']);
  ok(await tenant.as.seller.patch(`/records/account/${ruled}`, { tags: [] }));
  await become(ruled, ['华南']);
});

it('goes with the day: every night', async () => {
  const id = await account();
  await put('fresh', rule('新客户', { field: 'createdAt', op: 'within', value: 'lastNDays:7' }));
  await become(id, ['新客户']);
  clock.set('2026-03-29T02:00:00.000Z');
  await nightly();
  expect(await tags(id)).toEqual([]);
  ok(await tenant.as.admin.delete(rulePath('fresh')));
});

it('ends with the rule: out of use, deleted, or with another tag', async () => {
  const steel = { field: 'country', op: 'eq', value: '钢国' };
  const id = await account({ country: '钢国', tags: ['自己的'] });
  await put('steel', rule('钢铁', steel));
  await become(id, ['自己的', '钢铁']);
  await put('steel', rule('冶金', steel));
  await become(id, ['冶金', '自己的']);
  await put('steel', rule('冶金', steel, { active: false }));
  await become(id, ['自己的']);
  await put('steel', rule('冶金', steel));
  await become(id, ['冶金', '自己的']);
  ok(await tenant.as.admin.delete(rulePath('steel')));
  await become(id, ['自己的']);
});

it('follows a tag that is renamed, with its origin', async () => {
  const id = await account({ country: '花国' });
  await put('flower', rule('花卉', { field: 'country', op: 'eq', value: '花国' }));
  await become(id, ['花卉']);
  // the list learns of a new tag by an event
  await until(async () => (await tenant.as.admin.get('/tags')).body.items.some(({ name }: { name: string }) => name === '花卉'), 'the tag');
  ok(await tenant.as.admin.patch(`/tags/${encodeURIComponent('花卉')}`, { name: '园艺' }));
  await become(id, ['园艺']);
  await nightly();
  expect(await origins(id)).toMatchObject([{ name: '园艺', origin: 'rule', reason: { zh: '花卉的原因' } }]);
  const { items } = ok(await tenant.as.admin.get('/meta/objects/account/parts/tagRule')).body;
  expect(items.find(({ name }: { name: string }) => name === 'flower').definition.tag).toBe('园艺');
});

it('says why a tag somebody put on is there, and takes it off after its last day', async () => {
  const { seller, colleague, readOnly } = tenant.as;
  const id = await account({ tags: ['试用中', '重点'], country: '试国' });
  const path = (name: string, of = id) => `/records/account/${of}/tags/${encodeURIComponent(name)}`;
  const said = ok(await seller.patch(path('试用中'), { reason: '样机借用到 22 日', until: '2026-03-22' })).body;
  expect(said).toMatchObject({
    name: '试用中',
    origin: 'manual',
    reason: { zh: '样机借用到 22 日' },
    until: '2026-03-22',
    by: { id: seller.user },
  });
  clock.set('2026-03-22T02:00:00.000Z');
  await nightly();
  expect(await tags(id)).toEqual(['试用中', '重点'].toSorted());
  clock.set('2026-03-23T02:00:00.000Z');
  await nightly();
  expect(await tags(id)).toEqual(['重点']);

  expect(refusal(await seller.patch(path('重点'), { until: '2026-03-22' }))).toEqual([422, 'until', 'INVALID_VALUE']);
  expect(refusal(await seller.patch(path('重点'), { until: '2026-02-30' }))).toEqual([422, 'until', 'INVALID_VALUE']);
  expect((await seller.patch(path('没有'), {})).status).toBe(404);
  expect((await colleague.patch(path('重点'), {})).status).toBe(404);
  expect((await readOnly.patch(path('重点'), {})).status).toBe(403);
  expect((await other.as.admin.patch(path('重点'), {})).status).toBe(404);
  await put('trial', rule('按规则的', { field: 'country', op: 'eq', value: '试国' }));
  await become(id, ['按规则的', '重点'].toSorted());
  expect((await seller.patch(path('按规则的'), { reason: '我说的' })).body.code).toBe('TAG_BY_RULE');
});

it('refuses bad rules, and whoever may not make them', async () => {
  const { admin, seller } = tenant.as;
  const bad = async (body: object, object = 'account') => refusal(await admin.put(`/meta/objects/${object}/parts/tagRule/bad`, body));
  expect(await bad(rule('坏', { field: 'nothing', op: 'eq', value: 1 }))).toEqual([422, 'filter', 'INVALID_VALUE']);
  expect(await bad(rule('坏', { field: 'owner', op: 'eq', value: 'me' }))).toEqual([422, 'filter', 'INVALID_VALUE']);
  expect(await bad(rule('坏', { field: 'tags', op: 'contains', value: '大企业' }))).toEqual([422, 'filter', 'INVALID_VALUE']);
  expect(await bad({ reason: { zh: '原因', en: 'Why' }, filter: large })).toEqual([422, 'tag', 'REQUIRED']);
  expect(await bad({ tag: '坏', filter: large })).toEqual([422, 'reason', 'REQUIRED']);
  expect(await bad(rule('坏', large, { field: 'name' }))).toEqual([422, 'field', 'INVALID_VALUE']);
  expect(await bad(rule('坏', { field: 'name', op: 'isNotNull' }), 'product')).toEqual([422, 'field', 'INVALID_VALUE']);
  expect((await seller.put(rulePath('mine'), rule('我', large))).status).toBe(403);
  const id = await account();
  expect((await other.as.admin.get(`/records/account/${id}/panels/tags`)).status).toBe(404);
});
