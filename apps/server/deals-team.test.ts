import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

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

it('a seller asks a colleague for help; whoever has the deal next has its requests, whoever had it does not', async () => {
  const { manager, seller, colleague, outsider, readOnly } = tenant.as;
  const deal = ok(await seller.post('/records/opportunity', { name: '化工流程泵' })).body.id;
  const ask = (client: Client, more: object = {}) =>
    client.post('/records/collabRequest', { name: '现场勘测', opportunity: deal, ...more });
  const asked = ok(await ask(seller, { owner: outsider.user })).body.id;
  expect(ok(await outsider.get(at(asked))).body.owner).toMatchObject({ id: outsider.user });
  const byManager = ok(await ask(manager, { owner: outsider.user })).body.id;
  for (const id of [asked, byManager]) expect((await seller.get(at(id))).status).toBe(200);
  // not in the name of a person of another company, not by who may only read, and it stays a right to give it on
  expect((await ask(seller, { owner: other.as.seller.user })).status).toBe(422);
  expect((await ask(readOnly, { owner: outsider.user })).status).toBe(403);
  expect((await seller.patch(at(asked), { owner: colleague.user })).status).toBe(403);
  // other objects do not give records away like that
  expect((await seller.post('/records/opportunity', { name: '送出去', owner: colleague.user })).status).toBe(403);
  ok(await manager.patch(`/records/opportunity/${deal}`, { owner: colleague.user }));
  for (const id of [asked, byManager]) ok(await colleague.patch(at(id), { content: '周三上午' }));
  // who asked keeps what they asked for
  expect((await seller.get(at(asked))).status).toBe(200);
  expect((await seller.get(at(byManager))).status).toBe(404);
});

it('decisions keep every wording, are withdrawn and never deleted', async () => {
  const { admin, manager, seller, colleague, readOnly } = tenant.as;
  const deal = ok(await seller.post('/records/opportunity', { name: '冷冻水循环泵' })).body.id;
  const record = `/records/opportunity/${deal}`;
  const room = async (client: Client) => ok(await client.get(`${record}/panels/room`)).body.data;
  now = Date.parse('2026-03-25T02:00:00.000Z');
  const first = ok(await seller.post('/records/dealDecision', { name: '报价不低于 180 万', opportunity: deal })).body;
  const path = `/records/dealDecision/${first.id}`;
  now += 60_000;
  ok(await manager.patch(path, { name: '报价不低于 175 万' }));
  now += 60_000;
  ok(await seller.patch(path, { name: '报价 175 万，含三年备件' }));
  const said = (client: Client, text: string, minute: number) => ({
    text,
    at: `2026-03-25T02:0${minute}:00.000Z`,
    by: { id: client.user, title: expect.any(String) },
  });
  const { decisions } = await room(readOnly);
  expect(decisions).toMatchObject([{ id: first.id, name: '报价 175 万，含三年备件', revision: 3, status: 'valid' }]);
  expect(decisions[0].wordings).toEqual([
    said(seller, '报价 175 万，含三年备件', 2),
    said(manager, '报价不低于 175 万', 1),
    said(seller, '报价不低于 180 万', 0),
  ]);
  // nobody deletes it, nobody withdraws it by hand; withdrawn, it stays as it was
  for (const client of [seller, admin]) expect((await client.delete(path)).status).toBe(403);
  expect((await seller.patch(path, { status: 'withdrawn' })).status).toBe(422);
  const withdraw = (client: Client) => client.post(`${path}/actions/withdraw`, { input: { reason: '客户改了范围' } });
  expect((await withdraw(readOnly)).status).toBe(403);
  expect((await withdraw(colleague)).status).toBe(404);
  expect((await withdraw(other.as.admin)).status).toBe(404);
  expect((await seller.post(`${path}/actions/withdraw`, { input: { reason: '' } })).status).toBe(422);
  ok(await withdraw(seller));
  expect((await withdraw(manager)).status).toBe(409);
  expect((await seller.patch(path, { name: '又改' })).status).toBe(409);
  ok(await seller.post('/records/dealDecision', { name: '由交付经理负责现场', opportunity: deal }));
  expect((await room(seller)).decisions).toMatchObject([
    { name: '由交付经理负责现场', status: 'valid', revision: 1 },
    { name: '报价 175 万，含三年备件', status: 'withdrawn', withdrawnReason: '客户改了范围', withdrawnBy: { id: seller.user } },
  ]);
  expect((await readOnly.post('/records/dealDecision', { name: '看看', opportunity: deal })).status).toBe(403);
});

