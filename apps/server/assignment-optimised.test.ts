import { sql } from '@huanke/platform/database';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, lockWaits, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Rules that give the leads of a batch out by the plan worth most in all (SAL-5, optimised). */
const now = new Date('2026-03-02T01:00:00.000Z');
let app: TestApp;
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } });
});
afterAll(() => app.close());

interface Decided {
  readonly record: { readonly id: string };
  readonly rule: { readonly name: string } | null;
  readonly chosen: { readonly id: string } | null;
  readonly why: string;
  readonly considered: readonly { readonly id: string; readonly refused: string | null; readonly score: number | null }[];
}

const user = ({ user: id }: Client) => ({ kind: 'user', id, weight: 1 });
const makeRule = async (t: TestTenant, body: object): Promise<string> => {
  const made = await t.as.admin.post('/assignments/rules/lead', { name: '整批最优', method: 'optimised', ...body });
  expect(made.status, made.text).toBe(201);
  return made.body.id;
};
const leads = async (t: TestTenant, records: readonly object[]): Promise<string[]> => {
  const named = records.map((one, n) => ({ name: `线索${n}`, wechat: `wx_${n}`, ...one }));
  const made = await t.as.admin.post('/records/lead/bulk', { operation: 'create', records: named });
  return made.body.results.map((one: { id: string }) => one.id);
};
const ask = async (t: TestTenant, verb: 'run' | 'simulate', records: readonly string[], more: object = {}): Promise<Decided[]> => {
  const { status, body, text } = await t.as.admin.post(`/assignments/${verb}`, { object: 'lead', records, ...more });
  expect(status, text).toBe(200);
  return body.items;
};
const profile = async (t: TestTenant, who: Client, body: object) =>
  expect((await t.as.admin.put(`/assignments/profiles/${who.user}`, body)).status).toBe(204);
const ownerOf = async (t: TestTenant, id: string) => (await t.as.admin.get(`/records/lead/${id}`)).body.owner?.id ?? null;

/**
 * The case of SAL-6 in the values of dispatching: nobody has closed a lead, so every chance is 10 points; a lead with two tags is worth 5
 * points for each level of them. A 9, 8, 7 levels, B 8, 1, 2: 55, 50, 45 and 50, 15, 20 points.
 */
async function threeByTwo(t: TestTenant, more: object = {}): Promise<string[]> {
  const { seller, colleague } = t.as;
  await profile(t, seller, { capacity: 1, skills: { a1: 5, a2: 4, b1: 4, b2: 4, c1: 4, c2: 3 } });
  await profile(t, colleague, { capacity: 2, skills: { a1: 5, a2: 3, b1: 1, c1: 1, c2: 1 } });
  await makeRule(t, { people: [user(seller), user(colleague)], ...more });
  return leads(t, [{ tags: ['a1', 'a2'] }, { tags: ['b1', 'b2'] }, { tags: ['c1', 'c2'] }]);
}

it('gives the leads of a batch by the plan worth most in all, 18 and not 12, and keeps what everybody would have been worth', async () => {
  const t = await app.tenant();
  const { seller: a, colleague: b, admin } = t.as;
  const ids = await threeByTwo(t);
  const scores = ({ considered }: Decided) => considered.map(({ id, score }) => [id, score]);
  const best = [b.user, a.user, b.user];
  const tried = await ask(t, 'simulate', ids);
  expect(tried.map(({ chosen, why }) => [chosen?.id, why])).toEqual(best.map((id) => [id, 'optimised']));
  expect(await ownerOf(t, ids[0] ?? '')).toBe(admin.user);
  const decided = await ask(t, 'run', ids);
  expect(decided.map(({ chosen }) => chosen?.id)).toEqual(best);
  expect(decided.map(scores)).toEqual([
    [
      [a.user, 55],
      [b.user, 50],
    ],
    [
      [a.user, 50],
      [b.user, 15],
    ],
    [
      [a.user, 45],
      [b.user, 20],
    ],
  ]);
  expect(await Promise.all(ids.map((id) => ownerOf(t, id)))).toEqual(best);
  const trail = (await admin.get(`/assignments/decisions/lead/${ids[0]}`)).body.items;
  expect(trail).toMatchObject([{ why: 'optimised', rule: { name: '整批最优' }, chosen: { id: b.user } }]);
  expect(trail[0].considered).toEqual(decided[0]?.considered);
  expect((await ask(t, 'run', ids)).map(({ why }) => why)).toEqual(['already', 'already', 'already']);
});

