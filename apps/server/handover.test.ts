import { sql } from '@huanke/platform/database';
import { beginDue, moveLate, runHandover } from '@huanke/platform/handover';
import type { Clock } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let admin: Client;
/** Runs with the real time, `ahead` of it. */
let ahead = 0;
const clock: Clock = { now: () => new Date(Date.now() + ahead) };
beforeAll(async () => {
  t = await testApp({ clock });
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

  expect(preview.body.counts.find((one: { object: string }) => one.object === 'lead').money).toEqual([]);
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

const open = async (client: Client, values: object): Promise<string> => {
  const answer = await client.post('/records/opportunity', values);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
};
/** A result file as rows of cells; no cell of these tests holds a comma. */
const rowsOf = (text: string) =>
  text
    .replace('\uFEFF', '')
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
const ended = (url: string, id: string) =>
  until(async () => {
    const { body } = await admin.get(`${url}/${id}`);
    return body.status === 'done' && body;
  }, 'handover');

it('sums money in the preview, tells what became of each record, leaves what a rule refuses, and keeps the credit of closed deals', async () => {
  const c = await t.tenant();
  admin = c.as.admin;
  const { seller, colleague } = c.as;
  const url = `/users/${seller.user}/handovers`;
  await admin.patch(`/records/user/${seller.user}`, { name: '王离' });
  await admin.patch(`/records/user/${colleague.user}`, { name: '李接' });
  const account = (await seller.post('/records/account', { name: '恒润化工' })).body.id;
  const won = await open(seller, { name: '成交', account, amount: '1000.50', stage: 'initial' });
  expect((await seller.post(`/records/opportunity/${won}/actions/win`, { input: {} })).status).toBe(200);
  const running = await open(seller, { name: '进行中', account, amount: '200', currency: 'CNY' });
  const dollars = await open(seller, { name: '美元', account, amount: '30', currency: 'USD' });
  const stuck = await open(seller, { name: '冻结', account, amount: '4' });
  const text = (zh: string) => ({ zh, en: zh });
  const rule = { label: text('冻结'), condition: 'ISCHANGED(owner) && name = "冻结"', message: text('冻结的商机不能改'), field: 'name' };
  const made = await admin.put('/meta/objects/opportunity/parts/validation/frozen', rule);
  expect(made.status, JSON.stringify(made.body)).toBeLessThan(300);

  const preview = (await admin.get(`${url}/preview`)).body;
  expect(preview.counts.find((one: { object: string }) => one.object === 'opportunity')).toEqual({
    object: 'opportunity',
    count: 4,
    money: [
      { field: 'amount', currency: 'CNY', sum: '1204.50' },
      { field: 'amount', currency: 'USD', sum: '30.00' },
    ],
  });

  const { id } = (await admin.post(url, { to: colleague.user })).body;
  const report = await ended(url, id);
  expect(report).toMatchObject({ counts: { account: 1, opportunity: 3 }, left: [{ object: 'opportunity', skipped: 0, failed: 1 }] });
  const file = await admin.get(`${url}/${id}/results.csv`);
  expect(decodeURIComponent(String(file.headers['content-disposition']))).toContain('王离 交接结果.csv');
  const rows = rowsOf(file.text);
  expect(rows[0]).toEqual(['对象', '编号', '名称', '接手人', '结果', '原因', '时间']);
  expect(
    rows
      .slice(1)
      .map((row) => row.slice(0, 6))
      .toSorted((x, y) => String(x).localeCompare(String(y))),
  ).toEqual(
    [
      ['客户', account, '恒润化工', '李接', '已交接', ''],
      ['商机', won, '成交', '李接', '已交接', ''],
      ['商机', running, '进行中', '李接', '已交接', ''],
      ['商机', dollars, '美元', '李接', '已交接', ''],
      ['商机', stuck, '冻结', '李接', '失败', '冻结的商机不能改'],
    ].toSorted((x, y) => String(x).localeCompare(String(y))),
  );
  // the deal belongs to the successor, the credit stays
  expect((await admin.get(`/records/opportunity/${won}`)).body).toMatchObject({
    owner: { id: colleague.user },
    creditTo: { id: seller.user, title: '王离' },
  });
  expect((await admin.get(`/records/opportunity/${running}`)).body).toMatchObject({ owner: { id: colleague.user }, creditTo: null });
  const outbox = (await admin.get('/events?since=')).body.items.filter((one: { event: string }) => one.event === 'handover.completed');
  expect(outbox).toMatchObject([{ object: 'user', record: seller.user, changes: { handover: id, counts: { opportunity: 3 } } }]);

  // nobody is deleted while something is theirs
  const refused = await admin.delete(`/records/user/${seller.user}`);
  expect(refused.status).toBe(409);
  expect(refused.body.detail).toBe('名下还有 1 条记录，请先交接给别人');
  await admin.delete('/meta/objects/opportunity/parts/validation/frozen');
  await ended(url, (await admin.post(url, { to: colleague.user })).body.id);
  expect((await admin.delete(`/records/user/${seller.user}`)).status).toBe(204);

  for (const other of [b.as.admin, c.as.manager]) {
    expect([403, 404]).toContain((await other.get(`${url}/${id}`)).status);
    expect([403, 404]).toContain((await other.get(`${url}/${id}/results.csv`)).status);
  }
});

it('gives up on what is given back again and again, and catches what comes to a leaver after the end', async () => {
  const c = await t.tenant();
  admin = c.as.admin;
  const { seller, colleague } = c.as;
  const url = `/users/${seller.user}/handovers`;
  const [back, free] = [
    (await seller.post('/records/account', { name: '总是回来' })).body.id,
    (await seller.post('/records/account', { name: '平常' })).body.id,
  ];
  const system = await t.app.contextFor({ tenant: c.id });
  const giveBack = (id: string) =>
    system.transaction((tx) => tx.query(sql`update account set owner = ${seller.user} where tenant_id = ${c.id} and id = ${id}`));
  const { id } = (await admin.post(url, { to: colleague.user, deactivate: true })).body;
  await ended(url, id);
  // a record that something gives back after each move; the worker is out of the way
  await system.transaction((tx) => tx.query(sql`update handover set finished_at = null where tenant_id = ${c.id} and id = ${id}`));
  let moves = 0;
  await giveBack(back);
  await runHandover(system, id, async () => {
    moves += 1;
    await giveBack(back);
  });
  expect(moves).toBeLessThan(10);
  expect((await admin.get(`${url}/${id}`)).body).toMatchObject({
    counts: { account: 1 },
    left: [{ object: 'account', skipped: 1, failed: 0 }],
  });
  const rows = rowsOf((await admin.get(`${url}/${id}/results.csv`)).text);
  expect(rows.find((row) => row[1] === back)).toMatchObject({ 4: '已跳过', 5: '自动处理又把它分回给原负责人' });

  const late = (await admin.post('/records/account', { name: '迟到' })).body.id;
  await giveBack(late);
  expect(await moveLate(system)).toBe(1);
  expect((await admin.get(`/records/account/${late}`)).body.owner).toMatchObject({ id: colleague.user });
  expect((await admin.get(`${url}/${id}`)).body.counts).toEqual({ account: 2 });
  expect((await admin.get(`/records/account/${free}`)).body.owner).toMatchObject({ id: colleague.user });
  // somebody who is back keeps what is theirs
  await admin.post(`/users/${seller.user}/activate`);
  await giveBack(late);
  expect(await moveLate(system)).toBe(0);
  await admin.post(`/users/${seller.user}/deactivate`);
  ahead = 31 * 24 * 3_600_000;
  expect(await moveLate(system)).toBe(0);
  ahead = 0;
});

it('begins at its moment, can be called off before, and says why it could not begin', async () => {
  const c = await t.tenant();
  admin = c.as.admin;
  const { seller, colleague, outsider } = c.as;
  const url = `/users/${seller.user}/handovers`;
  const account = (await seller.post('/records/account', { name: '远航' })).body.id;
  const ownerOf = async () => (await admin.get(`/records/account/${account}`)).body.owner.id;
  const at = (days: number) => new Date(Date.now() + days * 24 * 3_600_000).toISOString();
  for (const effectiveAt of ['soon', at(400)])
    expect((await admin.post(url, { to: colleague.user, effectiveAt })).body.errors[0]).toMatchObject({ field: 'effectiveAt' });

  const first = (await admin.post(url, { to: colleague.user, deactivate: true, effectiveAt: at(2) })).body;
  expect(first.job).toBeNull();
  expect((await admin.get(`${url}/${first.id}`)).body).toMatchObject({ status: 'scheduled', counts: {} });
  expect(await admin.post(url, { to: colleague.user })).toMatchObject({ status: 409, body: { code: 'STATE' } });
  const system = await t.app.contextFor({ tenant: c.id });
  expect(await beginDue(system, first.id)).toBe(false);
  expect((await seller.get('/auth/me')).status).toBe(200);
  ahead = 2 * 24 * 3_600_000 + 1000;
  expect(await beginDue(system, first.id)).toBe(true);
  // off at once, and everything moves
  expect((await seller.get('/auth/me')).status).toBe(401);
  await ended(url, first.id);
  expect(await ownerOf()).toBe(colleague.user);
  ahead = 0;
  expect((await admin.post(`${url}/${first.id}/cancel`)).status).toBe(409);

  await admin.post(`/users/${seller.user}/activate`);
  const second = (await admin.post(url, { to: outsider.user, effectiveAt: at(1) })).body;
  expect((await b.as.admin.post(`${url}/${second.id}/cancel`)).status).toBe(404);
  expect((await c.as.manager.post(`${url}/${second.id}/cancel`)).status).toBe(403);
  expect((await admin.post(`${url}/${second.id}/cancel`)).status).toBe(204);
  ahead = 2 * 24 * 3_600_000;
  await beginDue(system, second.id);
  expect((await admin.get(`${url}/${second.id}`)).body).toMatchObject({ status: 'cancelled', problem: null });
  ahead = 0;
  const third = (await admin.post(url, { to: outsider.user, effectiveAt: at(1) })).body;
  await admin.post(`/users/${outsider.user}/deactivate`);
  ahead = 2 * 24 * 3_600_000;
  await beginDue(system, third.id);
  expect((await admin.get(`${url}/${third.id}`)).body).toMatchObject({ status: 'cancelled', problem: '接手人已停用或已删除' });
  ahead = 0;
  // by the worker alone
  const soon = (await admin.post(url, { to: colleague.user, effectiveAt: new Date(Date.now() + 800).toISOString() })).body;
  await ended(url, soon.id);
  const events = (await admin.get(`/audit?record=${seller.user}`)).body.items.map((one: { event: string }) => one.event);
  // entries of different days by the clock of the test: their order says nothing
  expect(events.filter((event: string) => event.startsWith('user.hando')).toSorted()).toEqual([
    ...Array(2).fill('user.handoverCancelled'),
    ...Array(4).fill('user.handoverPlanned'),
    ...Array(2).fill('user.handoverStarted'),
  ]);
});
