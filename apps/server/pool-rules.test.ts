import { sql } from '@huanke/platform/database';
import { sweepPools } from '@huanke/platform/pools';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Client, proofOf, type TestApp, type TestTenant, testApp } from './testing.ts';

/** A moment in Shanghai. */
const at = (text: string) => new Date(`2026-${text}:00.000+08:00`);
const start = at('03-02T09:00');
let now = start;
let app: TestApp;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } });
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());
beforeEach(() => {
  now = start;
});

const person = (who: Client, admin = false) => ({ kind: 'user', id: who.user, admin });
const rule = (kind: string, amount: number, unit = 'day') => ({ kind, enabled: true, amount, unit });
const system = (t: TestTenant) => app.app.contextFor({ tenant: t.id });
const sweep = async (t: TestTenant) => sweepPools(await system(t));
/** A sweep passes over what somebody else holds locked, here the job that settles the new pool: the next one takes it. */
const sweptOnce = async (t: TestTenant): Promise<void> =>
  expect(await until(async () => (await sweep(t)).reclaimed, 'the record that is due')).toBe(1);
const pool = async (t: TestTenant, settings: object): Promise<string> => {
  const made = await t.as.admin.post('/pools', {
    name: '公海',
    object: 'lead',
    members: [person(t.as.seller), person(t.as.colleague)],
    ...settings,
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
};
const act = (who: Client, object: string, id: string, verb: string, input: object = {}) =>
  who.post(`/records/${object}/${id}/actions/${verb}`, { input });
/** A record of the pool that somebody claims now. */
const claimed = async (t: TestTenant, into: string, object = 'lead', values: object = {}): Promise<string> => {
  const reach = object === 'lead' ? { wechat: `wx_${crypto.randomUUID().slice(0, 8)}` } : {};
  const { id } = (await t.as.admin.post(`/records/${object}`, { name: `记录${crypto.randomUUID()}`, ...reach, ...values })).body;
  expect((await act(t.as.admin, object, id, 'return', { reason: 'noTime', pool: into })).status).toBe(200);
  expect((await act(t.as.seller, object, id, 'claim')).status).toBe(200);
  return id;
};
const follow = (who: Client, object: string, id: string, values: object = {}) =>
  who.post('/records/activity', {
    type: 'call',
    subject: '电话',
    content: '客户确认下周安排现场演示',
    related: [{ object, id }],
    ...values,
  });
const dueOf = async (who: Client, object: string, id: string): Promise<string | null> => {
  const record = (await who.get(`/records/${object}/${id}`)).body;
  return record.reclaimAt === null ? null : new Date(Date.parse(record.reclaimAt) + 8 * 3_600_000).toISOString().slice(5, 16);
};

it('is due by the earliest rule: 12, then 20, then 22 March', async () => {
  const t = await app.tenant();
  const { seller } = t.as;
  const id = await pool(t, { rules: [rule('followUp', 10), rule('hold', 20)] });
  const lead = await claimed(t, id);
  expect(await dueOf(seller, 'lead', lead)).toBe('03-12T09:00');
  now = at('03-10T09:00');
  // still to come, too short, of a kind that does not count, a call that did not last, about another record
  await follow(seller, 'lead', lead, { type: 'visit', startAt: '2026-03-11T01:00:00Z' });
  await follow(seller, 'lead', lead, { content: '没接' });
  await follow(seller, 'lead', lead, { type: 'note' });
  await follow(seller, 'lead', lead, { content: '打了', startAt: '2026-03-10T01:00:00Z', endAt: '2026-03-10T01:00:29Z' });
  await follow(seller, 'lead', await claimed(t, id));
  expect((await seller.patch(`/records/lead/${lead}`, { title: '采购经理', status: 'following' })).status).toBe(200);
  expect(await dueOf(seller, 'lead', lead)).toBe('03-12T09:00');
  await follow(seller, 'lead', lead);
  expect(await dueOf(seller, 'lead', lead)).toBe('03-20T09:00');
  now = at('03-18T09:00');
  await follow(seller, 'lead', lead, { content: '打了', startAt: '2026-03-18T01:00:00Z', endAt: '2026-03-18T01:00:30Z' });
  expect(await dueOf(seller, 'lead', lead)).toBe('03-22T09:00');
  now = at('03-22T08:59');
  await sweptOnce(t);
  expect((await seller.get(`/records/lead/${lead}`)).body.owner.id).toBe(seller.user);
  now = at('03-22T09:00');
  await sweptOnce(t);
  expect((await seller.get(`/records/lead/${lead}`)).body).toMatchObject({
    owner: null,
    pool: { id },
    reclaimAt: null,
    status: 'recycled',
  });
  // again, and for another company: nothing
  expect(await sweep(t)).toEqual({ adopted: 0, reclaimed: 0, warned: 0 });
  expect(await sweep(other)).toEqual({ adopted: 0, reclaimed: 0, warned: 0 });
  const log = (await t.as.admin.get(`/pools/${id}/log`)).body.items.filter((item: { record: { id: string } }) => item.record.id === lead);
  expect(log[0]).toMatchObject({ what: 'reclaimed', reason: 'hold', from: { id: seller.user }, to: null });
  const told = (await seller.get('/notifications')).body.items.filter((item: { kind: string }) => item.kind.startsWith('poolReclaimed'));
  expect(told).toHaveLength(2);
});

it('counts working hours and days by the calendar of the company', async () => {
  const t = await app.tenant();
  const { seller } = t.as;
  // nine hours on Monday and Tuesday, six on Wednesday
  const hours = await claimed(t, await pool(t, { rules: [rule('firstFollowUp', 24, 'workingHour')] }));
  expect(await dueOf(seller, 'lead', hours)).toBe('03-04T15:00');
  await follow(seller, 'lead', hours);
  expect(await dueOf(seller, 'lead', hours)).toBe(null);
  // from Friday over the weekend
  now = at('03-06T10:00');
  const days = await claimed(t, await pool(t, { rules: [rule('followUp', 3, 'workingDay')] }));
  expect(await dueOf(seller, 'lead', days)).toBe('03-11T10:00');
});

it('begins anew by a transfer, but not the longest time of holding', async () => {
  const t = await app.tenant();
  const id = await pool(t, { rules: [rule('followUp', 10), rule('hold', 15)] });
  const lead = await claimed(t, id);
  now = at('03-08T09:00');
  await t.as.manager.patch(`/records/lead/${lead}`, { owner: t.as.colleague.user });
  // 8 + 10 = 18, 2 + 15 = 17
  expect(await dueOf(t.as.colleague, 'lead', lead)).toBe('03-17T09:00');
  await t.as.admin.put(`/pools/${id}`, { rules: [rule('followUp', 10), { ...rule('hold', 15), enabled: false }] });
  await until(async () => (await dueOf(t.as.colleague, 'lead', lead)) === '03-18T09:00', 'the new due date');
});

it('counts opportunities and deals of accounts, and leaves key accounts, late stages and protected ones alone', async () => {
  const t = await app.tenant();
  const { seller, admin, manager } = t.as;
  const id = await pool(t, {
    object: 'account',
    rules: [rule('opportunity', 60), rule('deal', 180)],
    exemptStage: 'proposal',
    exemptKeys: ['A'],
  });
  const account = await claimed(t, id, 'account');
  expect(await dueOf(seller, 'account', account)).toBe('05-01T09:00');
  now = at('03-12T09:00');
  const deal = (await seller.post('/records/opportunity', { account, name: '新项目', amount: '1000' })).body.id;
  expect(await dueOf(seller, 'account', account)).toBe('05-11T09:00');
  await seller.patch(`/records/opportunity/${deal}`, { stage: 'proposal' });
  expect(await dueOf(seller, 'account', account)).toBe(null);
  await seller.patch(`/records/opportunity/${deal}`, { stage: 'initial', stageReason: '客户推迟' });
  expect(await dueOf(seller, 'account', account)).toBe('05-11T09:00');
  await seller.patch(`/records/account/${account}`, { level: 'A' });
  expect(await dueOf(seller, 'account', account)).toBe(null);
  await seller.patch(`/records/account/${account}`, { level: 'B' });
  expect(await dueOf(seller, 'account', account)).toBe('05-11T09:00');
  expect((await act(seller, 'account', account, 'protect', { until: '2026-06-30' })).status).toBe(403);
  expect((await act(admin, 'account', account, 'protect', { until: '2026-06-30' })).status).toBe(200);
  // to the end of the last day
  expect(await dueOf(seller, 'account', account)).toBe('07-01T00:00');
  await act(admin, 'account', account, 'protect', { until: null });
  await seller.patch(`/records/account/${account}`, { name: '改了名字的客户' });
  await act(seller, 'opportunity', deal, 'win', { amount: '1000', closedOn: '2026-03-12' });
  expect(await dueOf(manager, 'account', account)).toBe('05-11T09:00');
  // the rule of deals by itself: 180 days from when it was claimed, then from the day of the deal
  const sold = await claimed(t, await pool(t, { object: 'account', rules: [rule('deal', 180)] }), 'account');
  expect(await dueOf(seller, 'account', sold)).toBe('09-08T09:00');
  const won = (await seller.post('/records/opportunity', { account: sold, name: '成交项目', amount: '1000', closeOn: '2026-03-20' })).body
    .id;
  expect(await dueOf(seller, 'account', sold)).toBe('09-08T09:00');
  const win = { amount: '1000', closedOn: '2026-03-20', ...(await proofOf(seller)) };
  expect((await act(seller, 'opportunity', won, 'win', win)).status).toBe(200);
  expect(await dueOf(manager, 'account', sold)).toBe('09-16T00:00');
});

it('gives what is there already three days when a rule is switched on, and takes in what a filter names', async () => {
  const t = await app.tenant();
  const { seller, admin } = t.as;
  const mine = (await seller.post('/records/lead', { name: '早就有的', wechat: 'wx_1004' })).body.id;
  const elsewhere = (await seller.post('/records/lead', { name: '不归公海', wechat: 'wx_1005' })).body.id;
  now = at('03-10T09:00');
  const filter = { field: 'name', op: 'eq', value: '早就有的' };
  const id = await pool(t, { graceDays: 3, filter, rules: [rule('followUp', 5)] });
  // 2 March + 5 days is long past: three days from now
  await until(async () => (await dueOf(seller, 'lead', mine)) === '03-13T09:00', 'the grace');
  expect((await seller.get(`/records/lead/${elsewhere}`)).body.homePool).toBe(null);
  // an unchanged rule saved again gives no new grace; a shorter one does
  now = at('03-12T09:00');
  await admin.put(`/pools/${id}`, { rules: [rule('followUp', 5)], dailyLimit: 3 });
  expect((await admin.post(`/pools/${id}/simulate`, { days: 1 })).body).toMatchObject({
    count: 1,
    byRule: { followUp: 1 },
    items: [{ id: mine, title: '早就有的', owner: { id: seller.user }, at: '2026-03-13T01:00:00.000Z', rule: 'followUp' }],
  });
  expect((await admin.post(`/pools/${id}/simulate`, { days: 0 })).body.count).toBe(0);
  expect((await admin.post(`/pools/${id}/simulate`, { days: 2, rules: [rule('followUp', 3)] })).body.count).toBe(0);
  expect((await admin.post(`/pools/${id}/simulate`, { rules: [rule('followUp', 3)] })).body.count).toBe(1);
  expect((await seller.post(`/pools/${id}/simulate`, {})).status).toBe(403);
  expect(await dueOf(seller, 'lead', mine)).toBe('03-13T09:00');
});

it('is due no more while its pool is switched off or one of its rules is, and what was left behind on a closed one goes', async () => {
  const t = await app.tenant();
  const { seller, admin } = t.as;
  const id = await pool(t, { rules: [rule('followUp', 10), rule('hold', 20)] });
  const lead = await claimed(t, id);
  const due = (wanted: string | null) => until(async () => (await dueOf(seller, 'lead', lead)) === wanted, `${wanted} as the due date`);
  await due('03-12T09:00');
  expect((await admin.put(`/pools/${id}`, { rules: [{ ...rule('followUp', 10), enabled: false }, rule('hold', 20)] })).status).toBe(200);
  await due('03-22T09:00');
  expect((await admin.put(`/pools/${id}`, { active: false })).status).toBe(200);
  await due(null);
  expect((await admin.put(`/pools/${id}`, { active: true })).status).toBe(200);
  await due('03-22T09:00');
  const context = await system(t);
  await context.transaction((tx) => tx.query(sql`update lead set status = 'invalid' where tenant_id = ${t.id} and id = ${lead}::uuid`));
  now = at('03-22T09:00');
  expect((await sweep(t)).reclaimed).toBe(0);
  expect((await seller.get(`/records/lead/${lead}`)).body).toMatchObject({ owner: { id: seller.user }, reclaimAt: null });
});

it('warns owners three days and one day before, each once', async () => {
  const t = await app.tenant();
  const { seller } = t.as;
  const lead = await claimed(t, await pool(t, { rules: [rule('followUp', 10)] }));
  const warned: number[] = [];
  for (const moment of ['03-09T08:59', '03-09T09:00', '03-10T09:00', '03-11T09:00', '03-11T12:00']) {
    now = at(moment);
    warned.push((await sweep(t)).warned);
  }
  expect(warned).toEqual([0, 1, 0, 1, 0]);
  const notices = (await seller.get('/notifications')).body.items.filter((item: { kind: string }) => item.kind === 'poolWarning');
  expect(notices).toHaveLength(2);
  expect(notices[0].text).toContain('2026-03-12 09:00');
  const [events] = await (await system(t)).query<{ count: number }>(
    sql`select count(*)::int as count from event where tenant_id = ${t.id} and event = 'pool.warned' and record_id = ${lead}`,
  );
  expect(events?.count).toBe(2);
});

it('leaves alone what was followed up before the sweep took it', async () => {
  const t = await app.tenant();
  const { seller } = t.as;
  const id = await pool(t, { rules: [rule('followUp', 10)] });
  const leads = await Promise.all(Array.from({ length: 12 }, () => claimed(t, id)));
  now = at('03-12T09:00');
  for (const lead of leads.slice(0, 6)) expect((await follow(seller, 'lead', lead)).status).toBe(201);
  const context = await system(t);
  // the sweep finds them by a date that is no longer true, as it does when the follow-up is saved between its look and its lock
  await until(async () => (await dueOf(seller, 'lead', leads[5] ?? '')) === '03-22T09:00', 'the new date');
  await context.transaction((tx) => tx.query(sql`update lead set reclaim_at = ${now} where tenant_id = ${t.id} and home_pool = ${id}`));
  let reclaimed = 0;
  await until(async () => {
    reclaimed += (await sweep(t)).reclaimed;
    return reclaimed >= 6;
  }, 'the six that nobody followed up');
  expect((await sweep(t)).reclaimed).toBe(0);
  const rows = await context.query<{ id: string; owner: string | null; due: string | null; reclaimed: boolean }>(sql`
    select id, owner, to_char(reclaim_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') as due,
      exists (select from pool_log l where l.tenant_id = lead.tenant_id and l.record_id = lead.id and l.what = 'reclaimed') as reclaimed
    from lead where tenant_id = ${t.id} and id = any(${leads}::uuid[])`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  expect(leads.map((lead) => byId.get(lead))).toEqual([
    ...leads.slice(0, 6).map((lead) => ({ id: lead, owner: seller.user, due: '03-22 09:00', reclaimed: false })),
    ...leads.slice(6).map((lead) => ({ id: lead, owner: null, due: null, reclaimed: true })),
  ]);
});

it('takes back what people hold who are switched off, at once', async () => {
  const t = await app.tenant();
  const { seller, colleague, admin, manager } = t.as;
  const id = await pool(t, {});
  const lead = await claimed(t, id);
  await admin.post(`/users/${seller.user}/deactivate`);
  await until(async () => (await admin.get(`/records/lead/${lead}`)).body.pool?.id === id, 'the record in the pool');
  await admin.put(`/pools/${id}`, { ownerGone: 'manager' });
  await admin.patch(`/records/user/${colleague.user}`, { manager: { id: manager.user } });
  const second = (await admin.post('/records/lead', { name: '第二条', wechat: 'wx_1006' })).body.id;
  await act(admin, 'lead', second, 'return', { reason: 'noTime', pool: id });
  expect((await act(colleague, 'lead', second, 'claim')).status).toBe(200);
  await admin.post(`/users/${colleague.user}/deactivate`);
  await until(async () => (await admin.get(`/records/lead/${second}`)).body.owner?.id === manager.user, 'the manager as owner');
});

it('leaves what somebody holds who is switched off to a handover under way, until it is over', async () => {
  const t = await app.tenant();
  const { seller, colleague, admin } = t.as;
  const id = await pool(t, {});
  const [lead, free] = [await claimed(t, id), (await admin.post('/records/lead', { name: '对照', wechat: 'wx_1007' })).body.id];
  await act(admin, 'lead', free, 'return', { reason: 'noTime', pool: id });
  expect((await act(colleague, 'lead', free, 'claim')).status).toBe(200);
  const context = await system(t);
  const [row] = await context.transaction((tx) =>
    tx.query<{ id: string }>(sql`
      insert into handover (tenant_id, id, from_user, plan, deactivate, created_at, effective_at, started_at)
      values (${t.id}, gen_random_uuid(), ${seller.user}, ${JSON.stringify({ to: colleague.user, objects: {} })}::jsonb, true, ${now}, ${now}, ${now}) returning id`),
  );
  for (const who of [seller, colleague]) expect((await admin.post(`/users/${who.user}/deactivate`)).status).toBeLessThan(300);
  // by then the sweep has been there: the other one's record is back
  await until(async () => (await admin.get(`/records/lead/${free}`)).body.pool?.id === id, 'the record of the other one');
  expect((await sweep(t)).reclaimed).toBe(0);
  expect((await admin.get(`/records/lead/${lead}`)).body).toMatchObject({ owner: { id: seller.user }, pool: null });
  await context.transaction((tx) =>
    tx.query(sql`update handover set finished_at = ${now} where tenant_id = ${t.id} and id = ${row?.id ?? ''}::uuid`),
  );
  await sweptOnce(t);
  expect((await admin.get(`/records/lead/${lead}`)).body).toMatchObject({ owner: null, pool: { id } });
});
