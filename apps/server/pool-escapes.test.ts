import { sql } from '@huanke/platform/database';
import { sweepPools } from '@huanke/platform/pools';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Ways by which records get into pools and out of them beside claiming: their limits and rules hold all the same. */

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
const rule = (kind: string, amount: number) => ({ kind, enabled: true, amount, unit: 'day' });
const act = (who: Client, object: string, id: string, verb: string, input: object = {}) =>
  who.post(`/records/${object}/${id}/actions/${verb}`, { input });
const pool = async (t: TestTenant, settings: object = {}): Promise<string> =>
  ok(await t.as.admin.post('/pools', { name: '公海', object: 'lead', members: [person(t.as.seller), person(t.as.colleague)], ...settings }))
    .body.id;
let made = 0;
const make = async (who: Client, object: string, values: object = {}): Promise<string> => {
  made += 1;
  const reach = object === 'lead' ? { wechat: `wx_way${made}` } : {};
  return ok(await who.post(`/records/${object}`, { name: `去向测试${made}号公司`, ...reach, ...values })).body.id;
};
/** A record that lies in a pool. */
const lying = async (t: TestTenant, into: string, object = 'lead'): Promise<string> => {
  const id = await make(t.as.admin, object);
  ok(await act(t.as.admin, object, id, 'return', { reason: 'noTime', pool: into }));
  return id;
};
const claimed = async (t: TestTenant, from: string, object = 'lead', who = t.as.seller): Promise<string> => {
  const id = await lying(t, from, object);
  ok(await act(who, object, id, 'claim'));
  return id;
};
const read = async (who: Client, id: string, object = 'lead') => ok(await who.get(`/records/${object}/${id}`)).body;
const held = async (who: Client, id: string, object = 'lead') =>
  ok(await who.get(`/pools?object=${object}`)).body.items.find((one: { id: string }) => one.id === id).quota.held;
const log = async (t: TestTenant, id: string, record: string) =>
  ok(await t.as.admin.get(`/pools/${id}/log`)).body.items.filter((one: { record: { id: string } }) => one.record.id === record);
const code = ({ status, body }: Answer) => [status, body.code];
const sweep = async (t: TestTenant) => sweepPools(await app.app.contextFor({ tenant: t.id }));
const dueOf = async (who: Client, id: string): Promise<string | null> => {
  const { reclaimAt } = await read(who, id);
  return reclaimAt === null ? null : new Date(Date.parse(reclaimAt) + 8 * 3_600_000).toISOString().slice(5, 16);
};

describe('a merge', () => {
  it.each(['lead', 'account'])('leaves an owned %s with its owner, whatever pool the other one lies in', async (object) => {
    const t = await app.tenant();
    const { seller, colleague, admin } = t.as;
    const id = await pool(t, { object, visibility: 'masked' });
    const winner = await make(seller, object, { phone: '13912345678' });
    const loser = await lying(t, id, object);
    expect((await admin.post(`/records/${object}/merge/preview`, { records: [winner, loser] })).body.fields).not.toHaveProperty('pool');
    const named = await admin.post(`/records/${object}/merge`, { winner, losers: [loser], fields: { pool: loser } });
    expect([named.status, named.body.errors?.[0]?.field]).toEqual([422, 'fields.pool']);
    ok(await admin.post(`/records/${object}/merge`, { winner, losers: [loser] }));
    expect(await read(seller, winner, object)).toMatchObject({
      owner: { id: seller.user },
      pool: null,
      homePool: null,
      phone: '13912345678',
      // how far it is, it says itself: the other one was recycled
      ...(object === 'lead' ? { status: 'assigned' } : {}),
    });
    const query = await colleague.post(`/records/${object}/query`, { filter: { field: 'pool', op: 'eq', value: id } });
    expect(query.body.records).toEqual([]);
    expect((await act(colleague, object, winner, 'claim')).status).toBe(404);
    // and one whose column says both, as merges of earlier days have left them, is nobody's to claim
    const context = await app.app.contextFor({ tenant: t.id });
    await context.transaction((tx) =>
      tx.query(
        sql`update ${sql.id(object)} set pool = ${id}::uuid, home_pool = ${id}::uuid where tenant_id = ${t.id} and id = ${winner}::uuid`,
      ),
    );
    expect(code(await act(colleague, object, winner, 'claim'))).toEqual([409, 'POOL_ALREADY_CLAIMED']);
    expect((await read(seller, winner, object)).owner.id).toBe(seller.user);
  });

  it('of records that nobody owns lies in the pool of one of them, and goes with the owner where one is chosen', async () => {
    const t = await app.tenant();
    const { seller, admin } = t.as;
    const id = await pool(t);
    const free = await make(admin, 'lead', { owner: null });
    const context = await app.app.contextFor({ tenant: t.id });
    await context.transaction((tx) => tx.query(sql`update lead set owner = null where tenant_id = ${t.id} and id = ${free}::uuid`));
    ok(await admin.post('/records/lead/merge', { winner: free, losers: [await lying(t, id)] }));
    expect(await read(admin, free)).toMatchObject({ owner: null, pool: { id }, homePool: { id } });
    const mine = await claimed(t, id);
    ok(await admin.post('/records/lead/merge', { winner: free, losers: [mine], fields: { owner: mine } }));
    expect(await read(admin, free)).toMatchObject({ owner: { id: seller.user }, pool: null, homePool: { id } });
  });
});

