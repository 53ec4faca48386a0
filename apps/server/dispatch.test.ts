import { assignRecords } from '@huanke/platform/assignment';
import { sql } from '@huanke/platform/database';
import { setActive } from '@huanke/platform/identity';
import { testClock } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, lockWaits, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Many leads given out at once, from outside. */
const clock = testClock('2026-03-20T02:00:00.000Z');
let app: TestApp;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp({ clock });
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

interface Line {
  readonly lead: { readonly id: string; readonly title: string };
  readonly user: { readonly id: string } | null;
  readonly value: number;
  readonly outcome: string | null;
}

/** Leads without an owner, each asking for what its tag says. */
const leads = async (t: TestTenant, tags: readonly string[][]): Promise<string[]> => {
  const records = tags.map((list, n) => ({ name: `线索${n}`, wechat: `wx_${n}`, tags: list, score: 100 - n }));
  const made = await t.as.admin.post('/records/lead/bulk', { operation: 'create', records });
  const ids = made.body.results.map((one: { id: string }) => one.id) as string[];
  const ctx = await t.as.admin.context();
  await ctx.transaction((tx) => tx.query(sql`update lead set owner = null where tenant_id = ${t.id} and id = any(${ids}::uuid[])`));
  return ids;
};
const profile = async (t: TestTenant, who: Client, body: object) =>
  expect((await t.as.admin.put(`/assignments/profiles/${who.user}`, body)).status).toBe(204);
const people = (...who: Client[]) => who.map(({ user }) => ({ kind: 'user', id: user }));
const onlySkill = { chance: 0, skill: 1, territory: 0, load: 0 };
const plan = async (t: TestTenant, body: object) => {
  const began = await t.as.admin.post('/dispatch-runs', body);
  expect(began.status, began.text).toBe(202);
  const url = `/dispatch-runs/${began.body.id}`;
  await until(async () => (await t.as.admin.get(url)).body.status === 'draft');
  const { body: run } = await t.as.admin.get(url);
  return { url, run, lines: run.lines as Line[] };
};
const ownerOf = async (t: TestTenant, id: string) => (await t.as.admin.get(`/records/lead/${id}`)).body.owner?.id ?? null;

it('plans the best for all together, carries it out, and tells of it', async () => {
  const t = await app.tenant();
  const { admin, seller, colleague } = t.as;
  // the case of the specification: A knows more and can take one, B can take two; levels of 5 are 100 points
  await profile(t, seller, { capacity: 1, skills: { 泵: 5, 阀: 4, 仪表: 2 } });
  await profile(t, colleague, { capacity: 2, skills: { 泵: 4, 阀: 1 } });
  const ids = await leads(t, [['泵'], ['阀'], ['仪表'], ['电机']]);
  const { url, run, lines } = await plan(t, {
    people: people(seller, colleague),
    weights: onlySkill,
    filter: { field: 'tags', op: 'in', value: ['泵', '阀', '仪表'] },
  });
  // greedy: 100 + 20 + 0; best: 80 with B, 80 with A, 0 with B
  expect(run.result).toEqual({ leads: 3, assigned: 3, worth: 16_000, greedy: 12_000, bound: 16_000, solver: 'exact' });
  expect(lines.map(({ lead, user, value }) => [lead.title, user?.id, value])).toEqual([
    ['线索0', colleague.user, 8000],
    ['线索1', seller.user, 8000],
    ['线索2', colleague.user, 0],
  ]);
  expect(await ownerOf(t, ids[0] ?? '')).toBeNull();
  const done = await admin.post(`${url}/apply`);
  expect([done.status, done.body]).toEqual([200, { applied: 3, changed: [] }]);
  expect(await Promise.all(ids.map((id) => ownerOf(t, id)))).toEqual([colleague.user, seller.user, colleague.user, null]);
  // events come when the oldest transaction of the whole server has ended
  const items = await until(async () => {
    const { body } = await t.as.owner.get('/events?limit=1000');
    return body.items.some(({ event }: { event: string }) => event === 'dispatch.applied') ? body.items : undefined;
  }, 'the event');
  const told = items.filter(({ event }: { event: string }) => event === 'dispatch.applied');
  expect(told.map(({ changes }: { changes: unknown }) => changes)).toEqual([{ applied: 3, changed: 0 }]);
  const assigned = items.filter((one: { event: string; changes: { owner?: string } }) => {
    return one.event === 'lead.assigned' && one.changes.owner !== admin.user;
  });
  expect(assigned).toHaveLength(3);
  expect((await admin.post(`${url}/apply`)).status).toBe(409);
  expect((await admin.post(`${url}/discard`)).status).toBe(409);
});

