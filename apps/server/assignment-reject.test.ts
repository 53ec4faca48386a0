import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

// Monday 2 March 2026, 09:00 in Shanghai
const start = new Date('2026-03-02T01:00:00.000Z');
const HOUR = 3_600_000;
let now = start;
let app: TestApp;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } });
  other = await app.tenant();
});
afterAll(() => app.close());
beforeEach(() => {
  now = start;
});

const user = (who: Client) => ({ kind: 'user', id: who.user, weight: 1 });
const rule = async (t: TestTenant, people: readonly Client[], more: object = {}) =>
  ok(await t.as.admin.post('/assignments/rules/lead', { name: '轮流', method: 'roundRobin', people: people.map(user), ...more }));
const run = async (t: TestTenant, records: readonly string[], force = false) =>
  ok(await t.as.admin.post('/assignments/run', { object: 'lead', records, force })).body.items;
const ownerOf = async (t: TestTenant, id: string) => ok(await t.as.admin.get(`/records/lead/${id}`)).body.owner?.id ?? null;
const reject = (who: Client, id: string, body: object = { reason: 'noTime' }) => who.post(`/assignments/reject/lead/${id}`, body);
const until = async (who: Client, id: string) => ok(await who.get(`/assignments/rejectable/lead/${id}`)).body.until;
const trail = async (t: TestTenant, id: string) => ok(await t.as.admin.get(`/assignments/decisions/lead/${id}`)).body.items;
const refusal = ({ status, body }: Answer) => [status, body.code];

/** A company in which a rule gives a lead to the first of these people. */
async function given(people: (t: TestTenant) => readonly Client[], more: object = {}) {
  const t = await app.tenant();
  await rule(t, people(t), more);
  const lead: string = ok(await t.as.admin.post('/records/lead', { name: '孙立', phone: '13800138000' })).body.id;
  await run(t, [lead]);
  return { t, lead };
}