describe('what was finished or deleted', () => {
  it('belongs to its pool again when it is opened again, by its limits and its rules', async () => {
    const t = await app.tenant();
    const { seller, admin, manager } = t.as;
    const id = await pool(t, { holdingLimit: 2, rules: [rule('hold', 10)] });
    const [first, second] = [await claimed(t, id), await claimed(t, id)];
    ok(await act(seller, 'lead', first, 'invalidate', { invalidReason: 'noNeed' }));
    expect(await read(seller, first)).toMatchObject({ pool: null, homePool: { id }, reclaimAt: null });
    expect(await held(seller, id)).toBe(1);
    ok(await seller.patch(`/records/lead/${first}`, { status: 'following' }));
    expect(await dueOf(seller, first)).toBe('03-12T09:00');
    expect(await held(seller, id)).toBe(2);
    const third = await lying(t, id);
    expect(code(await act(seller, 'lead', third, 'claim'))).toEqual([422, 'POOL_HOLDING_LIMIT']);
    // closed once more it makes room; opened after the room was taken it is refused, whoever asks
    ok(await act(seller, 'lead', first, 'invalidate', { invalidReason: 'noNeed' }));
    ok(await act(seller, 'lead', third, 'claim'));
    for (const who of [seller, admin]) {
      const opened = await who.patch(`/records/lead/${first}`, { status: 'following' });
      expect([...code(opened), opened.body.errors[0].field]).toEqual([422, 'POOL_HOLDING_LIMIT', 'pool']);
    }
    expect((await other.as.admin.patch(`/records/lead/${first}`, { status: 'following' })).status).toBe(404);
    // deleted and brought back
    ok(await seller.delete(`/records/lead/${second}`));
    const fourth = await claimed(t, id);
    expect(code(await admin.post(`/records/lead/${second}/restore`))).toEqual([422, 'POOL_HOLDING_LIMIT']);
    expect(await held(seller, id)).toBe(2);
    ok(await act(seller, 'lead', fourth, 'return', { reason: 'noTime' }));
    ok(await admin.post(`/records/lead/${second}/restore`));
    expect(await held(seller, id)).toBe(2);
    expect((await manager.get(`/records/lead/${second}`)).body.homePool.id).toBe(id);
  });

  it('is not taken away the moment it is opened: its owner is warned, once for as long as they hold it', async () => {
    const t = await app.tenant();
    const { seller } = t.as;
    const id = await pool(t, { rules: [rule('hold', 10)] });
    const lead = await claimed(t, id);
    const toggle = async () => {
      ok(await act(seller, 'lead', lead, 'invalidate', { invalidReason: 'noNeed' }));
      ok(await seller.patch(`/records/lead/${lead}`, { status: 'following' }));
      return dueOf(seller, lead);
    };
    now = at('03-20T09:00');
    expect(await toggle()).toBe('03-23T09:00');
    now = at('03-22T09:00');
    expect(await toggle()).toBe('03-23T09:00');
    now = at('03-23T09:00');
    await until(async () => (await sweep(t)).reclaimed === 1, 'the record that is due');
    expect(await read(seller, lead)).toMatchObject({ owner: null, pool: { id } });
  });

  it('lies in its pool when it is opened again without an owner', async () => {
    const t = await app.tenant();
    const { admin } = t.as;
    const id = await pool(t);
    const lead = await lying(t, id);
    ok(await admin.patch(`/records/lead/${lead}`, { status: 'invalid', invalidReason: 'noNeed' }));
    expect(await read(admin, lead)).toMatchObject({ pool: null, homePool: { id } });
    ok(await admin.patch(`/records/lead/${lead}`, { status: 'new' }));
    expect(await read(admin, lead)).toMatchObject({ owner: null, pool: { id } });
  });
});

