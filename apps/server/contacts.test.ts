import { sql } from '@huanke/platform/database';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

const now = Date.parse('2026-03-20T08:00:00.000Z');
const DAY = 86_400_000;
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

const refusal = ({ status, body }: Answer) => [status, body.code, body.errors?.[0]?.field];
const make = async (object: string, values: object, client: Client = tenant.as.admin): Promise<string> =>
  ok(await client.post(`/records/${object}`, values)).body.id;
let names = 0;
const contact = (values: object = {}) => {
  names += 1;
  return make('contact', { name: `联系人${names}`, ...values });
};
const account = () => {
  names += 1;
  return make('account', { name: `临港第${names}装备` });
};
interface Link {
  readonly id: string;
  readonly account: { readonly id: string };
  readonly primary: boolean;
  readonly title: string | null;
  readonly leftOn: string | null;
}
const linksOf = async (id: string): Promise<Link[]> =>
  ok(
    await tenant.as.admin.post('/records/contactAccount/query', {
      filter: { field: 'contact', op: 'eq', value: id },
      fields: ['account', 'primary', 'title', 'leftOn'],
      sort: [{ field: 'createdAt', direction: 'asc' }],
    }),
  ).body.records;
const shortOf = (links: readonly Link[]) => links.map(({ account: at, primary, leftOn }) => [at.id, primary, leftOn]);
const linked = (id: string) => until(async () => (await linksOf(id)).some(({ primary }) => primary), 'the first position');
const at = async (id: string) => ok(await tenant.as.admin.get(`/records/contact/${id}`)).body;