it('lines of minutes become tasks in one step, all or none', async () => {
  const { seller, colleague, outsider, readOnly } = tenant.as;
  const deal = ok(await seller.post('/records/opportunity', { name: '热水循环泵' })).body.id;
  const write = (client: Client, input: object) => client.post(`/records/opportunity/${deal}/actions/minutes`, { input });
  const task = { subject: '补充能耗对比', owner: outsider.user, dueOn: '2026-04-03' };
  const refused = await write(seller, {
    name: '技术交流会',
    tasks: [task, { ...task, subject: ' ' }, { ...task, owner: other.as.seller.user }],
  });
  expect([refused.status, ...refused.body.errors.map(({ field, code }: { field: string; code: string }) => `${field} ${code}`)]).toEqual([
    422,
    'tasks[1].subject REQUIRED',
    'tasks[2].owner LOOKUP_NOT_FOUND',
  ]);
  expect((await write(seller, { name: '技术交流会', tasks: [{ ...task, dueOn: '2026-02-30' }] })).status).toBe(422);
  expect((await write(seller, { name: ' ', tasks: [task] })).status).toBe(422);
  expect((await write(readOnly, { name: '技术交流会' })).status).toBe(403);
  for (const client of [colleague, other.as.admin]) expect((await write(client, { name: '技术交流会' })).status).toBe(404);
  const room = async () => ok(await readOnly.get(`/records/opportunity/${deal}/panels/room`)).body.data;
  expect(await room()).toEqual({ decisions: [], minutes: [] });
  const { result } = ok(
    await write(seller, { name: '技术交流会', content: '能耗是决定因素', attendees: '周工、李娜', tasks: [task] }),
  ).body;
  expect((await room()).minutes).toMatchObject([
    {
      id: result.minutes,
      name: '技术交流会',
      heldAt: new Date(now).toISOString(),
      tasks: [{ subject: task.subject, owner: { id: outsider.user }, dueOn: task.dueOn, status: 'open' }],
    },
  ]);
  // the task is its owner's, who is told of it
  const mine = `/records/activity/${result.tasks[0]}`;
  expect(ok(await outsider.get(mine)).body).toMatchObject({ type: 'task', owner: { id: outsider.user }, dueOn: task.dueOn });
  await until(async () => {
    const { items } = (await outsider.get('/notifications?limit=100')).body;
    return items.some(({ kind }: { kind: string }) => kind === 'recordAssigned');
  }, 'the owner of the task is told');
  ok(await outsider.patch(mine, { done: true }));
  expect((await room()).minutes[0].tasks[0].status).toBe('done');
});

it('who leaves the team of a deal finds its room closed at once', async () => {
  const { seller, outsider } = tenant.as;
  const deal = ok(await seller.post('/records/opportunity', { name: '脱硫循环泵' })).body.id;
  const record = `/records/opportunity/${deal}`;
  const decision = ok(await seller.post('/records/dealDecision', { name: '先做样机', opportunity: deal })).body.id;
  const { result } = ok(await seller.post(`${record}/actions/minutes`, { input: { name: '启动会' } })).body;
  const paths = [`${record}/panels/room`, `/records/dealDecision/${decision}`, `/records/dealMinutes/${result.minutes}`];
  const statuses = () => Promise.all(paths.map(async (path) => (await outsider.get(path)).status));
  expect(await statuses()).toEqual([404, 404, 404]);
  ok(await seller.post(`${record}/team`, { user: outsider.user, role: 'solutionManager', level: 'edit' }));
  expect(await statuses()).toEqual([200, 200, 200]);
  ok(await outsider.patch(`/records/dealDecision/${decision}`, { name: '先做两台样机' }));
  ok(await seller.delete(`${record}/team/${outsider.user}`));
  expect(await statuses()).toEqual([404, 404, 404]);
  expect((await outsider.patch(`/records/dealDecision/${decision}`, { name: '三台' })).status).toBe(404);
  expect((await outsider.post('/records/dealDecision', { name: '四台', opportunity: deal })).status).toBe(422);
});