describe('grace', () => {
  it('is given to what a wider scope takes in', async () => {
    const t = await app.tenant();
    const { seller, admin } = t.as;
    const old = await make(seller, 'lead', { title: '早就有的' });
    const id = await pool(t, { filter: { field: 'title', op: 'eq', value: '没有' }, rules: [rule('followUp', 5)] });
    now = at('03-20T09:00');
    const filter = { field: 'title', op: 'eq', value: '早就有的' };
    // what nobody has saved yet is looked at as if it were
    const before = ok(await admin.post(`/pools/${id}/simulate`, { days: 3, filter })).body;
    expect(before).toMatchObject({ count: 1, items: [{ id: old, at: '2026-03-23T01:00:00.000Z' }] });
    expect(ok(await admin.post(`/pools/${id}/simulate`, { days: 2, filter })).body.count).toBe(0);
    expect(ok(await admin.post(`/pools/${id}/simulate`, { days: 3 })).body.count).toBe(0);
    const wrong = await admin.post(`/pools/${id}/simulate`, { filter: { field: 'nothing', op: 'eq', value: 1 } });
    expect([wrong.status, wrong.body.errors[0].field]).toEqual([422, 'filter']);
    ok(await admin.put(`/pools/${id}`, { filter }));
    await until(async () => (await dueOf(seller, old)) === '03-23T09:00', 'the grace');
    expect(await sweep(t)).toMatchObject({ reclaimed: 0, warned: 1 });
    expect((await read(seller, old)).owner.id).toBe(seller.user);
    now = at('03-23T09:00');
    await until(async () => (await sweep(t)).reclaimed === 1, 'the record that is due');
  });

  it('is given anew by a pool that was off for a time', async () => {
    const t = await app.tenant();
    const { seller, admin } = t.as;
    const id = await pool(t, { rules: [rule('followUp', 5)] });
    const lead = await claimed(t, id);
    ok(await admin.put(`/pools/${id}`, { active: false }));
    await until(async () => (await dueOf(seller, lead)) === null, 'no due date');
    now = at('03-20T09:00');
    expect(ok(await admin.post(`/pools/${id}/simulate`, { days: 2 })).body.count).toBe(0);
    expect(ok(await admin.post(`/pools/${id}/simulate`, { days: 3 })).body).toMatchObject({ count: 1, byRule: { followUp: 1 } });
    ok(await admin.put(`/pools/${id}`, { active: true }));
    await until(async () => (await dueOf(seller, lead)) === '03-23T09:00', 'the grace');
    expect((await sweep(t)).reclaimed).toBe(0);
    const short = await admin.put(`/pools/${id}`, { graceDays: 2 });
    expect([short.status, short.body.errors[0].field]).toEqual([422, 'graceDays']);
  });
});

describe('a record without an owner', () => {
  it('lies in the pool it belongs to, whoever took it away', async () => {
    const t = await app.tenant();
    const { seller, colleague, manager, admin } = t.as;
    const id = await pool(t);
    const lead = await claimed(t, id);
    ok(await manager.patch(`/records/lead/${lead}`, { owner: null }));
    expect(await read(colleague, lead)).toMatchObject({ owner: null, pool: { id }, status: 'recycled' });
    expect((await log(t, id, lead))[0]).toMatchObject({ what: 'reclaimed', reason: 'byHand', from: { id: seller.user }, to: null });
    expect(code(await act(seller, 'lead', lead, 'claim'))).toEqual([422, 'POOL_COOLDOWN']);
    const two = await claimed(t, id);
    ok(await admin.post('/records/lead/bulk', { operation: 'update', records: [{ id: two, owner: null }] }));
    expect(await read(colleague, two)).toMatchObject({ owner: null, pool: { id } });
  });

  it('goes back to its pool by a rejection that no manager can take, and to an administrator where it has no pool', async () => {
    const t = await app.tenant();
    const { outsider, admin } = t.as;
    ok(
      await admin.post('/assignments/rules/lead', {
        name: '轮流',
        method: 'roundRobin',
        people: [{ kind: 'user', id: outsider.user, weight: 1 }],
      }),
    );
    const id = await pool(t);
    const reject = (record: string) => outsider.post(`/assignments/reject/lead/${record}`, { reason: 'noTime' });
    const [pooled, plain] = [await lying(t, id), await make(admin, 'lead')];
    ok(await admin.post('/assignments/run', { object: 'lead', records: [pooled, plain] }));
    expect(ok(await reject(pooled)).body).toEqual({ owner: null });
    expect(await read(admin, pooled)).toMatchObject({ owner: null, pool: { id } });
    expect((await log(t, id, pooled))[0]).toMatchObject({ what: 'reclaimed', reason: 'assignment', from: { id: outsider.user } });
    expect(ok(await reject(plain)).body).toEqual({ owner: admin.user });
    expect((await read(admin, plain)).owner.id).toBe(admin.user);
  });
});

