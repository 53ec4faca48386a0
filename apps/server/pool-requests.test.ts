import { sql } from '@huanke/platform/database';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, lockWaits, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

// 2 March 2026, 09:00 in Shanghai
const start = new Date('2026-03-02T01:00:00.000Z');
// few, so that all of them can be taken
const connections = 6;
let now = start;
let app: TestApp;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now }, config: { poolSize: connections } });
  other = await app.tenant();
});
afterAll(() => app.close());
beforeEach(() => {
  now = start;
});

const hour = 3_600_000;
const person = (who: Client, admin = false) => ({ kind: 'user', id: who.user, admin });
const act = (who: Client, id: string, verb: string, input: object = {}) => who.post(`/records/lead/${id}/actions/${verb}`, { input });

interface Request {
  readonly id: string;
  readonly record: { readonly id: string };
  readonly user: { readonly id: string };
  readonly status: string;
  readonly reason: string;
  readonly mayDecide: boolean;
}
const requests = async (who: Client): Promise<Request[]> => ok(await who.get('/pools/requests')).body.items;
const answer = (who: Client, id: string, verb: string, body: object = {}) => who.post(`/pools/requests/${id}/${verb}`, body);
const ownerOf = async (t: TestTenant, lead: string) => ok(await t.as.admin.get(`/records/lead/${lead}`)).body.owner?.id ?? null;
const notices = async (who: Client): Promise<string[]> =>
  ok(await who.get('/notifications'))
    .body.items.map((one: { kind: string }) => one.kind)
    .filter((kind: string) => kind.startsWith('pool'));

/** A pool in which the manager decides over what seller and colleague apply for, and leads that lie in it. */
async function applied(count: number, settings: object = {}) {
  const t = await app.tenant();
  const members = [person(t.as.seller), person(t.as.colleague), person(t.as.manager, true)];
  const made = ok(await t.as.admin.post('/pools', { name: '重点公海', object: 'lead', claimMode: 'apply', members, ...settings }));
  const pool: string = made.body.id;
  const leads: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { id } = ok(await t.as.admin.post('/records/lead', { name: `公海线索${n}`, wechat: `wx_${n}`, score: 90 - n })).body;
    ok(await act(t.as.admin, id, 'return', { reason: 'noTime', pool }));
    leads.push(id);
  }
  return { t, pool, leads, lead: leads[0] ?? '' };
}
const apply = async (who: Client, lead: string): Promise<Request> => {
  expect(ok(await act(who, lead, 'claim')).body.result).toEqual({ owner: null, claimed: false, requested: true });
  const found = (await requests(who)).find((one) => one.record.id === lead && one.user.id === who.user);
  return found as Request;
};

