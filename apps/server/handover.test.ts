import { sql } from '@huanke/platform/database';
import { beginDue, moveLate, runHandover } from '@huanke/platform/handover';
import type { Clock } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, proofOf, type TestApp, type TestTenant, testApp } from './testing.ts';

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

it('gives records out by the rules without the leaver, or into a pool, goes on after a stop, and tells what stayed and why', async () => {
  const c = await t.tenant();
  admin = c.as.admin;
  const { seller, colleague, outsider, manager } = c.as;
  const url = `/users/${seller.user}/handovers`;
  const made = async (path: string, body: object): Promise<string> => {
    const answer = await admin.post(path, body);
    expect(answer.status, answer.text).toBe(201);
    return answer.body.id;
  };
  const rule = (object: string, name: string, people: readonly Client[], more: object = {}) =>
    made(`/assignments/rules/${object}`, {
      name,
      method: 'roundRobin',
      people: people.map(({ user }) => ({ kind: 'user', id: user })),
      ...more,
    });
  const bySource = (value: string) => ({ filter: { field: 'source', op: 'eq', value } });
  // the leaver goes on working, and is the first whose turn it would be
  await rule('lead', '广告', [seller, colleague, outsider], bySource('ads'));
  await rule('lead', '官网', [seller, colleague], { ...bySource('website'), dailyCap: 2 });
  await rule('opportunity', '商机', [seller, outsider]);
  for (const who of [colleague, outsider])
    expect((await admin.put(`/assignments/profiles/${who.user}`, { capacity: 1000 })).status).toBe(204);
  const pool = await made('/pools', { name: '客户公海', object: 'account' });
  await many('lead', 600, (n) => ({ name: `线索${n}`, wechat: `wx_${n}`, source: 'ads' }), seller);
  const lead = async (values: object) => (await seller.post('/records/lead', { wechat: 'wx_1', ...values })).body.id as string;
  const frozen = await lead({ name: '冻结', source: 'ads' });
  const capped = [await lead({ name: '官网一', source: 'website' }), await lead({ name: '官网二', source: 'website' })];
  const tooMany = await lead({ name: '官网三', source: 'website' });
  const unruled = await lead({ name: '转介绍', source: 'referral' });
  const account = (await seller.post('/records/account', { name: '恒润化工' })).body.id;
  const won = await open(seller, { name: '成交', account, amount: '1000', stage: 'initial' });
  expect((await seller.post(`/records/opportunity/${won}/actions/win`, { input: await proofOf(seller) })).status).toBe(200);
  const running = await open(seller, { name: '进行中', account, amount: '20' });
  const task = (await seller.post('/records/activity', { type: 'task', subject: '回访' })).body.id;
  const text = (zh: string) => ({ zh, en: zh });
  const validation = {
    label: text('冻结'),
    condition: 'ISCHANGED(owner) && name = "冻结"',
    message: text('冻结的线索不能改'),
    field: 'name',
  };
  expect((await admin.put('/meta/objects/lead/parts/validation/frozen', validation)).status).toBeLessThan(300);

  const preview = (await admin.get(`${url}/preview`)).body.counts.map((one: Record<string, unknown>) => [
    one.object,
    one.count,
    one.rules,
    one.pools,
  ]);
  expect(preview.toSorted()).toEqual([
    ['account', 1, false, [{ id: pool, name: '客户公海' }]],
    ['activity', 1, false, []],
    ['lead', 605, true, []],
    ['opportunity', 2, true, []],
  ]);

  const objects = { lead: { kind: 'rules' }, opportunity: { kind: 'rules' }, account: { kind: 'pool', id: pool } };
  const started = await admin.post(url, { to: manager.user, objects });
  expect(started.status, started.text).toBe(202);
  const { id } = started.body;
  const report = async () => (await admin.get(`${url}/${id}`)).body;
  const system = await t.app.contextFor({ tenant: c.id });
  const killed = runHandover(system, id, async () => {
    if ((await report()).counts.lead) throw new Error('killed');
  });
  await expect(killed).rejects.toThrow('killed');
  expect(await report()).toMatchObject({ status: 'running', counts: { lead: 500 } });
  await runHandover(system, id, async () => undefined);
  expect(await report()).toMatchObject({
    status: 'done',
    plan: { to: manager.user, objects },
    counts: { account: 1, activity: 1, lead: 602, opportunity: 2 },
    left: [{ object: 'lead', skipped: 2, failed: 1 }],
  });

  // 600 in turn among the two others: the refused one has taken nobody's turn. Two of the website are the colleague's share of the day
  expect([await owned('lead', colleague.user), await owned('lead', outsider.user), await owned('lead', seller.user)]).toEqual([
    302, 300, 3,
  ]);
  const decided = await system.query<{ count: number }>(
    sql`select count(*)::int as count from assign_decision where tenant_id = ${c.id} and object = 'lead' group by record_id`,
  );
  expect([decided.length, Math.max(...decided.map(({ count }) => count))]).toEqual([603, 1]);
  const [trail] = (await admin.get(`/assignments/decisions/lead/${capped[0]}`)).body.items;
  expect(trail).toMatchObject({ rule: { name: '官网' }, chosen: { id: colleague.user } });
  expect(trail.considered.map((one: { refused: string | null }) => one.refused)).toEqual(['leaving', null]);
  const rows = rowsOf((await admin.get(`${url}/${id}/results.csv`)).text);
  const told = (record: string) => rows.find((row) => row[1] === record)?.slice(3, 6);
  expect(told(frozen)).toEqual(['', '失败', '冻结的线索不能改']);
  expect(told(tooMany)).toEqual(['', '已跳过', '分配规则“官网”里没有人可以承接']);
  expect(told(unruled)).toEqual(['', '已跳过', '没有适用的分配规则']);
  expect(told(account)).toEqual(['客户公海', '已交接', '']);

  // the pool, with its log and event; deals by their rules, the credit of the won one stays; tasks to the successor; history of owners
  expect((await admin.get(`/records/account/${account}`)).body).toMatchObject({ owner: null, pool: { id: pool }, homePool: { id: pool } });
  expect((await admin.get(`/pools/${pool}/log`)).body.items).toMatchObject([
    { record: { id: account }, what: 'reclaimed', reason: 'handover', from: { id: seller.user }, to: null },
  ]);
  const [event] = await system.query(
    sql`select event, changes from event where tenant_id = ${c.id} and record_id = ${account} and event like 'pool.%'`,
  );
  expect(event).toMatchObject({ event: 'pool.reclaimed', changes: { pool, from: seller.user, reason: 'handover' } });
  expect((await admin.get(`/records/opportunity/${won}`)).body).toMatchObject({
    owner: { id: outsider.user },
    creditTo: { id: seller.user },
  });
  expect((await admin.get(`/records/opportunity/${running}`)).body).toMatchObject({ owner: { id: outsider.user }, creditTo: null });
  expect((await admin.get(`/records/activity/${task}`)).body.owner).toMatchObject({ id: manager.user });
  const history = (await admin.get(`/records/lead/${capped[0]}/history`)).body.items;
  expect(JSON.stringify(history[0])).toContain(seller.user);
  const [begun] = (await admin.get(`/audit?record=${seller.user}&event=user.handoverStarted`)).body.items;
  expect(begun.data).toMatchObject({ to: [manager.user], rules: ['lead', 'opportunity'], pools: ['客户公海'] });

  // rejected, it does not come back to who handed it over, though it would be their turn: the successor stands in the rule for them
  const rejected = await colleague.post(`/assignments/reject/lead/${capped[0]}`, { reason: 'notMine' });
  expect([rejected.status, rejected.body.owner]).toEqual([200, manager.user]);
  // what stayed is counted, and goes to a person in the end
  expect((await admin.delete(`/records/user/${seller.user}`)).body.detail).toBe('名下还有 3 条记录，请先交接给别人');
  await admin.delete('/meta/objects/lead/parts/validation/frozen');
  const rest = (await admin.post(url, { to: manager.user })).body.id;
  // another, which knows that the rule of the company is gone
  await runHandover(await t.app.contextFor({ tenant: c.id }), rest, async () => undefined);
  expect((await admin.get(`${url}/${rest}`)).body).toMatchObject({ counts: { lead: 3 }, left: [] });
  expect((await admin.delete(`/records/user/${seller.user}`)).status).toBe(204);
});

