import { sql, withClient } from '@huanke/platform/database';
import { migrations } from '@huanke/platform/database/migrations';
import { testClock } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/** What counts as a follow-up is what took place and is there (SAL-4, decision 0064). 2026-03-20 is a Friday, 02:00 UTC is 10:00 in China. */
let app: TestApp;
let tenant: TestTenant;
const clock = testClock('2026-03-20T02:00:00.000Z');

beforeAll(async () => {
  app = await testApp({ clock });
  tenant = await app.tenant();
  // weeks go by in this file: nobody has to sign in anew
  await app.app.database.global((connection) =>
    connection.query(sql`update session set expires_at = '2030-01-01', last_seen_at = '2026-12-01'`),
  );
  await app.startWork();
});
afterAll(() => app.close());
beforeEach(() => clock.set('2026-03-20T02:00:00.000Z'));

const create = async (object: string, values: object, who: Client = tenant.as.seller): Promise<string> =>
  ok(await who.post(`/records/${object}`, values)).body.id;
const read = async (object: string, id: string) => ok(await tenant.as.admin.get(`/records/${object}/${id}`)).body;
const content = '客户确认下周安排现场演示';
const activity = (related: readonly (readonly [string, string])[], values: object = {}) =>
  create('activity', { type: 'call', subject: '电话', content, related: related.map(([object, id]) => ({ object, id })), ...values });
const change = async (id: string, values: object) => ok(await tenant.as.seller.patch(`/records/activity/${id}`, values));
const remove = async (id: string) => ok(await tenant.as.seller.delete(`/records/activity/${id}`));
const last = async (id: string) => (await read('account', id)).lastFollowAt;
let names = 0;
const account = () => {
  names += 1;
  return create('account', { name: `跟进第${names}机械` });
};
const at = (day: string, time = '01:00') => `2026-03-${day}T${time}:00.000Z`;

describe('the last follow-up of a record', () => {
  it('is read from what is there when the one it stands at is deleted, and comes back with it', async () => {
    const [one, other] = [await account(), await account()];
    const deal = await create('opportunity', { name: '跟进的单', account: one, amount: '1000', closeOn: '2026-06-30' });
    const first = await activity([['account', one]], { startAt: at('10') });
    const ofDeal = await activity([['opportunity', deal]], { startAt: at('12') });
    const newest = await activity(
      [
        ['account', one],
        ['account', other],
      ],
      { startAt: at('15') },
    );
    await activity([['account', one]], { startAt: at('16'), content: '没接' });
    expect([await last(one), await last(other)]).toEqual([at('15'), at('15')]);
    await remove(newest);
    expect([await last(one), await last(other)]).toEqual([at('12'), null]);
    ok(await tenant.as.seller.post(`/records/activity/${newest}/restore`));
    expect([await last(one), await last(other)]).toEqual([at('15'), at('15')]);
    // an older one moves nothing
    await remove(first);
    expect(await last(one)).toBe(at('15'));
    await remove(newest);
    await remove(ofDeal);
    expect(await last(one)).toBeNull();
  });

  it('is read from what is there when the one it stands at is changed so that it counts no more', async () => {
    const [one, other] = [await account(), await account()];
    await activity([['account', one]], { startAt: at('10') });
    const id = await activity([['account', one]], { startAt: at('15') });
    const undone = async (values: object, back: object) => {
      await change(id, values);
      expect(await last(one), JSON.stringify(values)).toBe(at('10'));
      await change(id, back);
      expect(await last(one), JSON.stringify(back)).toBe(at('15'));
    };
    await undone({ content: '没接' }, { content });
    await undone({ type: 'note' }, { type: 'call' });
    await undone({ status: 'cancelled' }, { status: 'open' });
    await undone({ related: [{ object: 'account', id: other }] }, { related: [{ object: 'account', id: one }] });
    expect(await last(other)).toBeNull();
    await change(id, { startAt: at('12') });
    expect(await last(one)).toBe(at('12'));
    // written down later without a time it counts when it was written, however often it is changed
    clock.set(at('20', '03:00'));
    const note = await activity([['account', other]]);
    clock.set(at('20', '05:00'));
    await change(note, { content: `${content}，并带上样品` });
    expect(await last(other)).toBe(at('20', '03:00'));
  });

  it('says when a record goes back to its pool', async () => {
    const { admin, seller } = tenant.as;
    const rules = [{ kind: 'followUp', enabled: true, amount: 10, unit: 'day' }];
    const members = [{ kind: 'user', id: seller.user }];
    const pool = ok(await admin.post('/pools', { name: '跟进公海', object: 'lead', members, rules })).body.id;
    const lead = await create('lead', { name: '会回收', phone: '13811112222' }, admin);
    const act = (who: Client, verb: string, input: object = {}) => who.post(`/records/lead/${lead}/actions/${verb}`, { input });
    ok(await act(admin, 'return', { reason: 'noTime', pool }));
    ok(await act(seller, 'claim'));
    expect((await read('lead', lead)).reclaimAt).toBe('2026-03-30T02:00:00.000Z');
    clock.set(at('24'));
    const call = await activity([['lead', lead]]);
    expect((await read('lead', lead)).reclaimAt).toBe('2026-04-03T01:00:00.000Z');
    await remove(call);
    expect((await read('lead', lead)).reclaimAt).toBe('2026-03-30T02:00:00.000Z');
  });
});