describe('claiming by application', () => {
  it('an application waits; who rules the pool gives the record or refuses, others do not learn of it', async () => {
    const { t, pool, lead, leads } = await applied(2);
    const { seller, colleague, manager, outsider, readOnly } = t.as;
    const request = await apply(seller, lead);
    expect(await ownerOf(t, lead)).toBeNull();
    // once more is the same application
    await apply(seller, lead);
    expect(await requests(manager)).toMatchObject([
      {
        id: request.id,
        status: 'waiting',
        mayDecide: true,
        user: { id: seller.user },
        pool: { id: pool, title: '重点公海' },
        record: { title: '公海线索0' },
      },
    ]);
    expect(await notices(manager)).toEqual(['poolRequested']);
    expect((await manager.get('/notifications')).body.items[0]).toMatchObject({ data: { request: request.id }, record: { id: lead } });
    expect(await requests(colleague)).toEqual([]);
    expect((await answer(seller, request.id, 'approve')).status).toBe(403);
    for (const stranger of [colleague, outsider, other.as.admin, readOnly])
      for (const verb of ['approve', 'refuse', 'withdraw']) expect((await answer(stranger, request.id, verb)).status).toBe(404);
    expect((await answer(manager, request.id, 'withdraw')).status).toBe(404);
    ok(await answer(manager, request.id, 'approve'));
    expect(await ownerOf(t, lead)).toBe(seller.user);
    expect(await notices(seller)).toEqual(['poolApproved']);
    const late = await answer(manager, request.id, 'refuse');
    expect([late.status, late.body.code]).toEqual([409, 'POOL_REQUEST_OVER']);
    // it counts as a claim of the day, and stands in the log
    const quota = (await seller.get('/pools?object=lead')).body.items[0].quota;
    expect([quota.claimedToday, quota.held]).toEqual([1, 1]);
    expect((await manager.get(`/pools/${pool}/log`)).body.items[0]).toMatchObject({ what: 'claimed', to: { id: seller.user } });
    const second = await apply(seller, leads[1] ?? '');
    ok(await answer(manager, second.id, 'refuse', { reason: '客户在谈' }));
    expect((await requests(seller))[0]).toMatchObject({ id: second.id, status: 'refused', reason: '客户在谈' });
    expect((await seller.get('/notifications')).body.items[0].text).toContain('：客户在谈');
    expect(await ownerOf(t, leads[1] ?? '')).toBeNull();
    // refused is not for ever
    await apply(seller, leads[1] ?? '');
  });

  it('who rules the pool takes without asking; the next one is applied for by score, never twice', async () => {
    const { t, pool, leads } = await applied(2);
    const { seller, manager } = t.as;
    const next = async () => ok(await seller.post(`/pools/${pool}/claimNext`)).body;
    expect([await next(), await next(), await next()]).toEqual([
      { record: leads[0], requested: true },
      { record: leads[1], requested: true },
      { record: null },
    ]);
    const views = async (who: Client) => (await who.get('/pools?object=lead')).body.items[0].requests;
    expect([await views(seller), await views(manager), await views(t.as.colleague)]).toEqual([2, 2, 0]);
    expect(ok(await act(manager, leads[0] ?? '', 'claim')).body.result).toEqual({ owner: manager.user, claimed: true });
    expect((await requests(seller)).map(({ status }) => status).sort()).toEqual(['lapsed', 'waiting']);
    expect(await notices(seller)).toEqual(['poolLapsed']);
    const [waiting] = await requests(manager);
    ok(await answer(seller, waiting?.id ?? '', 'withdraw'));
    expect(await requests(manager)).toEqual([]);
    expect((await answer(manager, waiting?.id ?? '', 'approve')).status).toBe(409);
    expect(await ownerOf(t, leads[1] ?? '')).toBeNull();
  });

  it('several apply for one record: the first yes makes the other applications void, also when both are said at once', async () => {
    const { t, lead } = await applied(1);
    const { seller, colleague, manager, admin } = t.as;
    const [first, second] = [await apply(seller, lead), await apply(colleague, lead)];
    const said = await Promise.all([answer(manager, first.id, 'approve'), answer(admin, second.id, 'approve')]);
    expect(said.map(({ status }) => status).sort()).toEqual([204, 409]);
    const winner = said[0]?.status === 204 ? seller : colleague;
    expect(await ownerOf(t, lead)).toBe(winner.user);
    const states = [...(await requests(seller)), ...(await requests(colleague))].map(({ status }) => status);
    expect(states.sort()).toEqual(['approved', 'lapsed']);
  });

  it('holds the limits on applying and on the yes, whatever comes at once', async () => {
    const { t, pool, leads } = await applied(16, { dailyLimit: 3, holdingLimit: 10, batchMax: 10 });
    const { seller, manager } = t.as;
    const at = (n: number) => leads[n] ?? '';
    const batch = ok(await seller.post(`/pools/${pool}/claim`, { records: [at(0), at(1)] }));
    expect(batch.body.results.map((one: { requested: boolean }) => one.requested)).toEqual([true, true]);
    // what waits counts: more at once than there are connections to the database, all held up until those are taken; one of them fits
    const system = await app.app.contextFor({ tenant: t.id });
    const asking = await system.transaction(async (tx) => {
      await tx.query(sql`select from pool_counter where tenant_id = ${t.id} and user_id = ${seller.user} for update`);
      const all = leads.slice(2).map((id) => act(seller, id, 'claim'));
      await until(async () => (await lockWaits(tx)) === connections - 1, 'all other connections to wait');
      return all;
    });
    const more = await Promise.all(asking);
    expect(more.map(({ status }) => status).sort()).toEqual([200, ...Array(13).fill(422)]);
    expect(more.find(({ status }) => status === 422)?.body.code).toBe('POOL_DAILY_LIMIT');
    // the limit was lowered meanwhile: one yes of three
    ok(await t.as.admin.put(`/pools/${pool}`, { dailyLimit: 1 }));
    const waiting = await requests(manager);
    const said = await Promise.all(waiting.map(({ id }) => answer(manager, id, 'approve')));
    expect(said.map(({ status }) => status).sort()).toEqual([204, 422, 422]);
    // what was refused by the limit goes on waiting, to the next day
    expect((await requests(manager)).map(({ status }) => status)).toEqual(['waiting', 'waiting']);
    now = new Date(start.getTime() + 24 * hour);
    ok(await answer(manager, (await requests(manager))[0]?.id ?? '', 'approve'));
    expect((await seller.get('/pools?object=lead')).body.items[0].quota).toMatchObject({ claimedToday: 1, held: 2 });
  });

  it('a record that is gone or a member who is gone gets no yes; nobody applies in the time of cool-down', async () => {
    const { t, pool, leads } = await applied(3);
    const { seller, colleague, manager, admin } = t.as;
    const [a = '', b = '', c = ''] = leads;
    const [first, second] = [await apply(seller, a), await apply(colleague, b)];
    ok(await admin.delete(`/records/lead/${a}`));
    expect((await requests(seller))[0]).toMatchObject({ id: first.id, status: 'lapsed' });
    expect((await answer(manager, first.id, 'approve')).body.code).toBe('POOL_REQUEST_OVER');
    ok(await admin.put(`/pools/${pool}`, { members: [person(seller), person(manager, true)] }));
    expect((await answer(manager, second.id, 'approve')).body.code).toBe('POOL_MEMBER_GONE');
    expect(await ownerOf(t, b)).toBeNull();
    const third = await apply(seller, c);
    ok(await answer(manager, third.id, 'approve'));
    ok(await act(seller, c, 'return', { reason: 'noNeed' }));
    now = new Date(start.getTime() + 23 * hour);
    expect((await act(seller, c, 'claim')).body.code).toBe('POOL_COOLDOWN');
    now = new Date(start.getTime() + 24 * hour);
    await apply(seller, c);
  });

  it('a pool without administrators asks those of the company', async () => {
    const { t, lead } = await applied(1, { members: [] });
    ok(await t.as.admin.put(`/pools/${(await t.as.admin.get('/pools')).body.items[0].id}`, { members: [person(t.as.seller)] }));
    await apply(t.as.seller, lead);
    expect(await notices(t.as.owner)).toEqual(['poolRequested']);
    expect(await notices(t.as.manager)).toEqual([]);
  });
});