it('puts what is not finished into the pool, and refuses rules and pools that are not there by field', async () => {
  const c = await t.tenant();
  admin = c.as.admin;
  const { seller, colleague, outsider } = c.as;
  const url = `/users/${seller.user}/handovers`;
  const poolOf = async (client: Client, object: string) => (await client.post('/pools', { name: `${object} 公海`, object })).body.id;
  const [leads, accounts, foreign] = [await poolOf(admin, 'lead'), await poolOf(admin, 'account'), await poolOf(b.as.admin, 'lead')];
  const lead = async (name: string) => (await seller.post('/records/lead', { name, wechat: 'wx_1008' })).body.id;
  const [one, two, invalid] = [await lead('甲'), await lead('乙'), await lead('丙')];
  expect((await seller.post(`/records/lead/${invalid}/actions/invalidate`, { input: { invalidReason: 'noNeed' } })).status).toBe(200);
  const rule = { name: '规则', method: 'roundRobin', people: [{ kind: 'user', id: outsider.user }] };
  expect((await b.as.admin.post('/assignments/rules/lead', { ...rule, people: [{ kind: 'user', id: b.as.seller.user }] })).status).toBe(
    201,
  );
  const off = await admin.post('/assignments/rules/lead', { ...rule, active: false });
  expect(off.status).toBe(201);

  const preview = (await admin.get(`${url}/preview`)).body.counts;
  expect(preview).toMatchObject([{ object: 'lead', count: 3, finished: 1, rules: false, pools: [{ id: leads }] }]);

  const to = colleague.user;
  const bad: [object, string][] = [
    [{ lead: { kind: 'rules' } }, 'objects.lead'],
    [{ opportunity: { kind: 'rules' } }, 'objects.opportunity'],
    [{ lead: { kind: 'pool', id: foreign } }, 'objects.lead'],
    [{ lead: { kind: 'pool', id: accounts } }, 'objects.lead'],
    [{ lead: { kind: 'pool' } }, 'objects.lead'],
    [{ opportunity: { kind: 'pool', id: leads } }, 'objects.opportunity'],
    [{ product: { kind: 'rules' } }, 'objects.product'],
    [{ lead: { kind: 'dice' } }, 'objects.lead'],
  ];
  for (const [objects, field] of bad) {
    const answer = await admin.post(url, { to, objects });
    expect([400, 422], answer.text).toContain(answer.status);
    expect(answer.body.errors[0].field, JSON.stringify(objects)).toMatch(new RegExp(`^${field}`));
  }
  const objects = { lead: { kind: 'pool', id: leads } };
  for (const who of [seller, c.as.manager]) expect((await who.post(url, { to, objects })).status).toBe(403);
  expect((await b.as.admin.post(url, { to: b.as.seller.user, objects })).status).toBe(404);

  // planned, and its pool switched off meanwhile
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const planned = (await admin.post(url, { to, objects, effectiveAt: at })).body.id;
  expect((await admin.patch(`/records/pool/${leads}`, { active: false })).status).toBe(200);
  const system = await t.app.contextFor({ tenant: c.id });
  ahead = 3_700_000;
  await beginDue(system, planned);
  expect((await admin.get(`${url}/${planned}`)).body).toMatchObject({ status: 'cancelled', problem: '没有这个公海，或已停用' });
  ahead = 0;

  // switched off while it runs: what would lie where nobody looks stays
  expect((await admin.patch(`/records/pool/${leads}`, { active: true })).status).toBe(200);
  const first = (await admin.post(url, { to, objects })).body.id;
  expect((await admin.patch(`/records/pool/${leads}`, { active: false })).status).toBe(200);
  await runHandover(system, first, async () => undefined);
  // the finished one is nothing to be shared
  expect((await admin.get(`${url}/${first}`)).body).toMatchObject({
    counts: { lead: 1 },
    left: [{ object: 'lead', skipped: 0, failed: 2 }],
  });
  expect((await admin.get(`/records/lead/${invalid}`)).body).toMatchObject({ owner: { id: to }, pool: null });
  expect(rowsOf((await admin.get(`${url}/${first}/results.csv`)).text).find((row) => row[1] === one)).toMatchObject({
    4: '失败',
    5: '公海已停用或已删除',
  });
  expect((await admin.patch(`/records/pool/${leads}`, { active: true })).status).toBe(200);
  await runHandover(system, (await admin.post(url, { to, objects })).body.id, async () => undefined);
  for (const id of [one, two]) expect((await admin.get(`/records/lead/${id}`)).body).toMatchObject({ owner: null, pool: { id: leads } });
  expect(await owned('lead', seller.user)).toBe(0);
});