it('looks at every line again when it is applied, and names those that changed', async () => {
  const t = await app.tenant();
  const { admin, seller, colleague, outsider } = t.as;
  await profile(t, seller, { capacity: 9, skills: { a: 5 } });
  await profile(t, colleague, { capacity: 9, skills: { b: 5 } });
  await profile(t, outsider, { capacity: 9, skills: { c: 5 } });
  const ids = await leads(t, [['a'], ['a'], ['a'], ['a'], ['b'], ['c']]);
  const { url } = await plan(t, { people: people(seller, colleague, outsider), weights: onlySkill });
  // meanwhile: one is taken, one invalid, one deleted; 3 of the seller's room are gone; a colleague is away, another one switched off
  await admin.patch(`/records/lead/${ids[0]}`, { owner: admin.user });
  await admin.patch(`/records/lead/${ids[1]}`, { status: 'invalid', invalidReason: 'noNeed' });
  await admin.delete(`/records/lead/${ids[2]}`);
  await profile(t, seller, { capacity: 0, skills: { a: 5 } });
  await profile(t, colleague, { capacity: 9, skills: { b: 5 }, awayFrom: '2026-03-20', awayUntil: '2026-03-20' });
  await admin.patch(`/records/user/${outsider.user}`, { active: false });
  const done = await admin.post(`${url}/apply`);
  expect(done.body.applied).toBe(0);
  expect(done.body.changed.map(({ lead, why }: { lead: string; why: string }) => [ids.indexOf(lead), why])).toEqual([
    [0, 'owned'],
    [1, 'closed'],
    [2, 'gone'],
    [3, 'capacity'],
    [4, 'away'],
    [5, 'inactive'],
  ]);
  expect(await ownerOf(t, ids[0] ?? '')).toBe(admin.user);
  expect(await ownerOf(t, ids[3] ?? '')).toBeNull();
  const { lines } = (await admin.get(url)).body;
  expect(lines.map(({ outcome }: Line) => outcome)).toEqual(['owned', 'closed', 'gone', 'capacity', 'away', 'inactive']);
});

it('gives nobody more than they can carry when two plans are applied at once', async () => {
  const t = await app.tenant();
  const { admin, seller } = t.as;
  await profile(t, seller, { capacity: 3, skills: { x: 5, y: 5 } });
  await leads(t, [['x'], ['x'], ['x'], ['y'], ['y'], ['y']]);
  const of = (tag: string) =>
    plan(t, { people: people(seller), weights: onlySkill, filter: { field: 'tags', op: 'contains', value: tag } });
  const [x, y] = [await of('x'), await of('y')];
  expect([x.run.result.assigned, y.run.result.assigned]).toEqual([3, 3]);
  const done = await Promise.all([x, y].map(({ url }) => admin.post(`${url}/apply`)));
  expect(done.map(({ body }) => body.applied).sort()).toEqual([0, 3]);
  const held = await admin.post('/records/lead/query', { filter: { field: 'owner', op: 'eq', value: seller.user }, count: 'exact' });
  expect(held.body.count.value).toBe(3);
});