describe('a visit that is planned', () => {
  const visit = (related: string, values: object = {}) => activity([['account', related]], { type: 'visit', startAt: at('19'), ...values });

  it('is no follow-up when its time has passed, but when it was held: ticked off, or checked in', async () => {
    const [one, two] = [await account(), await account()];
    const past = await visit(one);
    expect(await last(one)).toBeNull();
    await change(past, { content: `${content}，改到下周` });
    expect(await last(one)).toBeNull();
    await change(past, { done: true });
    expect(await last(one)).toBe(at('19'));
    await change(past, { done: false });
    expect(await last(one)).toBeNull();
    // early by half an hour: it is held from then on
    const today = await visit(two, { startAt: '2026-03-20T02:30:00.000Z' });
    const checkIn = { position: { lng: 120.1, lat: 30.2 }, accuracy: 20 };
    ok(await tenant.as.seller.post(`/records/activity/${today}/actions/checkIn`, { input: { ...checkIn, reason: '在门卫处' } }));
    expect(await last(two)).toBe('2026-03-20T02:00:00.000Z');
    await remove(today);
    expect(await last(two)).toBeNull();
  });

  it('does not keep a deal from stalling', async () => {
    const watch = app.app.registry.jobs.get('sales.watchDeals');
    const run = () => watch?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
    const one = await account();
    const deal = await create('opportunity', { name: '停滞的单', account: one, amount: '1000', closeOn: '2026-06-30' });
    clock.set('2026-04-28T02:00:00.000Z');
    const planned = await activity([['opportunity', deal]], { type: 'visit', startAt: '2026-04-20T02:00:00.000Z' });
    await run();
    expect((await read('opportunity', deal)).stalled).toBe(true);
    await change(planned, { done: true });
    await until(async () => (await read('opportunity', deal)).stalled !== true, 'the deal goes on');
    // so it does as soon as somebody checks in, and with a lead they have answered it
    await change(planned, { done: false });
    await run();
    expect((await read('opportunity', deal)).stalled).toBe(true);
    const lead = await create('lead', { name: '上门的', phone: '13811113335' });
    const related: [string, string][] = [
      ['opportunity', deal],
      ['lead', lead],
    ];
    const today = await activity(related, { type: 'visit', startAt: '2026-04-28T08:00:00.000Z' });
    const input = { position: { lng: 120.1, lat: 30.2 }, accuracy: 20, reason: '在门卫处' };
    ok(await tenant.as.seller.post(`/records/activity/${today}/actions/checkIn`, { input }));
    await until(async () => (await read('opportunity', deal)).stalled !== true, 'the deal goes on');
    const answer = () => read('lead', lead);
    await until(async () => (await answer()).firstResponseAt, 'an answer');
    expect(await answer()).toMatchObject({ firstResponseAt: '2026-04-28T02:00:00.000Z', status: 'following' });
  });
});

