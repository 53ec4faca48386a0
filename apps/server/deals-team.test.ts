import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

// Friday, 16:00 in Shanghai
const friday = Date.parse('2026-03-20T08:00:00.000Z');
let now = friday;
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(now) } });
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

const ok = (answer: Answer): Answer => {
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer;
};
const at = (id: string) => `/records/collabRequest/${id}`;
const watch = () =>
  app.app.registry.jobs
    .get('sales.watchRequests')
    ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
const breaches = async (client: Client): Promise<string[]> => {
  const filter = { field: 'breachedAt', op: 'isNotNull' };
  const { records } = ok(await client.post('/records/collabRequest/query', { filter, fields: ['id'] })).body;
  return records.map(({ id }: { id: string }) => id);
};
const noticesOf = async (client: Client): Promise<string[]> =>
  (await client.get('/notifications?limit=100')).body.items
    .filter(({ kind }: { kind: string }) => kind === 'collabBreached')
    .map(({ text }: { text: string }) => text);

it('a request is due in working time; a minute over it stands in the list of breaches, once', async () => {
  const { admin, manager, outsider, seller, colleague } = tenant.as;
  const deal = ok(await manager.post('/records/opportunity', { name: '磁力泵框架' })).body.id;
  ok(await manager.patch(`/records/opportunity/${deal}`, { owner: seller.user }));
  const ask = (client: Client, more: object = {}) =>
    client.post('/records/collabRequest', { name: '选型支持', opportunity: deal, owner: outsider.user, ...more });
  // making something for somebody else is a manager's right
  expect((await ask(seller)).status).toBe(403);
  const request = ok(await ask(manager, { slaHours: 3 })).body;
  // two hours are left on Friday, one is Monday's
  expect(request.dueAt).toBe('2026-03-23T02:00:00.000Z');
  const shipped = ok(await ask(manager)).body;
  expect(shipped.dueAt).toBe('2026-03-23T07:00:00.000Z');
  // who does it, who asked and whose deal it is see it; others do not
  for (const client of [outsider, manager, seller]) expect((await client.get(at(request.id))).status).toBe(200);
  expect((await colleague.get(at(request.id))).status).toBe(404);
  expect((await other.as.admin.get(at(request.id))).status).toBe(404);
  now = Date.parse('2026-03-23T02:00:59.999Z');
  await watch();
  expect(await breaches(admin)).toEqual([]);
  now += 1;
  await Promise.all([watch(), watch()]);
  await watch();
  expect(await breaches(admin)).toEqual([request.id]);
  expect(await breaches(seller)).toEqual([request.id]);
  expect(await breaches(colleague)).toEqual([]);
  expect((await noticesOf(outsider)).length).toBe(1);
  expect((await noticesOf(manager)).length).toBe(1);
  await until(async () => {
    const { items } = (await admin.get('/events?limit=1000')).body;
    return items.filter(({ event }: { event: string }) => event === 'collabRequest.breached').length === 1;
  });
  // done in time is no breach; hours add up for the deal
  ok(await outsider.patch(at(shipped.id), { status: 'done', hours: 2.5 }));
  ok(await outsider.patch(at(request.id), { status: 'done', hours: 4 }));
  expect((await outsider.get(at(request.id))).body).toMatchObject({ doneAt: '2026-03-23T02:01:00.000Z' });
  now = Date.parse('2026-03-24T02:00:00.000Z');
  await watch();
  expect(await breaches(admin)).toEqual([request.id]);
  const sum = { groupBy: [], measures: [{ fn: 'sum', field: 'hours' }], filter: { field: 'opportunity', op: 'eq', value: deal } };
  expect(ok(await admin.post('/records/collabRequest/aggregate', sum)).body.rows).toEqual([{ 'sum:hours': '6.5' }]);
  expect((await outsider.patch(at(request.id), { dueAt: '2026-04-01T00:00:00.000Z' })).status).toBe(422);
});