it('waits for whoever gives leads out by the rules, and for a switch that is under way', async () => {
  const t = await app.tenant();
  const { admin, seller, colleague } = t.as;
  await profile(t, seller, { capacity: 1, skills: { x: 5 } });
  await profile(t, colleague, { capacity: 5, skills: { y: 5 } });
  const named = { name: '轮流', method: 'roundRobin', people: [{ kind: 'user', id: seller.user, weight: 1 }] };
  expect((await admin.post('/assignments/rules/lead', named)).status).toBe(201);
  const [ruled = '', ...planned] = await leads(t, [['z'], ['x'], ['y']]);
  const filter = { field: 'tags', op: 'in', value: ['x', 'y'] };
  const { url } = await plan(t, { people: people(seller, colleague), weights: onlySkill, filter });
  const system = await app.app.contextFor({ tenant: t.id });
  const meta = system.meta.object('lead');
  if (!meta) throw new Error('no leads');
  const { applying } = await system.transaction(async (tx) => {
    const [decided] = await assignRecords(tx, meta, [ruled]);
    expect(decided?.chosen?.id).toBe(seller.user);
    const answer = admin.post(`${url}/apply`);
    await until(async () => (await lockWaits(tx)) === 1, 'the plan to wait for the rules');
    await setActive(tx, colleague.user, false);
    return { applying: answer };
  });
  const { body } = await applying;
  expect(body.applied).toBe(0);
  expect(body.changed.map(({ lead, why }: { lead: string; why: string }) => [planned.indexOf(lead), why])).toEqual([
    [0, 'capacity'],
    [1, 'inactive'],
  ]);
  expect(await ownerOf(t, ruled)).toBe(seller.user);
  // without rules it is the person who is waited for
  await profile(t, seller, { capacity: 9, skills: { x: 5 } });
  const again = await plan(t, { people: people(seller), weights: onlySkill, filter });
  const [{ id: rule }] = (await admin.get('/assignments/rules/lead')).body.items;
  expect((await admin.delete(`/assignments/rules/lead/${rule}`)).status).toBe(204);
  const { second } = await system.transaction(async (tx) => {
    await setActive(tx, seller.user, false);
    const answer = admin.post(`${again.url}/apply`);
    await until(async () => (await lockWaits(tx)) === 1, 'the plan to wait for the switch');
    return { second: answer };
  });
  expect((await second).body.applied).toBe(0);
  expect(await ownerOf(t, planned[0] ?? '')).toBeNull();
});

it('spreads by fairness, the same way for the same seed', async () => {
  const t = await app.tenant();
  const { seller, colleague } = t.as;
  await profile(t, seller, { capacity: 10, skills: { x: 5 } });
  await profile(t, colleague, { capacity: 10, skills: { x: 4 } });
  await leads(
    t,
    Array.from({ length: 6 }, () => ['x']),
  );
  const body = { people: people(seller, colleague), weights: onlySkill, fairness: 50, seed: 7 };
  const first = await plan(t, body);
  expect(first.run.result).toMatchObject({ assigned: 6, solver: 'ants', bound: 60_000, worth: 54_000 });
  const given = (lines: readonly Line[]) => lines.map(({ user }) => user?.id);
  expect(given(first.lines).filter((id) => id === seller.user)).toHaveLength(3);
  expect(given((await plan(t, body)).lines)).toEqual(given(first.lines));
  expect((await t.as.admin.post(`${first.url}/discard`)).status).toBe(204);
  expect((await t.as.admin.post(`${first.url}/apply`)).status).toBe(409);
});