it('gives a lead by itself to the best pair, equal ones in turn, and the next one when that is rejected', async () => {
  const t = await app.tenant();
  const { seller: a, colleague: b } = t.as;
  const ids = await threeByTwo(t);
  await profile(t, a, { capacity: 9, skills: { a1: 5, a2: 4 } });
  await profile(t, b, { capacity: 9, skills: { a1: 5, a2: 3 } });
  const [one] = await ask(t, 'run', ids.slice(0, 1));
  expect(one).toMatchObject({ chosen: { id: a.user }, why: 'optimised' });
  expect((await a.post(`/assignments/reject/lead/${ids[0]}`, { reason: 'noTime' })).body).toEqual({ owner: b.user });
  const trail = (await t.as.admin.get(`/assignments/decisions/lead/${ids[0]}`)).body.items;
  expect(trail[0]).toMatchObject({ why: 'optimised', chosen: { id: b.user } });
  expect(trail[0].considered).toMatchObject([{ id: a.user, refused: 'rejected', score: null }, { id: b.user }]);
});

it('keeps to what people can carry, may have today and hold of pools, gives as many as it can, and says why the rest stays', async () => {
  const t = await app.tenant();
  const { admin, seller: a, colleague: b, manager } = t.as;
  await profile(t, a, { capacity: 4, skills: { x: 5, y: 2 } });
  await profile(t, b, { capacity: 9, skills: { x: 1 }, regions: ['江苏'] });
  const id = await makeRule(t, {
    people: [user(a), user(b)],
    dailyCap: 1,
    regionField: 'company',
    fallback: { kind: 'user', id: manager.user },
  });
  // the second with A alone would be worth 60, but then B could have none: 30 with A and 20 with B
  const ids = await leads(t, [
    { tags: ['y'], company: '浙江甲' },
    { tags: ['x'], company: '江苏乙' },
    { tags: [], company: '浙江丙' },
  ]);
  const decided = await ask(t, 'run', ids);
  expect(decided.map(({ chosen, why }) => [chosen?.id, why])).toEqual([
    [a.user, 'optimised'],
    [b.user, 'optimised'],
    [manager.user, 'fallback'],
  ]);
  expect(decided[2]?.considered).toMatchObject([{ refused: 'dailyCap' }, { refused: 'region' }]);
  // leads of two pools, of each of which everybody may hold one, and one that lies in none
  const pools = await Promise.all(
    ['一号', '二号'].map(async (name) => (await admin.post('/pools', { name, object: 'lead', holdingLimit: 1 })).body.id as string),
  );
  await profile(t, b, { capacity: 9, skills: { x: 1 } });
  const rule = { name: '整批最优', method: 'optimised', people: [user(a), user(b)] };
  expect((await admin.put(`/assignments/rules/lead/${id}`, rule)).status).toBe(200);
  const more = await leads(t, [{ tags: ['x'] }, { tags: ['x'] }, { tags: ['x'] }, { tags: ['x'] }, { tags: ['x'] }]);
  const system = await app.app.contextFor({ tenant: t.id });
  const place = (some: readonly string[], pool: string | undefined) =>
    system.transaction((tx) =>
      tx.query(
        sql`update lead set owner = null, pool = ${pool}::uuid, home_pool = ${pool}::uuid where tenant_id = ${t.id} and id = any(${some}::uuid[])`,
      ),
    );
  await place(more.slice(0, 2), pools[0]);
  await place(more.slice(2, 4), pools[1]);
  const again = await ask(t, 'run', more);
  const to = (some: readonly Decided[], who: Client) => some.filter(({ chosen }) => chosen?.id === who.user).length;
  // A has room for 3 more and is worth more for every one: one of each pool, and the one that lies in none
  expect([to(again.slice(0, 2), a), to(again.slice(2, 4), a), to(again.slice(4), a), to(again, b)]).toEqual([1, 1, 1, 2]);
});