describe('records that leave a pool without being claimed', () => {
  it('count for what may be held and stand in its log: by rules of assignment, by hand, in bulk', async () => {
    const t = await app.tenant();
    const { seller, colleague, admin } = t.as;
    const id = await pool(t, { holdingLimit: 2 });
    const people = [seller, colleague].map(({ user }) => ({ kind: 'user', id: user, weight: 1 }));
    ok(await admin.post('/assignments/rules/lead', { name: '轮流', method: 'roundRobin', people }));
    const leads: string[] = [];
    for (let n = 0; n < 6; n += 1) leads.push(await lying(t, id));
    ok(await act(seller, 'lead', leads[5] ?? '', 'claim'));
    const given = ok(await admin.post('/assignments/run', { object: 'lead', records: leads.slice(0, 4) })).body.items;
    // the seller has one already: one more for them, two for the colleague, and nobody for the last
    expect(given.map((one: { chosen: { id: string } | null }) => one.chosen?.id ?? null)).toEqual([
      seller.user,
      colleague.user,
      colleague.user,
      null,
    ]);
    const refused = given[3].considered.map((one: { refused: string }) => one.refused);
    expect(refused).toEqual(['holding', 'holding']);
    expect((await log(t, id, leads[0] ?? ''))[0]).toMatchObject({ what: 'assigned', from: null, to: { id: seller.user } });
    expect(await held(seller, id)).toBe(2);
    const byHand = await admin.patch(`/records/lead/${leads[4]}`, { owner: seller.user });
    expect(code(byHand)).toEqual([422, 'POOL_HOLDING_LIMIT']);
    const bulk = ok(await admin.post('/records/lead/bulk', { operation: 'update', records: [{ id: leads[4], owner: colleague.user }] }));
    expect(bulk.body.results[0].error.code).toBe('POOL_HOLDING_LIMIT');
    ok(await admin.patch(`/records/lead/${leads[4]}`, { owner: admin.user }));
    expect((await log(t, id, leads[4] ?? ''))[0]).toMatchObject({ what: 'assigned', to: { id: admin.user }, by: { id: admin.user } });
    expect(await log(t, id, leads[5] ?? '')).toMatchObject([{ what: 'claimed' }, { what: 'returned' }]);
  });

  it('count by a dispatch, too', async () => {
    const t = await app.tenant();
    const { seller, admin } = t.as;
    const id = await pool(t, { holdingLimit: 2 });
    ok(await admin.put(`/assignments/profiles/${seller.user}`, { capacity: 9 }));
    const leads = [await lying(t, id), await lying(t, id), await lying(t, id)];
    const url = `/dispatch-runs/${ok(await admin.post('/dispatch-runs', { people: [{ kind: 'user', id: seller.user }] })).body.id}`;
    await until(async () => (await admin.get(url)).body.status === 'draft');
    const done = ok(await admin.post(`${url}/apply`)).body;
    expect([done.applied, done.changed.map((one: { why: string }) => one.why)]).toEqual([2, ['holding']]);
    expect(await held(seller, id)).toBe(2);
    const lines = (await Promise.all(leads.map((lead) => log(t, id, lead)))).flat().filter((one) => one.what === 'assigned');
    expect(lines.map((one) => one.to.id)).toEqual([seller.user, seller.user]);
  });
});