it('is for managers, and of one company', async () => {
  const t = await app.tenant();
  const { admin, manager, seller, readOnly } = t.as;
  const { url } = await plan(t, { people: people(seller) });
  for (const who of [seller, readOnly]) expect((await who.post('/dispatch-runs', { people: people(seller) })).status).toBe(403);
  expect((await manager.get(url)).status).toBe(404);
  expect((await other.as.admin.get(url)).status).toBe(404);
  expect((await other.as.admin.post(`${url}/apply`)).status).toBe(404);
  const wrong = await admin.post('/dispatch-runs', {
    people: [],
    weights: { chance: -1, luck: 3 },
    fairness: 'much',
    maxEach: 0,
    regionField: 'score',
    filter: { field: 'nope', op: 'eq', value: 1 },
  });
  expect(wrong.body.errors.map(({ field, code }: { field: string; code: string }) => `${field} ${code}`)).toEqual([
    'filter INVALID_VALUE',
    'people REQUIRED',
    'weights.luck UNKNOWN_FIELD',
    'weights.chance INVALID_VALUE',
    'fairness WRONG_TYPE',
    'maxEach INVALID_VALUE',
    'regionField INVALID_VALUE',
  ]);
});

it('counts the way where both places are known, says so where not, and leaves out who is not on shift', async () => {
  const t = await app.tenant();
  const { admin, seller, colleague, outsider } = t.as;
  // a degree of latitude is 111.195 km: A is based 11.12 km south of the lead, B 55.60 km north; C has no place
  const at = (lat: number) => ({ lng: 121, lat });
  const body = { capacity: 9, skills: {} };
  await profile(t, seller, { ...body, base: at(30.9) });
  await profile(t, colleague, { ...body, base: at(31.5) });
  // Friday, 10:00 in Shanghai: this shift begins at noon
  const noon = [{ from: '12:00', to: '18:00' }];
  // the nearest of all
  await profile(t, outsider, { ...body, base: at(31), regions: ['线索'], shift: [noon, noon, noon, noon, noon, [], []] });
  const [near = '', nowhere = ''] = await leads(t, [['a'], ['b']]);
  expect((await admin.patch(`/records/lead/${near}`, { address: { region: '310115', street: '张江路 1 号', ...at(31) } })).status).toBe(
    200,
  );
  const onlyWay = { chance: 0, skill: 0, territory: 1, load: 0, travel: 1 };
  const of = (run: { lines: unknown }) =>
    (run.lines as (Line & { terms: { travel: number | null }; place: unknown })[]).map(({ lead, user, terms, place }) => [
      lead.id,
      user?.id ?? null,
      terms.travel === undefined ? undefined : terms.travel && Math.round(terms.travel * 100) / 100,
      place,
    ]);
  // the way only costs: nobody gets what is worth less than nothing, so a region pays for it
  for (const who of [seller, colleague]) {
    const base = who === seller ? at(30.9) : at(31.5);
    await profile(t, who, { ...body, base, regions: ['线索'] });
  }
  const weighed = { people: people(seller, colleague, outsider), weights: onlyWay, regionField: 'name' };
  const first = await plan(t, weighed);
  expect(of(first.run)).toEqual([
    [near, seller.user, 11.12, at(31)],
    [nowhere, expect.any(String), null, null],
  ]);
  expect(first.lines[0]?.value).toBe(Math.round(100 * (100 - 11.1195)));
  // B has been at a visit next door since
  const visit = (await colleague.post('/records/activity', { type: 'visit', subject: '拜访', position: at(31.01) })).body.id;
  expect((await colleague.post('/records/checkIn', { activity: visit, position: at(31.01), accuracy: 10 })).status).toBe(201);
  expect(of((await plan(t, weighed)).run)[0]).toEqual([near, colleague.user, 1.11, at(31)]);
  // the shift of A ends before the plan is carried out
  await profile(t, colleague, { ...body, shift: [noon, noon, noon, noon, noon, [], []] });
  const again = await plan(t, weighed);
  expect(again.lines[0]?.user?.id).toBe(seller.user);
  await profile(t, seller, { ...body, shift: [noon, noon, noon, noon, noon, [], []] });
  const done = await admin.post(`${again.url}/apply`);
  expect(done.body.changed.map(({ why }: { why: string }) => why)).toEqual(['shift', 'shift']);
  const wrong = await admin.put(`/assignments/profiles/${seller.user}`, { ...body, base: '张江' });
  expect([wrong.status, wrong.body.errors[0].field]).toEqual([422, 'base']);
});