it('moves everything of a leaver to several people, goes on after a stop, switches them off and reports', async () => {
  admin = a.as.admin;
  const { seller, colleague, manager } = a.as;
  await admin.post('/meta/objects', {
    name: 'x_car',
    label: '车辆',
    title: 'x_plate',
    fields: [{ name: 'x_plate', type: 'text', label: '车牌' }],
  });
  expect((await many('account', 1500, (n) => ({ name: `客户${n}` }))).status).toBe(400);
  for (let part = 0; part < 2; part += 1) expect((await many('account', 700, (n) => ({ name: `客户${part}-${n}` }))).status).toBe(200);
  await many('lead', 30, (n) => ({ name: `线索${n}`, wechat: `wx_${n}` }));
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

it('sums money in the preview, tells what became of each record, leaves what a rule refuses, and keeps the credit of closed deals', async () => {
  const c = await t.tenant();
  admin = c.as.admin;
  const { seller, colleague } = c.as;
  const url = `/users/${seller.user}/handovers`;
  await admin.patch(`/records/user/${seller.user}`, { name: '王离' });
  await admin.patch(`/records/user/${colleague.user}`, { name: '李接' });
  const account = (await seller.post('/records/account', { name: '恒润化工', annualRevenue: '28800400000' })).body.id;
  const won = await open(seller, { name: '成交', account, amount: '1000.50', stage: 'initial' });
  expect((await seller.post(`/records/opportunity/${won}/actions/win`, { input: await proofOf(seller) })).status).toBe(200);
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
      { field: 'amount', currency: 'CNY', sum: '204.00' },
      { field: 'amount', currency: 'USD', sum: '30.00' },
    ],
    rules: false,
    finished: 0,
    pools: [],
  });
  // what a customer earns is not what is handed over
  expect(preview.counts.find((one: { object: string }) => one.object === 'account').money).toEqual([]);

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
  // told once no transaction that began before is under way, and other tests have theirs
  const outbox = async () =>
    (await admin.get('/events?since=')).body.items.filter((one: { event: string }) => one.event === 'handover.completed');
  await expect
    .poll(outbox, { timeout: 60_000 })
    .toMatchObject([{ object: 'user', record: seller.user, changes: { handover: id, counts: { opportunity: 3 } } }]);

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

it('hands over what names the leaver beside their records: pools, requests, rules of assignment, work on records of others', async () => {
  const c = await t.tenant();
  admin = c.as.admin;
  const { seller, colleague, outsider, manager } = c.as;
  const url = `/users/${seller.user}/handovers`;
  const ok = ({ status, body, text }: { status: number; body: { id: string }; text: string }): string => {
    expect(status, text).toBeLessThan(300);
    return body.id;
  };
  const member = (who: Client, isAdmin = false) => ({ kind: 'user', id: who.user, admin: isAdmin });
  const pool = ok(
    await admin.post('/pools', {
      name: '申请公海',
      object: 'lead',
      claimMode: 'apply',
      members: [member(seller), member(colleague), member(manager, true)],
    }),
  );
  const led = ok(await admin.post('/pools', { name: '客户公海', object: 'account', members: [member(seller, true), member(colleague)] }));
  const leads: string[] = [];
  for (const wechat of ['wx_one', 'wx_two']) {
    const lead = ok(await admin.post('/records/lead', { name: '申请', wechat }));
    ok(await admin.post(`/records/lead/${lead}/actions/return`, { input: { reason: 'noTime', pool } }));
    ok(await seller.post(`/records/lead/${lead}/actions/claim`, { input: {} }));
    leads.push(lead);
  }
  // the successor waits for one of them as well
  ok(await colleague.post(`/records/lead/${leads[1]}/actions/claim`, { input: {} }));
  const people = (...list: Client[]) => list.map(({ user }, at) => ({ kind: 'user', id: user, weight: at + 1 }));
  const rule = { method: 'roundRobin', fallback: { kind: 'user', id: seller.user } };
  const both = ok(await admin.post('/assignments/rules/lead', { ...rule, name: '两人都在', people: people(colleague, seller) }));
  const only = ok(await admin.post('/assignments/rules/account', { name: '只有他', method: 'weighted', people: people(outsider, seller) }));
  ok(await admin.post('/assignments/rules/opportunity', { name: '没有他', method: 'load', people: people(outsider) }));
  const buyer = ok(await admin.post('/records/account', { name: '招标单位' }));
  const tender = ok(await admin.post('/records/tender', { name: '泵组采购', buyer, deadlineAt: new Date(Date.now() + 9e8).toISOString() }));
  const docs: string[] = [];
  for (const state of ['writing', 'passed'])
    docs.push(ok(await admin.post('/records/bidDoc', { name: `章节 ${state}`, tender, assignee: seller.user, state })));

  const preview = (await admin.get(`${url}/preview`)).body;
  expect(preview.others).toMatchObject({ pools: 2, requests: 2, rules: 2, work: 1 });
  const { id } = (await admin.post(url, { to: colleague.user, deactivate: true })).body;
  const report = await ended(url, id);
  expect(report.counts).toMatchObject({ pools: 2, requests: 1, rules: 2, bidDoc: 1 });
  const membersOf = async (of: string) =>
    (await admin.get(`/pools/${of}`)).body.members.map((one: { id: string; admin: boolean }) => [one.id, one.admin]);
  expect(await membersOf(led)).toEqual([[colleague.user, true]]);
  expect((await membersOf(pool)).toSorted()).toEqual(
    [
      [colleague.user, false],
      [manager.user, true],
    ].toSorted(),
  );
  const waiting = (await manager.get('/pools/requests')).body.items.filter((one: { status: string }) => one.status === 'waiting');
  expect(waiting.map((one: { record: { id: string }; user: { id: string } }) => [one.record.id, one.user.id]).toSorted()).toEqual(
    leads.map((lead) => [lead, colleague.user]).toSorted(),
  );
  const ruleOf = async (object: string, of: string) =>
    (await admin.get(`/assignments/rules/${object}`)).body.items.find((one: { id: string }) => one.id === of);
  expect(await ruleOf('lead', both)).toMatchObject({
    version: 2,
    people: [{ id: colleague.user, weight: 1 }],
    fallback: { kind: 'user', id: colleague.user },
  });
  expect((await ruleOf('account', only)).people).toMatchObject([
    { id: outsider.user, weight: 1 },
    { id: colleague.user, weight: 2 },
  ]);
  const assignees = await Promise.all(docs.map(async (doc) => (await admin.get(`/records/bidDoc/${doc}`)).body.assignee.id));
  // who has finished a section goes on having written it
  expect(assignees).toEqual([colleague.user, seller.user]);
  const rows = rowsOf((await admin.get(`${url}/${id}/results.csv`)).text);
  expect(rows.filter((row) => row[1] === docs[0]).map((row) => row[4])).toEqual(['已交接']);
  expect((await b.as.admin.get(`${url}/preview`)).status).toBe(404);
});