describe('rejecting an assignment', () => {
  it('goes on to the next, never back to who rejected it, and to the manager after three, if there is one', async () => {
    const { t, lead } = await given(({ as }) => [as.seller, as.colleague, as.outsider, as.owner]);
    const { seller, colleague, outsider, owner, manager, admin } = t.as;
    expect(await ownerOf(t, lead)).toBe(seller.user);
    expect(ok(await reject(seller, lead, { reason: 'notMine', note: '不是我的行业' })).body).toEqual({ owner: colleague.user });
    expect(await ownerOf(t, lead)).toBe(colleague.user);
    const [second, first] = await trail(t, lead);
    expect([first.chosen.id, first.rejected, second.chosen.id, second.rejected]).toEqual([
      seller.user,
      { at: expect.any(String), reason: 'notMine', note: '不是我的行业' },
      colleague.user,
      null,
    ]);
    const refused = new Map(second.considered.map((one: { id: string; refused: string | null }) => [one.id, one.refused]));
    expect([refused.get(seller.user), refused.get(colleague.user)]).toEqual(['rejected', null]);
    // nor by runs that are forced, at the end of which it would be their turn
    for (const next of [outsider, owner, colleague]) {
      await run(t, [lead], true);
      expect(await ownerOf(t, lead)).toBe(next.user);
    }
    expect(ok(await reject(colleague, lead)).body).toEqual({ owner: outsider.user });
    // the third: not by the rule any more, but to the manager; 销售二部 has none: to an administrator
    expect(ok(await reject(outsider, lead)).body).toEqual({ owner: admin.user });
    expect(await ownerOf(t, lead)).toBe(admin.user);
    expect((await trail(t, lead))[0]).toMatchObject({ why: 'manager', rule: null, chosen: { id: admin.user } });
    expect((await trail(t, lead)).filter((one: { rejected: unknown }) => one.rejected)).toHaveLength(3);
    const profiles = ok(await admin.get('/assignments/profiles')).body.items;
    expect(profiles.find((one: { user: { id: string } }) => one.user.id === seller.user).rejections).toBe(1);
    expect(profiles.find((one: { user: { id: string } }) => one.user.id === manager.user).rejections).toBe(0);
  });

  it('goes to the manager when the company allows one rejection, and says so', async () => {
    const { t, lead } = await given(({ as }) => [as.seller, as.outsider]);
    const { seller, manager, admin } = t.as;
    ok(await admin.patch(`/records/user/${seller.user}`, { manager: manager.user }));
    ok(await admin.put('/meta/parts/rejectionSettings/assignments', { mostRejections: 1 }));
    expect(ok(await reject(seller, lead)).body).toEqual({ owner: manager.user });
    expect((await trail(t, lead))[0]).toMatchObject({ why: 'manager', rule: null, chosen: { id: manager.user } });
    const kinds = ok(await manager.get('/notifications')).body.items.map((one: { kind: string; text: string }) => [one.kind, one.text]);
    expect(kinds).toContainEqual(['assignRejected', '线索“孙立”已被拒收 1 次，转由您处理']);
    // with whom it stays
    expect(await until(manager, lead)).toBeNull();
    expect(refusal(await reject(manager, lead))).toEqual([409, 'ASSIGN_NOT_GIVEN']);
    // to the manager also when nobody of the rule is left
    const { t: two, lead: alone } = await given(({ as }) => [as.seller]);
    ok(await two.as.admin.patch(`/records/department/${two.departments.first}`, { manager: two.as.manager.user }));
    expect(ok(await reject(two.as.seller, alone)).body).toEqual({ owner: two.as.manager.user });
    expect((await trail(two, alone)).map((one: { why: string }) => one.why)).toEqual(['manager', 'nobody', 'roundRobin']);
  });

  it('goes to the manager after three as shipped, though a fourth could have it', async () => {
    const { t, lead } = await given(({ as }) => [as.seller, as.colleague, as.outsider, as.owner]);
    const { seller, colleague, outsider, owner, manager, admin } = t.as;
    // of the department above the last one's, where nobody leads
    const centre = ok(await admin.get(`/records/department/${t.departments.second}`)).body.parent.id;
    ok(await admin.patch(`/records/department/${centre}`, { manager: manager.user }));
    const takers = [];
    for (const who of [seller, colleague, outsider]) takers.push(ok(await reject(who, lead)).body.owner);
    expect(takers).toEqual([colleague.user, outsider.user, manager.user]);
    expect(takers).not.toContain(owner.user);
    expect((await trail(t, lead))[0]).toMatchObject({ why: 'manager', rejected: null });
  });

  it('takes the fallback of the rule before the manager, unless it is who rejected it', async () => {
    const t = await app.tenant();
    const { seller, outsider, manager, admin } = t.as;
    const lead = async (): Promise<string> => ok(await admin.post('/records/lead', { name: '周全', wechat: 'wx_1013' })).body.id;
    ok(await admin.patch(`/records/user/${seller.user}`, { manager: manager.user }));
    const made = (await rule(t, [seller], { fallback: { kind: 'user', id: outsider.user } })).body.id;
    const one = await lead();
    await run(t, [one]);
    expect(ok(await reject(seller, one)).body).toEqual({ owner: outsider.user });
    ok(
      await admin.put(`/assignments/rules/lead/${made}`, {
        name: '轮流',
        method: 'roundRobin',
        people: [user(seller)],
        fallback: { kind: 'user', id: seller.user },
      }),
    );
    const two = await lead();
    await run(t, [two]);
    expect(ok(await reject(seller, two)).body).toEqual({ owner: manager.user });
    const members = [seller, outsider].map(({ user: id }) => ({ kind: 'user', id }));
    const pool = ok(await admin.post('/pools', { name: '兜底', object: 'lead', members })).body.id;
    ok(
      await admin.put(`/assignments/rules/lead/${made}`, {
        name: '轮流',
        method: 'roundRobin',
        people: [user(seller)],
        fallback: { kind: 'pool', id: pool },
      }),
    );
    const three = await lead();
    await run(t, [three]);
    expect(ok(await reject(seller, three)).body).toEqual({ owner: null });
    expect(ok(await admin.get(`/records/lead/${three}`)).body).toMatchObject({ owner: null, pool: { id: pool } });
    // the pool knows whom it was taken from: who rejected it does not claim it the next moment, others may
    const { items } = ok(await admin.get(`/pools/${pool}/log`)).body;
    expect(items).toMatchObject([{ record: { id: three }, what: 'reclaimed', reason: 'assignment', from: { id: seller.user }, to: null }]);
    const claim = async (who: Client) => (await who.post(`/pools/${pool}/claim`, { records: [three] })).body;
    expect((await claim(seller)).results).toMatchObject([{ id: three, error: { code: 'POOL_COOLDOWN' } }]);
    expect((await claim(outsider)).results).toMatchObject([{ id: three, status: 200 }]);
  });

  it('is for who was given it, for two hours, with a reason', async () => {
    const { t, lead } = await given(({ as }) => [as.seller, as.colleague]);
    const { seller, colleague, manager, admin } = t.as;
    expect(await until(seller, lead)).toBe('2026-03-02T03:00:00.000Z');
    expect(await until(admin, lead)).toBeNull();
    expect((await colleague.get(`/assignments/rejectable/lead/${lead}`)).status).toBe(404);
    const field = async (body: object) => {
      const answer = await reject(seller, lead, body);
      return [answer.status, answer.body.errors[0].field, answer.body.errors[0].code];
    };
    expect(await field({})).toEqual([422, 'reason', 'REQUIRED']);
    expect(await field({ reason: 'mood' })).toEqual([422, 'reason', 'INVALID_VALUE']);
    expect(refusal(await reject(admin, lead))).toEqual([409, 'ASSIGN_NOT_GIVEN']);
    expect(refusal(await reject(manager, lead))).toEqual([409, 'ASSIGN_NOT_GIVEN']);
    for (const stranger of [colleague, other.as.seller, other.as.admin]) expect((await reject(stranger, lead)).status).toBe(404);
    now = new Date(start.getTime() + 2 * HOUR + 1);
    expect(await until(seller, lead)).toBeNull();
    expect(refusal(await reject(seller, lead))).toEqual([409, 'ASSIGN_TOO_LATE']);
    ok(await admin.put('/meta/parts/rejectionSettings/assignments', { rejectHours: 3 }));
    now = new Date(start.getTime() + 3 * HOUR);
    ok(await reject(seller, lead));
    expect(refusal(await reject(seller, lead))).toEqual([404, 'NOT_FOUND']);
    expect(await ownerOf(t, lead)).toBe(colleague.user);
    // one's own, and what was handed over by a person, is not rejected
    const own = ok(await seller.post('/records/lead', { name: '自己的', wechat: 'wx_1014' })).body.id;
    expect(refusal(await reject(seller, own))).toEqual([409, 'ASSIGN_NOT_GIVEN']);
    ok(await admin.patch(`/records/lead/${lead}`, { owner: seller.user }));
    expect(refusal(await reject(seller, lead))).toEqual([409, 'ASSIGN_NOT_GIVEN']);
  });

  it('said twice at once it moves once', async () => {
    const { t, lead } = await given(({ as }) => [as.seller, as.colleague, as.outsider]);
    const answers = await Promise.all([1, 2, 3].map(() => reject(t.as.seller, lead)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await ownerOf(t, lead)).toBe(t.as.colleague.user);
    expect(await trail(t, lead)).toHaveLength(2);
  });
});

describe('shifts', () => {
  const profile = (t: TestTenant, who: Client, body: object) => t.as.admin.put(`/assignments/profiles/${who.user}`, body);
  const refusedIn = async (t: TestTenant, lead: string) =>
    ok(await t.as.admin.post('/assignments/simulate', { object: 'lead', records: [lead] })).body.items[0].considered.map(
      (one: { refused: string | null }) => one.refused,
    );

  it('nobody gets what is given out off their shift: own hours, the company’s working time, or always', async () => {
    // the week before 清明; sessions do not last for months
    now = new Date('2026-03-29T20:00:00.000Z');
    const t = await app.tenant();
    const { seller, colleague, outsider, admin } = t.as;
    await rule(t, [seller, colleague, outsider]);
    const none: object[] = [];
    const early = [{ from: '06:00', to: '09:00' }];
    const night = [
      { from: '00:00', to: '02:00' },
      { from: '22:00', to: '24:00' },
    ];
    ok(await profile(t, seller, { shift: [early, night, none, none, none, none, none] }));
    ok(await profile(t, colleague, { shift: 'company' }));
    const lead: string = ok(await admin.post('/records/lead', { name: '孙立', wechat: 'wx_1015' })).body.id;
    const at = async (instant: string) => {
      now = new Date(instant);
      return refusedIn(t, lead);
    };
    // Monday in Shanghai: 05:59, 06:00, 08:59, 09:00, 17:59, 18:00
    expect(await at('2026-03-29T21:59:59.999Z')).toEqual(['shift', 'shift', null]);
    expect(await at('2026-03-29T22:00:00.000Z')).toEqual([null, 'shift', null]);
    expect(await at('2026-03-30T00:59:59.999Z')).toEqual([null, 'shift', null]);
    expect(await at('2026-03-30T01:00:00.000Z')).toEqual(['shift', null, null]);
    expect(await at('2026-03-30T09:59:59.999Z')).toEqual(['shift', null, null]);
    expect(await at('2026-03-30T10:00:00.000Z')).toEqual(['shift', 'shift', null]);
    // Tuesday 22:00 to the end of the day; Wednesday nothing
    expect(await at('2026-03-31T15:59:59.999Z')).toEqual([null, 'shift', null]);
    expect(await at('2026-03-31T16:00:00.000Z')).toEqual(['shift', 'shift', null]);
    // the 6th of April is 清明: the company is off, own hours know no holiday
    expect(await at('2026-04-05T22:30:00.000Z')).toEqual([null, 'shift', null]);
    expect(await at('2026-04-06T02:00:00.000Z')).toEqual(['shift', 'shift', null]);
    // on leave and off shift: the shift is named first
    ok(await profile(t, colleague, { shift: 'company', awayFrom: '2026-03-02' }));
    expect(await at('2026-03-30T01:00:00.000Z')).toEqual(['shift', 'away', null]);
    ok(await profile(t, outsider, { shift: 'company', awayUntil: '2026-12-31' }));
    expect((await run(t, [lead]))[0]).toMatchObject({ chosen: null, why: 'nobody' });
    ok(await profile(t, seller, { shift: null }));
    expect((await run(t, [lead], true))[0]).toMatchObject({ chosen: { id: seller.user } });
    const shown = ok(await admin.get('/assignments/profiles')).body.items;
    const shiftOf = (who: Client) => shown.find((one: { user: { id: string } }) => one.user.id === who.user).shift;
    expect([shiftOf(seller), shiftOf(outsider)]).toEqual([null, 'company']);
  });

  it('refuses hours that make no sense by field', async () => {
    const t = await app.tenant();
    const field = async (shift: unknown) => {
      const answer = await profile(t, t.as.seller, { shift });
      return [answer.status, answer.body.errors[0].field];
    };
    const days = (first: unknown) => [first, [], [], [], [], [], []];
    expect(await field('sometimes')).toEqual([422, 'shift']);
    expect(await field([[]])).toEqual([422, 'shift']);
    expect(await field(days([]))).toEqual([422, 'shift']);
    expect(await field(days([{ from: '10:00', to: '09:00' }]))).toEqual([422, 'shift[0][0].to']);
    expect(
      await field(
        days([
          { from: '08:00', to: '12:00' },
          { from: '11:00', to: '13:00' },
        ]),
      ),
    ).toEqual([422, 'shift[0]']);
    expect((await t.as.seller.put(`/assignments/profiles/${t.as.seller.user}`, { shift: 'company' })).status).toBe(403);
    expect((await other.as.admin.put(`/assignments/profiles/${t.as.seller.user}`, { shift: 'company' })).status).toBe(404);
  });
});