describe('positions of contacts', () => {
  it('are kept in step with the account of the contact, both ways', async () => {
    const { admin } = tenant.as;
    const [a, b, c] = [await account(), await account(), await account()];
    const one = await contact({ account: a, title: '采购经理' });
    await linked(one);
    expect(await linksOf(one)).toMatchObject([{ account: { id: a }, primary: true, title: '采购经理', leftOn: null }]);
    // a second one beside it; the same twice is refused
    ok(await admin.post('/records/contactAccount', { contact: one, account: b, title: '顾问' }));
    expect(refusal(await admin.post('/records/contactAccount', { contact: one, account: b }))).toEqual([409, 'DUPLICATE', 'account']);
    expect((await at(one)).account.id).toBe(a);
    // made primary there, the contact follows
    const [, second] = await linksOf(one);
    ok(await admin.patch(`/records/contactAccount/${second?.id}`, { primary: true }));
    expect(await at(one)).toMatchObject({ account: { id: b }, title: '顾问' });
    expect(shortOf(await linksOf(one))).toEqual([
      [a, false, null],
      [b, true, null],
    ]);
    // changed on the contact: a company it works for becomes primary, another one corrects the primary one
    ok(await admin.patch(`/records/contact/${one}`, { account: a }));
    expect(await at(one)).toMatchObject({ account: { id: a }, title: '采购经理' });
    expect(shortOf(await linksOf(one))).toEqual([
      [a, true, null],
      [b, false, null],
    ]);
    ok(await admin.patch(`/records/contact/${one}`, { account: c, title: '采购总监' }));
    expect(await linksOf(one)).toMatchObject([
      { account: { id: c }, primary: true, title: '采购总监' },
      { account: { id: b }, primary: false },
    ]);
  });

  it('of contacts of before are made by the hourly job', async () => {
    const a = await account();
    const one = await contact({ account: a });
    await linked(one);
    const ctx = await tenant.as.admin.context();
    await ctx.query(sql`delete from contact_position where tenant_id = ${ctx.tenant.id} and contact = ${one}::uuid`);
    const job = app.app.registry.jobs.get('base.linkContacts');
    const run = () => job?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
    await Promise.all([run(), run()]);
    expect(shortOf(await linksOf(one))).toEqual([[a, true, null]]);
  });

  it('that are left stay, and the contact follows to the new company', async () => {
    const { admin, seller, readOnly } = tenant.as;
    const [a, b, c] = [await account(), await account(), await account()];
    const one = await contact({ account: a, title: '设备部长' });
    ok(await admin.post('/records/contactAccount', { contact: one, account: b }));
    const leave = (client: Client, input: object) => client.post(`/records/contact/${one}/actions/leave`, { input });
    expect((await leave(readOnly, {})).status).toBe(403);
    expect((await leave(seller, {})).status).toBe(404);
    expect((await leave(other.as.admin, {})).status).toBe(404);
    expect(refusal(await leave(admin, { account: c }))).toEqual([422, 'INVALID_VALUE', 'account']);
    expect(refusal(await leave(admin, { newAccount: a }))).toEqual([422, 'INVALID_VALUE', 'newAccount']);
    expect(refusal(await leave(admin, { leftOn: '2026-02-30' }))[0]).toBeGreaterThanOrEqual(400);
    // at once only one of two goes through
    const input = { leftOn: '2026-03-01', newAccount: c, title: '技术总监' };
    const both = await Promise.all([leave(admin, { ...input, account: a }), leave(admin, { ...input, account: a })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(await at(one)).toMatchObject({ account: { id: c }, title: '技术总监' });
    const links = new Map((await linksOf(one)).map((link) => [link.account.id, link]));
    expect(links.get(a)).toMatchObject({ primary: false, leftOn: '2026-03-01', title: '设备部长' });
    expect(links.get(b)).toMatchObject({ primary: false, leftOn: null });
    expect(links.get(c)).toMatchObject({ primary: true, leftOn: null, title: '技术总监' });
    const told = await until(async () => {
      const { items } = (await admin.get('/events?limit=1000')).body;
      const found = items.filter(
        ({ event, record }: { event: string; record: string }) => event === 'contact.leftCompany' && record === one,
      );
      return found.length > 0 && found;
    }, 'the event');
    expect(told.map(({ changes }: { changes: unknown }) => changes)).toEqual([{ account: a, leftOn: '2026-03-01', to: c }]);
    // without a new company: the next one they work for, and then none
    expect(ok(await leave(admin, {})).body.result).toEqual({ account: b });
    expect(ok(await leave(admin, {})).body.result).toEqual({ account: null });
    expect((await leave(admin, {})).status).toBe(409);
    expect((await at(one)).account).toBeNull();
    expect((await linksOf(one)).map(({ leftOn }) => leftOn === null)).toEqual([false, false, false]);
    // back again: a position of its own, the old one stays
    ok(await admin.patch(`/records/contact/${one}`, { account: a }));
    expect((await linksOf(one)).filter(({ account: { id } }) => id === a).map(({ primary, leftOn }) => [primary, leftOn])).toEqual([
      [false, '2026-03-01'],
      [true, null],
    ]);
  });
});

describe('relations of contacts', () => {
  const relate = (client: Client, from: string, kind: string, to: string, more: object = {}) =>
    client.post('/records/contactRelation', { contact: from, kind, other: to, ...more });

  it('refuses rings of who reports to whom', async () => {
    const { admin } = tenant.as;
    const [a, b, c] = [await contact(), await contact(), await contact()];
    ok(await relate(admin, a, 'reportsTo', b));
    const made = ok(await relate(admin, b, 'reportsTo', c)).body;
    expect(made).toMatchObject({ strength: 3, name: '汇报给' });
    for (const to of [a, b, c]) expect(refusal(await relate(admin, c, 'reportsTo', to))).toEqual([422, 'HIERARCHY_CYCLE', 'other']);
    // influence may go round
    ok(await relate(admin, c, 'influences', a));
    const turned = ok(await relate(admin, c, 'ally', b)).body.id;
    expect(refusal(await admin.patch(`/records/contactRelation/${turned}`, { kind: 'reportsTo' }))).toEqual([
      422,
      'HIERARCHY_CYCLE',
      'other',
    ]);
    const records = [
      { contact: c, kind: 'reportsTo', other: a },
      { contact: c, kind: 'opponent', other: a },
    ];
    const { results } = ok(await admin.post('/records/contactRelation/bulk', { operation: 'create', records })).body;
    expect(results.map(({ status, error }: { status: number; error?: { code: string } }) => [status, error?.code])).toEqual([
      [422, 'HIERARCHY_CYCLE'],
      [201, undefined],
    ]);
    // one that was deleted comes back only where it closes no ring
    ok(await admin.delete(`/records/contactRelation/${made.id}`));
    ok(await relate(admin, c, 'reportsTo', a));
    expect((await admin.post(`/records/contactRelation/${made.id}/restore`)).status).toBe(422);
  });

  it('also of two that are written at once', async () => {
    const [a, b] = [await contact(), await contact()];
    const both = await Promise.all([relate(tenant.as.admin, a, 'reportsTo', b), relate(tenant.as.owner, b, 'reportsTo', a)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
  });

  it('stand once, from 1 to 5, for those who may change the contact', async () => {
    const { admin, seller, readOnly } = tenant.as;
    const [a, b] = [await contact(), await contact()];
    ok(await relate(admin, a, 'ally', b, { strength: 5 }));
    expect(refusal(await relate(admin, a, 'ally', b))).toEqual([409, 'DUPLICATE', 'other']);
    expect(refusal(await relate(admin, a, 'ally', a))).toEqual([422, 'INVALID_VALUE', 'other']);
    for (const strength of [0, 6])
      expect(refusal(await relate(admin, a, 'opponent', b, { strength }))).toEqual([422, 'INVALID_VALUE', 'strength']);
    expect((await relate(readOnly, a, 'opponent', b)).status).toBe(403);
    expect((await relate(seller, a, 'opponent', b)).status).toBe(422);
    expect((await relate(other.as.admin, a, 'opponent', b)).status).toBe(422);
  });
});

it('contacts with the same positions, relations and roles are merged, and come apart again', async () => {
  const { admin } = tenant.as;
  const customer = await account();
  const [winner, loser, boss] = [await contact({ account: customer }), await contact({ account: customer }), await contact()];
  await Promise.all([linked(winner), linked(loser)]);
  const relate = (from: string, other: string) => make('contactRelation', { contact: from, kind: 'reportsTo', other });
  await Promise.all([relate(winner, boss), relate(loser, winner)]);
  await relate(loser, boss);
  const deal = await make('opportunity', { name: '合并', account: customer });
  for (const who of [winner, loser]) await make('opportunityContact', { opportunity: deal, contact: who, role: 'user' });
  const { mergeId } = ok(await admin.post('/records/contact/merge', { winner, losers: [loser] })).body;
  expect((await linksOf(winner)).filter(({ primary }) => primary)).toHaveLength(1);
  expect((await at(winner)).account.id).toBe(customer);
  // whoever names both goes on, and so does the contact
  ok(await admin.patch(`/records/contact/${winner}`, { title: '部长' }));
  const roles = ok(await admin.post('/records/opportunityContact/query', { filter: { field: 'contact', op: 'eq', value: winner } })).body
    .records;
  expect(roles).toHaveLength(2);
  for (const { id } of roles) ok(await admin.patch(`/records/opportunityContact/${id}`, { attitude: 1 }));
  ok(await admin.post(`/merges/${mergeId}/undo`));
  await linked(loser);
  expect((await linksOf(winner)).filter(({ primary }) => primary)).toHaveLength(1);
});

describe('the map of a deal', () => {
  const coverage = async (id: string, client: Client = tenant.as.admin) => ok(await client.get(`/opportunities/${id}/coverage`)).body;
  const deal = async (of: string, more: object = {}) => make('opportunity', { name: '磁力泵框架', account: of, ...more });
  const role = (opportunity: string, who: string, name: string, influence: number, attitude: number) =>
    make('opportunityContact', { opportunity, contact: who, role: name, influence, attitude });
  const call = (who: string, startAt?: string) =>
    make('activity', { type: 'call', subject: '沟通', related: [{ object: 'contact', id: who }], ...(startAt ? { startAt } : {}) });

  it('supports 0.35 with (5,+2), (3,−1), (2,0), and covers 50 % where only the first was spoken to', async () => {
    const { admin, readOnly, seller } = tenant.as;
    const customer = await account();
    const [buyer, user, engineer] = [await contact({ account: customer }), await contact({ account: customer }), await contact()];
    const one = await deal(customer, { stage: 'proposal' });
    expect(await coverage(one)).toMatchObject({ coverage: null, support: null, roles: [], touchDays: 30 });
    await role(one, buyer, 'economicBuyer', 5, 2);
    await role(one, user, 'user', 3, -1);
    await role(one, engineer, 'coach', 2, 0);
    expect(await coverage(one)).toMatchObject({ coverage: 0, support: 0.35 });
    await call(buyer);
    // a task, a note, a day to come and one too long ago are no touch
    await make('activity', { type: 'task', subject: '待办', related: [{ object: 'contact', id: user }], done: true });
    await make('activity', { type: 'note', subject: '备注', related: [{ object: 'contact', id: user }] });
    await call(user, new Date(now + DAY).toISOString());
    await call(user, new Date(now - 30 * DAY - 1000).toISOString());
    const body = await coverage(one);
    expect(body).toMatchObject({ coverage: 50, support: 0.35 });
    expect(body.missing).toEqual([{ role: 'technical', label: { zh: '技术把关者', en: 'Technical buyer' } }]);
    expect(body.roles.map(({ contact: who, contacted }: { contact: string; contacted: boolean }) => [who, contacted])).toEqual([
      [buyer, true],
      [user, false],
      [engineer, false],
    ]);
    expect(body.roles[1].lastTouchAt).toBe(new Date(now - 30 * DAY - 1000).toISOString());
    // to the day: 30 days ago still counts
    await call(engineer, new Date(now - 30 * DAY).toISOString());
    expect((await coverage(one)).coverage).toBe(70);
    ok(await admin.put('/meta/parts/salesSettings/deals', { touchDays: 31, stageRoles: { proposal: ['blocker'] } }));
    expect(await coverage(one)).toMatchObject({ coverage: 100, missing: [{ role: 'blocker' }] });
    for (const stageRoles of [{ none: ['user'] }, { proposal: ['none'] }, ['user']])
      expect(refusal(await admin.put('/meta/parts/salesSettings/deals', { stageRoles }))).toEqual([422, 'INVALID_VALUE', 'stageRoles']);
    ok(await admin.delete('/meta/parts/salesSettings/deals'));
    expect((await readOnly.get(`/opportunities/${one}/coverage`)).status).toBe(200);
    expect((await seller.get(`/opportunities/${one}/coverage`)).status).toBe(404);
    expect((await other.as.admin.get(`/opportunities/${one}/coverage`)).status).toBe(404);
    expect((await app.anonymous.get(`/opportunities/${one}/coverage`)).status).toBe(401);
  });

  it('counts what took place, not what was only planned', async () => {
    const customer = await account();
    const who = await contact({ account: customer });
    const one = await deal(customer);
    await role(one, who, 'user', 4, 1);
    const related = [{ object: 'contact', id: who }];
    const yesterday = { startAt: new Date(now - DAY).toISOString(), endAt: new Date(now - DAY + 3_600_000).toISOString() };
    const visit = await make('activity', { type: 'visit', subject: '拜访', related, done: false, ...yesterday });
    expect(await coverage(one)).toMatchObject({ coverage: 0, roles: [{ contacted: false, lastTouchAt: null }] });
    ok(await tenant.as.admin.post(`/records/activity/${visit}/actions/complete`, { input: {} }));
    expect(await coverage(one)).toMatchObject({ coverage: 100, roles: [{ contacted: true, lastTouchAt: yesterday.startAt }] });
  });

  it('keeps who has left, and counts them no more', async () => {
    const customer = await account();
    const [gone, stays] = [await contact({ account: customer }), await contact({ account: customer })];
    const one = await deal(customer, { stage: 'qualified' });
    await role(one, gone, 'user', 5, 2);
    await role(one, stays, 'coach', 3, -1);
    expect(await coverage(one)).toMatchObject({ support: 0.44, missing: [] });
    ok(await tenant.as.admin.post(`/records/contact/${gone}/actions/leave`, { input: {} }));
    const body = await coverage(one);
    expect(body).toMatchObject({ support: -0.5, missing: [{ role: 'user' }] });
    expect(body.roles.map(({ contact: who, left }: { contact: string; left: boolean }) => [who, left])).toEqual([
      [gone, true],
      [stays, false],
    ]);
  });

  it('has each contact once, in bounds, and belongs to who may change the deal', async () => {
    const { admin, seller, readOnly } = tenant.as;
    const who = await contact();
    const one = await deal(await account());
    const id = await role(one, who, 'user', 5, 2);
    const post = (client: Client, values: object) =>
      client.post('/records/opportunityContact', { opportunity: one, contact: who, role: 'user', ...values });
    expect(refusal(await post(admin, {}))).toEqual([409, 'DUPLICATE', 'contact']);
    const second = await contact();
    for (const [field, value] of [
      ['attitude', 3],
      ['attitude', -3],
      ['influence', 0],
      ['influence', 6],
    ] as const)
      expect(refusal(await post(admin, { contact: second, [field]: value }))).toEqual([422, 'INVALID_VALUE', field]);
    expect((await post(readOnly, { contact: second })).status).toBe(403);
    expect((await post(seller, { contact: second })).status).toBe(422);
    // where the card was put is kept
    ok(await admin.patch(`/records/opportunityContact/${id}`, { mapX: 120, mapY: 80 }));
    expect(ok(await admin.get(`/records/opportunityContact/${id}`)).body).toMatchObject({ mapX: 120, mapY: 80 });
    ok(await admin.patch(`/records/opportunity/${one}`, { owner: seller.user }));
    expect((await seller.patch(`/records/opportunityContact/${id}`, { attitude: -2 })).status).toBe(200);
    expect((await tenant.as.outsider.patch(`/records/opportunityContact/${id}`, { attitude: 1 })).status).toBe(404);
  });
});
