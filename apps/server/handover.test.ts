import { sql } from '@huanke/platform/database';
import { runHandover } from '@huanke/platform/handover';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let admin: Client;
beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
  admin = a.as.admin;
});
afterAll(() => t.close());

const many = (object: string, count: number, values: (n: number) => object, client = a.as.seller) =>
  client.post(`/records/${object}/bulk`, { operation: 'create', records: Array.from({ length: count }, (_, n) => values(n)) });
const owned = async (object: string, user: string) => {
  const { body } = await admin.post(`/records/${object}/query`, {
    filter: { field: 'owner', op: 'eq', value: user },
    count: 'exact',
    limit: 1,
  });
  return body.count.value as number;
};

it('moves everything of a leaver to several people, goes on after a stop, switches them off and reports', async () => {
  const { seller, colleague, manager } = a.as;
  await admin.post('/meta/objects', {
    name: 'x_car',
    label: '车辆',
    title: 'x_plate',
    fields: [{ name: 'x_plate', type: 'text', label: '车牌' }],
  });
  expect((await many('account', 1500, (n) => ({ name: `客户${n}` }))).status).toBe(400);
  for (let part = 0; part < 2; part += 1) expect((await many('account', 700, (n) => ({ name: `客户${part}-${n}` }))).status).toBe(200);
  await many('lead', 30, (n) => ({ name: `线索${n}` }));
  await many('x_car', 3, (n) => ({ x_plate: `浙A${n}` }));
  await many('activity', 4, (n) => ({ type: n < 3 ? 'task' : 'note', subject: `任务${n}`, done: n === 0 }));
  await seller.post('/views', { object: 'lead', name: '我的线索', definition: { columns: ['name'] } });
  await admin.patch(`/records/user/${colleague.user}`, { manager: { id: seller.user } });
  const shared = (await admin.post('/records/account', { name: '团队客户' })).body.id;
  const system = await t.app.contextFor({ tenant: a.id });
  await system.transaction((tx) =>
    tx.query(sql`
    insert into record_share (tenant_id, record_id, source, principal, kind, object, level, at)
    values (${a.id}, ${shared}, 'team', ${seller.user}, 'user', 'account', 'read', now())`),
  );
  await many('account', 2, (n) => ({ name: `别家${n}` }), b.as.seller);

  const preview = await admin.get(`/users/${seller.user}/handovers/preview`);
  expect(Object.fromEntries(preview.body.counts.map((one: { object: string; count: number }) => [one.object, one.count]))).toEqual({
    account: 1400,
    lead: 30,
    x_car: 3,
    activity: 4,
  });
  expect(preview.body).toMatchObject({ openTasks: 2, others: { views: 1, reports: 1, departments: 0, imports: 0, teams: 1, groups: 0 } });

  const asked = { to: colleague.user, objects: { lead: manager.user }, deactivate: true };
  const started = await admin.post(`/users/${seller.user}/handovers`, asked);
  expect(started.status, JSON.stringify(started.body)).toBe(202);
  // switched off at once, whatever is left to do
  expect((await seller.get('/auth/me')).status).toBe(401);
  let calls = 0;
  const killed = runHandover(system, started.body.id, async () => {
    calls += 1;
    if (calls === 2) throw new Error('killed');
  });
  await expect(killed).rejects.toThrow('killed');
  const half = (await admin.get(`/users/${seller.user}/handovers`)).body.items[0];
  expect(half).toMatchObject({ finishedAt: null, counts: { account: 1000 } });
  // something still comes to the leaver meanwhile
  const late = (await admin.post('/records/account', { name: '后来的' })).body.id;
  await system.transaction((tx) => tx.query(sql`update account set owner = ${seller.user} where tenant_id = ${a.id} and id = ${late}`));
  await t.startWork();
  await until(async () => (await admin.get(`/jobs/${started.body.job}`)).body.status === 'done', 'handover');

  const [report] = (await admin.get(`/users/${seller.user}/handovers`)).body.items;
  expect(report).toMatchObject({
    deactivate: true,
    finishedAt: expect.any(String),
    counts: { account: 1401, lead: 30, x_car: 3, activity: 4, views: 1, reports: 1, teams: 1 },
  });
  expect((await colleague.get(`/records/account/${shared}`)).status).toBe(200);
  for (const object of ['account', 'lead', 'x_car', 'activity']) expect(await owned(object, seller.user), object).toBe(0);
  expect(await owned('account', colleague.user)).toBe(1401);
  expect(await owned('lead', manager.user)).toBe(30);
  // nobody is their own manager
  expect((await admin.get(`/records/user/${colleague.user}`)).body.manager).toBeNull();
  const events = (await admin.get(`/audit?record=${seller.user}`)).body.items;
  expect(events.map((one: { event: string }) => one.event)).toEqual(['user.handedOver', 'user.handoverStarted', 'user.deactivated']);
  expect(events[0].data.counts).toMatchObject({ account: 1401 });
  expect(
    await t.app.database.read(b.id, (c) => c.query(sql`select 1 from account where tenant_id = ${b.id} and owner = ${b.as.seller.user}`)),
  ).toHaveLength(2);
});

it('asks for the right, a leaver, and successors who are there', async () => {
  const { outsider, colleague, manager } = a.as;
  const url = `/users/${outsider.user}/handovers`;
  expect((await manager.post(url, { to: colleague.user })).status).toBe(403);
  expect((await manager.get(url)).status).toBe(403);
  expect((await manager.get(`${url}/preview`)).status).toBe(403);
  expect((await b.as.admin.post(url, { to: b.as.seller.user })).status).toBe(404);
  expect((await admin.post(url, {})).status).toBeGreaterThanOrEqual(400);
  for (const [field, body] of [
    ['to', { to: 'x' }],
    ['to', { to: outsider.user }],
    ['to', { to: b.as.seller.user }],
    ['to', { to: a.as.seller.user }],
    ['objects.product', { to: colleague.user, objects: { product: colleague.user } }],
    ['objects.lead', { to: colleague.user, objects: { lead: outsider.user } }],
  ] as const)
    expect((await admin.post(url, body)).body.errors[0], JSON.stringify(body)).toMatchObject({ field });
  expect((await admin.get(url)).body.items).toEqual([]);
});