describe('the first answer of a lead', () => {
  const answered = (id: string, is: boolean) =>
    until(
      async () => {
        const now = await read('lead', id);
        return Boolean(now.firstResponseAt) === is && now;
      },
      is ? 'an answer' : 'no answer',
    );

  it('is taken back with the call that gave it: the clock goes on', async () => {
    const lead = await create('lead', { name: '空响应', phone: '13811113331' });
    clock.set('2026-03-20T02:10:00.000Z');
    const call = await activity([['lead', lead]]);
    expect(await answered(lead, true)).toMatchObject({ firstResponseAt: '2026-03-20T02:10:00.000Z', status: 'following', slaDueAt: null });
    await remove(call);
    expect(await answered(lead, false)).toMatchObject({
      ...{ firstResponseAt: null, status: 'assigned', slaDueAt: '2026-03-20T02:30:00.000Z', lastFollowAt: null },
    });
    // made a note of it is none, either
    const second = await activity([['lead', lead]]);
    await answered(lead, true);
    await change(second, { type: 'note' });
    expect(await answered(lead, false)).toMatchObject({ status: 'assigned' });
    clock.set('2026-03-20T02:31:00.000Z');
    const sla = app.app.registry.jobs.get('sales.leadSla');
    await sla?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
    expect((await read('lead', lead)).slaBreachedAt).toBe('2026-03-20T02:30:00.000Z');
  });

  it('is that of the next call where there is one, and stays where the lead has moved on', async () => {
    const [lead, moved] = [
      await create('lead', { name: '又打了', phone: '13811113332' }),
      await create('lead', { name: '已确认', phone: '13811113333' }),
    ];
    clock.set('2026-03-20T02:05:00.000Z');
    const calls = [await activity([['lead', lead]]), await activity([['lead', moved]])];
    await Promise.all([answered(lead, true), answered(moved, true)]);
    clock.set('2026-03-20T02:20:00.000Z');
    await activity([['lead', lead]]);
    ok(await tenant.as.seller.patch(`/records/lead/${moved}`, { budget: '20 万', need: '换泵', timeline: '6 月' }));
    for (const id of calls) await remove(id);
    expect(await read('lead', lead)).toMatchObject({ firstResponseAt: '2026-03-20T02:20:00.000Z', status: 'following' });
    expect(await read('lead', moved)).toMatchObject({ firstResponseAt: '2026-03-20T02:05:00.000Z', status: 'qualified' });
  });
});

it('what lay before is put right by the upgrade: visits that were checked in, and owned records that lie in a pool', async () => {
  const { seller, colleague, admin } = tenant.as;
  const owner = app.app.owner;
  const one = await account();
  const visit = (values: object = {}) => activity([['account', one]], { type: 'visit', startAt: '2026-03-20T02:30:00.000Z', ...values });
  const [held, elsewhere] = [await visit(), await visit({ startAt: at('27') })];
  const input = { position: { lng: 120.1, lat: 30.2 }, accuracy: 20, reason: '在门卫处' };
  for (const id of [held, elsewhere]) ok(await seller.post(`/records/activity/${id}/actions/checkIn`, { input }));
  const pool = ok(await admin.post('/pools', { name: '合并留下的', object: 'account', members: [{ kind: 'user', id: colleague.user }] }))
    .body.id;
  const [claimed, merged] = [await account(), await account()];
  ok(await admin.post(`/records/account/${claimed}/actions/return`, { input: { reason: 'noTime', pool } }));
  ok(await colleague.post(`/records/account/${claimed}/actions/claim`, { input: {} }));
  await owner.query(`update activity set checked_in_at = null where tenant_id = $1`, [tenant.id]);
  await owner.query(`update account set pool = $2, home_pool = $2, reclaim_at = now() where tenant_id = $1 and id = any($3::uuid[])`, [
    tenant.id,
    pool,
    [claimed, merged],
  ]);
  const migration = migrations.find(({ id }) => id === '0097-visits-and-pools');
  await withClient(app.runtime.ownerUrl, async (client) => {
    for (let run = 0; run < 2; run += 1) await migration?.up(client);
  });
  expect((await read('activity', held)).checkedInAt).toBe('2026-03-20T02:00:00.000Z');
  expect((await read('activity', elsewhere)).checkedInAt).toBeNull();
  const standing = async (id: string) => {
    const { owner: of, pool: lies, homePool, reclaimAt } = await read('account', id);
    return [of.id, lies, homePool?.id ?? null, reclaimAt === null];
  };
  expect(await standing(claimed)).toEqual([colleague.user, null, pool, false]);
  expect(await standing(merged)).toEqual([seller.user, null, null, true]);
});