it('gives what is worth less than nothing as well: nobody who may have a lead is passed over', async () => {
  const t = await app.tenant();
  const { seller: a } = t.as;
  await profile(t, a, { capacity: 4 });
  await leads(t, [{ owner: a.user }, { owner: a.user }, { owner: a.user }]);
  await makeRule(t, { people: [user(a)] });
  const [id = ''] = await leads(t, [{ name: '最后一条', wechat: 'wx_last' }]);
  // 10 points of chance less 0.2 × 75 of load
  expect((await ask(t, 'run', [id]))[0]).toMatchObject({ chosen: { id: a.user }, considered: [{ score: -5 }] });
});

it('goes to who has the customer already before any plan, and takes that off their room', async () => {
  const t = await app.tenant();
  const { admin, seller: a, colleague: b } = t.as;
  const ids = await threeByTwo(t, { sticky: true });
  expect((await admin.post('/records/account', { name: '恒润化工', owner: a.user })).status).toBe(201);
  expect((await admin.patch(`/records/lead/${ids[2]}`, { company: '杭州恒润化工有限公司' })).status).toBe(200);
  const decided = await ask(t, 'run', ids);
  expect(decided.map(({ chosen, why }) => [chosen?.id, why])).toEqual([
    [b.user, 'optimised'],
    [b.user, 'optimised'],
    [a.user, 'sticky'],
  ]);
  expect(decided[0]?.considered).toMatchObject([{ refused: 'capacity' }, { score: 50 }]);
});

it('never gives more than can be carried when two batches run at once, and leaves other companies alone', async () => {
  const t = await app.tenant();
  const other = await app.tenant();
  const { seller: a, colleague: b } = t.as;
  await profile(t, a, { capacity: 3, skills: { x: 5 } });
  await profile(t, b, { capacity: 4, skills: { x: 1 } });
  await makeRule(t, { people: [user(a), user(b)] });
  const theirs = await leads(other, [{ tags: ['x'] }]);
  const ids = await leads(
    t,
    Array.from({ length: 12 }, () => ({ tags: ['x'] })),
  );
  const system = await app.app.contextFor({ tenant: t.id });
  const running = await system.transaction(async (tx) => {
    await tx.query(sql`select from assign_rule where tenant_id = ${t.id} for update`);
    const both = [ids.slice(0, 6), ids.slice(6)].map((part) => ask(t, 'run', [...part, ...theirs]));
    await until(async () => (await lockWaits(tx)) === 2, 'two batches to wait');
    return both;
  });
  const decided = (await Promise.all(running)).flat();
  expect(decided).toHaveLength(12);
  const count = (who: Client) => decided.filter(({ chosen }) => chosen?.id === who.user).length;
  expect([count(a), count(b), decided.filter(({ chosen }) => chosen === null).length]).toEqual([3, 4, 5]);
  expect(await ownerOf(other, theirs[0] ?? '')).toBe(other.as.admin.user);
});

it('is offered where somebody says what a record is worth: for leads', async () => {
  const t = await app.tenant();
  const { admin, seller } = t.as;
  const methods = async (object: string) => (await admin.get(`/assignments/rules/${object}`)).body.methods;
  expect(await methods('lead')).toEqual(['roundRobin', 'weighted', 'load', 'skill', 'optimised']);
  expect(await methods('account')).toEqual(['roundRobin', 'weighted', 'load', 'skill']);
  const refused = await admin.post('/assignments/rules/account', { name: '客户', method: 'optimised', people: [user(seller)] });
  expect([refused.status, refused.body.errors.map(({ field }: { field: string }) => field)]).toEqual([422, ['method']]);
  expect((await seller.post('/assignments/simulate', { object: 'lead', records: [] })).status).toBe(403);
});
