import { sql } from '@huanke/platform/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

// nine in the morning in Shanghai on Monday, the 2nd of March
const start = Date.parse('2026-03-02T01:00:00.000Z');
let now = start;
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(now) } });
  tenant = await app.tenant();
  other = await app.tenant();
  // months go by in this file: nobody has to sign in anew
  await app.app.database.global((connection) =>
    connection.query(sql`update session set expires_at = '2030-01-01', last_seen_at = '2026-12-01'`),
  );
});
afterAll(() => app.close());

const at = (id: string) => `/records/activity/${id}`;
const make = async (client: Client, values: object): Promise<string> =>
  ok(await client.post('/records/activity', { type: 'meeting', subject: '周会', ...values })).body.id;
const change = (client: Client, id: string, input: object) => client.post(`${at(id)}/actions/change`, { input });
const remove = (client: Client, id: string, input: object) => client.post(`${at(id)}/actions/remove`, { input });

interface Item {
  readonly id: string;
  readonly subject: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly occurrence: string | null;
}
const itemsOf = async (client: Client, from: string, until: string, users = ''): Promise<Item[]> =>
  ok(await client.get(`/activities?from=${from}&until=${until}${users ? `&users=${users}` : ''}`)).body.items;
/** Starts of one person's things in a time, short: `03-02T14:00`. */
const starts = async (client: Client, from = '2026-03-01T00:00:00Z', until = '2026-05-01T00:00:00Z') =>
  (await itemsOf(client, from, until)).map((item) => item.start?.slice(5, 16));
const weekly = {
  startAt: '2026-03-02T14:00:00Z',
  endAt: '2026-03-02T15:00:00Z',
  timeZone: 'America/New_York',
  recurrence: 'FREQ=WEEKLY;COUNT=5',
};
const march = ['03-02T14:00', '03-09T13:00', '03-16T13:00', '03-23T13:00', '03-30T13:00'];

describe('series', () => {
  it('a weekly event keeps its local time across the change of clocks, whoever looks at it from where', async () => {
    const { seller, colleague } = tenant.as;
    const id = await make(seller, weekly);
    // summer time begins in New York on the 8th of March: nine in the morning is 14:00 UTC before, 13:00 after
    expect((await itemsOf(seller, '2026-03-01T00:00:00Z', '2026-05-01T00:00:00Z')).map(({ start, end }) => [start, end])).toEqual([
      ['2026-03-02T14:00:00.000Z', '2026-03-02T15:00:00.000Z'],
      ['2026-03-09T13:00:00.000Z', '2026-03-09T14:00:00.000Z'],
      ['2026-03-16T13:00:00.000Z', '2026-03-16T14:00:00.000Z'],
      ['2026-03-23T13:00:00.000Z', '2026-03-23T14:00:00.000Z'],
      ['2026-03-30T13:00:00.000Z', '2026-03-30T14:00:00.000Z'],
    ]);
    expect(await starts(colleague)).toEqual([]);
    expect(await itemsOf(other.as.admin, '2026-03-01T00:00:00Z', '2026-05-01T00:00:00Z', seller.user)).toEqual([]);
    expect((await seller.get(at(id))).body).toMatchObject({ seriesEnd: '2026-03-30T14:00:00.000Z', sequence: 0, status: 'open' });
    ok(await remove(seller, id, { scope: 'all' }));
    expect(await starts(seller)).toEqual([]);
  });

  it('deleting this and the following leaves the earlier ones; deleting one leaves the others', async () => {
    const { seller, colleague } = tenant.as;
    const id = await make(seller, weekly);
    const third = '2026-03-16T13:00:00.000Z';
    expect((await remove(colleague, id, { scope: 'following', occurrence: third })).status).toBe(404);
    expect((await remove(other.as.admin, id, { scope: 'all' })).status).toBe(404);
    expect((await remove(tenant.as.readOnly, id, { scope: 'all' })).status).toBe(403);
    const wrong = await remove(seller, id, { scope: 'this', occurrence: '2026-03-17T13:00:00Z' });
    expect([wrong.status, wrong.body.errors[0].field]).toEqual([422, 'occurrence']);
    ok(await remove(seller, id, { scope: 'this', occurrence: '2026-03-09T13:00:00Z' }));
    expect(await starts(seller)).toEqual([march[0], march[2], march[3], march[4]]);
    // gone already
    expect((await remove(seller, id, { scope: 'this', occurrence: '2026-03-09T13:00:00Z' })).status).toBe(422);
    ok(await remove(seller, id, { scope: 'following', occurrence: third }));
    expect(await starts(seller)).toEqual([march[0]]);
    expect((await seller.get(at(id))).body.recurrence).toBe('FREQ=WEEKLY;UNTIL=20260316T125959Z');
    ok(await remove(seller, id, { scope: 'following', occurrence: '2026-03-02T14:00:00Z' }));
    expect((await seller.get(at(id))).status).toBe(404);
  });

  it('one occurrence moves alone, keeps what it is about, and survives a change of the rest', async () => {
    const { seller } = tenant.as;
    const account = ok(await seller.post('/records/account', { name: '恒润化工' })).body.id;
    const id = await make(seller, { ...weekly, related: [{ object: 'account', id: account }], place: '三楼' });
    const input = { scope: 'this', occurrence: '2026-03-09T13:00:00Z', startAt: '2026-03-10T18:00:00Z', endAt: '2026-03-10T19:30:00Z' };
    const moved = ok(await change(seller, id, input)).body.result.id;
    expect(moved).not.toBe(id);
    expect((await seller.get(at(moved))).body).toMatchObject({
      series: { id },
      recurrenceId: '2026-03-09T13:00:00.000Z',
      recurrence: null,
      place: '三楼',
      related: [{ object: 'account', id: account }],
      owner: { id: seller.user },
    });
    expect(await starts(seller)).toEqual([march[0], '03-10T18:00', march[2], march[3], march[4]]);
    // half an hour later from the third on, also longer; what was moved before stays where it is
    const later = {
      scope: 'following',
      occurrence: '2026-03-16T13:00:00Z',
      startAt: '2026-03-16T13:30:00Z',
      endAt: '2026-03-16T15:00:00Z',
    };
    const rest = ok(await change(seller, id, { ...later, subject: '例会' })).body.result.id;
    const after = await itemsOf(seller, '2026-03-01T00:00:00Z', '2026-05-01T00:00:00Z');
    expect(after.map(({ start, end, subject }) => [start?.slice(5, 16), end?.slice(11, 16), subject])).toEqual([
      ['03-02T14:00', '15:00', '周会'],
      ['03-10T18:00', '19:30', '周会'],
      ['03-16T13:30', '15:00', '例会'],
      ['03-23T13:30', '15:00', '例会'],
      ['03-30T13:30', '15:00', '例会'],
    ]);
    expect((await seller.get(at(rest))).body.recurrence).toBe('FREQ=WEEKLY;COUNT=3');
    for (const one of [id, rest]) ok(await remove(seller, one, { scope: 'all' }));
    // what was made of the series went with it
    expect((await seller.get(at(moved))).status).toBe(404);
    expect(await starts(seller)).toEqual([]);
  });

  it('all move by the same on the clock: a day later means the next weekday, and the moved one’s own place in it', async () => {
    const { seller } = tenant.as;
    const id = await make(seller, { ...weekly, recurrence: 'FREQ=WEEKLY;BYDAY=MO;COUNT=5' });
    ok(await remove(seller, id, { scope: 'this', occurrence: '2026-03-23T13:00:00Z' }));
    const own = ok(await change(seller, id, { scope: 'this', occurrence: '2026-03-30T13:00:00Z', subject: '季度会' })).body.result.id;
    // dragged from Monday the 16th, 9:00 in New York, to Tuesday, 11:00
    ok(
      await change(seller, id, {
        scope: 'all',
        occurrence: '2026-03-16T13:00:00Z',
        startAt: '2026-03-17T15:00:00Z',
        endAt: '2026-03-17T16:00:00Z',
      }),
    );
    expect((await seller.get(at(id))).body.recurrence).toBe('FREQ=WEEKLY;COUNT=5;BYDAY=TU');
    expect(await starts(seller)).toEqual(['03-03T16:00', '03-10T15:00', '03-17T15:00', '03-30T13:00']);
    expect((await seller.get(at(own))).body.recurrenceId).toBe('2026-03-31T15:00:00.000Z');
    // named by the occurrence that stands for itself, this and the following end there
    ok(await remove(seller, own, { scope: 'following' }));
    expect(await starts(seller)).toEqual(['03-03T16:00', '03-10T15:00', '03-17T15:00']);
    expect((await seller.get(at(own))).status).toBe(404);
    ok(await remove(seller, id, { scope: 'all' }));
  });

  it('two who edit the same series at once lose nothing', async () => {
    const { seller } = tenant.as;
    const id = await make(seller, weekly);
    const occurrences = ['2026-03-09T13:00:00Z', '2026-03-16T13:00:00Z', '2026-03-23T13:00:00Z', '2026-03-30T13:00:00Z'];
    const answers = await Promise.all(occurrences.map((occurrence) => remove(seller, id, { scope: 'this', occurrence })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await starts(seller)).toEqual([march[0]]);
    ok(await remove(seller, id, { scope: 'all' }));
  });

  it('what is no rule, no zone, ends before it begins or never comes is refused by the name of its field', async () => {
    const { seller } = tenant.as;
    const refused = async (values: object) => {
      const answer = await seller.post('/records/activity', { type: 'meeting', subject: 'x', ...values });
      return [answer.status, answer.body.errors?.[0]?.field];
    };
    expect(await refused({ ...weekly, recurrence: 'FREQ=SECONDLY' })).toEqual([422, 'recurrence']);
    expect(await refused({ ...weekly, recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' })).toEqual([422, 'recurrence']);
    expect(await refused({ recurrence: 'FREQ=DAILY' })).toEqual([422, 'startAt']);
    expect(await refused({ ...weekly, timeZone: 'Mars/Olympus' })).toEqual([422, 'timeZone']);
    expect(await refused({ ...weekly, endAt: '2026-03-02T13:59:00Z' })).toEqual([422, 'endAt']);
    expect(await refused({ ...weekly, endAt: '2026-05-02T13:59:00Z' })).toEqual([422, 'endAt']);
    expect(await refused({ exdates: 'x' })).toEqual([422, 'exdates']);
  });
});

describe('a time on the calendar', () => {
  it('whole days, what lasts into it, tasks by their day, overdue ones marked', async () => {
    const { colleague } = tenant.as;
    // two days in Shanghai, written down from a time in the middle of the first to one in the second
    await make(colleague, { subject: '展会', allDay: true, startAt: '2026-04-07T03:00:00Z', endAt: '2026-04-08T03:00:00Z' });
    await make(colleague, { subject: '夜班', startAt: '2026-04-06T14:00:00Z', endAt: '2026-04-06T18:00:00Z' });
    const task = await make(colleague, { type: 'task', subject: '报价', dueOn: '2026-04-07' });
    await make(colleague, { type: 'note', subject: '没有时间' });
    now = Date.parse('2026-04-07T15:00:00.000Z');
    const day = () => itemsOf(colleague, '2026-04-06T16:00:00Z', '2026-04-07T16:00:00Z');
    expect(await day()).toMatchObject([
      { subject: '夜班', start: '2026-04-06T14:00:00.000Z', overdue: false },
      { subject: '展会', allDay: true, start: '2026-04-06T16:00:00.000Z', end: '2026-04-08T16:00:00.000Z' },
      { subject: '报价', start: null, dueOn: '2026-04-07', overdue: false },
    ]);
    now = Date.parse('2026-04-07T16:00:00.000Z');
    expect((await day()).at(-1)).toMatchObject({ subject: '报价', overdue: true, status: 'open' });
    ok(await colleague.post(`${at(task)}/actions/complete`, { input: {} }));
    expect((await day()).at(-1)).toMatchObject({ overdue: false, status: 'done' });
  });

  it('of others only what the caller may see; bad windows are refused', async () => {
    const { manager, seller, outsider, colleague } = tenant.as;
    now = start;
    await make(seller, { subject: '拜访', startAt: '2026-06-01T01:00:00Z', endAt: '2026-06-01T02:00:00Z' });
    const june = ['2026-06-01T00:00:00Z', '2026-06-02T00:00:00Z'] as const;
    expect((await itemsOf(manager, ...june, `${seller.user},${outsider.user}`)).map(({ subject }) => subject)).toEqual(['拜访']);
    expect(await itemsOf(colleague, ...june, seller.user)).toEqual([]);
    const people = async (client: Client) => ok(await client.get('/activities/people')).body.items.map(({ id }: { id: string }) => id);
    expect((await people(manager)).sort()).toEqual([seller.user, colleague.user].sort());
    expect(await people(seller)).toEqual([]);
    const status = async (query: string) => (await seller.get(`/activities${query}`)).status;
    expect(await status('')).toBe(422);
    expect(await status('?from=2026-06-01T00:00:00Z&until=2026-06-01T00:00:00Z')).toBe(422);
    expect(await status('?from=2026-06-01T00:00:00Z&until=2026-12-01T00:00:00Z')).toBe(400);
    expect(await status('?from=2026-06-01T00:00:00Z&until=2026-06-02T00:00:00Z&users=x')).toBe(422);
    expect((await app.anonymous.get('/activities')).status).toBe(401);
  });

  it('colleagues who take part see it, as long as they do, and may not change it', async () => {
    const { seller, outsider } = tenant.as;
    const attendees = [{ object: 'user', id: outsider.user }];
    const id = await make(seller, { startAt: '2026-06-03T01:00:00Z', endAt: '2026-06-03T02:00:00Z', attendees });
    const june = ['2026-06-03T00:00:00Z', '2026-06-04T00:00:00Z'] as const;
    expect(await itemsOf(outsider, ...june)).toMatchObject([{ id, editable: false, attendees: [outsider.user] }]);
    expect((await outsider.patch(at(id), { subject: 'x' })).status).toBe(403);
    ok(await seller.patch(at(id), { attendees: [] }));
    expect(await itemsOf(outsider, ...june)).toEqual([]);
    expect((await outsider.get(at(id))).status).toBe(404);
  });
});

describe('double-booking', () => {
  it('is told in the answer and refuses nothing; of what the caller may not see only that somebody is busy', async () => {
    const { seller, colleague, outsider } = tenant.as;
    const busy = await make(outsider, {
      subject: '内部会',
      startAt: '2026-07-01T01:00:00Z',
      endAt: '2026-07-01T02:00:00Z',
      recurrence: 'FREQ=WEEKLY',
    });
    const mine = await make(seller, { subject: '演示', startAt: '2026-07-08T01:30:00Z', endAt: '2026-07-08T03:00:00Z' });
    await make(seller, { subject: '取消了', startAt: '2026-07-08T01:30:00Z', endAt: '2026-07-08T03:00:00Z', status: 'cancelled' });
    const attendees = [outsider, colleague].map(({ user }) => ({ object: 'user', id: user }));
    const body = { type: 'visit', subject: '拜访', startAt: '2026-07-08T01:00:00Z', endAt: '2026-07-08T02:00:00Z', attendees };
    const made = await seller.post('/activities', body);
    expect(made.status, made.text).toBe(201);
    expect(made.body.record).toMatchObject({ subject: '拜访', version: 1 });
    expect(made.body.conflicts).toEqual([
      { user: outsider.user, id: null, start: '2026-07-08T01:00:00.000Z', end: '2026-07-08T02:00:00.000Z' },
      { user: seller.user, id: mine, start: '2026-07-08T01:30:00.000Z', end: '2026-07-08T03:00:00.000Z' },
    ]);
    // one after the other is no clash
    const input = { startAt: '2026-07-08T03:00:00Z', endAt: '2026-07-08T04:00:00Z' };
    expect(ok(await change(seller, made.body.record.id, input)).body.result.conflicts).toEqual([]);
    expect((await tenant.as.readOnly.post('/activities', body)).status).toBe(403);
    expect((await seller.post('/activities', { ...body, attendees: [{ object: 'user', id: other.as.seller.user }] })).status).toBe(422);
    expect(busy).not.toBe(mine);
  });
});

describe('states', () => {
  it('go open, doing, done or cancelled; the tick says the same', async () => {
    const { seller } = tenant.as;
    const id = await make(seller, { type: 'task', subject: '寄样' });
    const patch = (values: object) => seller.patch(at(id), values);
    expect((await patch({ status: 'doing' })).body).toMatchObject({ status: 'doing', done: false });
    expect((await patch({ done: true })).body).toMatchObject({ status: 'done', done: true });
    const wrong = await patch({ status: 'doing' });
    expect([wrong.status, wrong.body.code, wrong.body.errors[0].field]).toEqual([409, 'STATE', 'status']);
    expect(ok(await seller.post(`${at(id)}/actions/complete`, { input: { done: false } })).body.result.done).toBe(false);
    expect((await patch({ status: 'cancelled' })).body).toMatchObject({ status: 'cancelled', done: false });
    expect((await patch({ done: true })).status).toBe(409);
    expect((await patch({ status: 'open' })).body).toMatchObject({ status: 'open', done: false });
    expect((await seller.get(at(await make(seller, { type: 'call', done: true })))).body.status).toBe('done');
  });

  it('a type may ask for its result before it is done; of a series one occurrence is', async () => {
    const { admin, seller } = tenant.as;
    const setting = '/meta/parts/calendarSettings/activities';
    expect((await seller.put(setting, { required: { visit: ['result'] } })).status).toBe(403);
    expect((await admin.put(setting, { required: { visit: ['nothing'] } })).body.errors[0].field).toBe('required.visit');
    ok(await admin.put(setting, { required: { visit: ['result', 'nextStep'] } }));
    const visit = await make(seller, {
      type: 'visit',
      subject: '拜访',
      startAt: '2026-08-03T01:00:00Z',
      endAt: '2026-08-03T02:00:00Z',
      recurrence: 'FREQ=DAILY;COUNT=3',
    });
    const complete = (input: object) =>
      seller.post(`${at(visit)}/actions/complete`, { input: { occurrence: '2026-08-04T01:00:00.000Z', ...input } });
    const refused = await complete({ result: '谈妥' });
    expect([refused.status, refused.body.code, refused.body.errors.map(({ field }: { field: string }) => field)]).toEqual([
      422,
      'REQUIRED',
      ['nextStep'],
    ]);
    expect(refused.body.errors[0].message).toBe('完成前请填写下一步');
    const { id } = ok(await complete({ result: '谈妥', nextStep: '寄合同' })).body.result;
    expect((await seller.get(at(id))).body).toMatchObject({
      done: true,
      status: 'done',
      result: '谈妥',
      recurrenceId: '2026-08-04T01:00:00.000Z',
    });
    const august = await itemsOf(seller, '2026-08-01T00:00:00Z', '2026-08-10T00:00:00Z');
    expect(august.map((item) => (item as unknown as { status: string }).status)).toEqual(['open', 'done', 'open']);
    // another type and another company are not asked
    ok(await seller.post(`${at(await make(seller, { type: 'task' }))}/actions/complete`, { input: {} }));
    ok(await other.as.seller.post(`${at(await make(other.as.seller, { type: 'visit' }))}/actions/complete`, { input: {} }));
    ok(await admin.put(setting, {}));
  });
});

it('activities of before there were states get the one their tick says, once', async () => {
  const { colleague } = tenant.as;
  const [open, done] = [await make(colleague, { type: 'task' }), await make(colleague, { type: 'task', done: true })];
  const before = (await colleague.get(at(done))).body;
  const strip = () =>
    app.app.database.write(tenant.id, (tx) =>
      tx.query(sql`update activity set status = null where tenant_id = ${tenant.id} and id = any(${[open, done]}::uuid[])`),
    );
  const fill = async () =>
    app.app.registry.jobs
      .get('base.fillStatus')
      ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
  await strip();
  await fill();
  expect((await colleague.get(at(open))).body.status).toBe('open');
  expect((await colleague.get(at(done))).body).toEqual(before);
  await strip();
  await fill();
  expect((await colleague.get(at(open))).body.status).toBeNull();
});

it('a planned visit is no follow-up before it is done, a cancelled one never is', async () => {
  const { seller } = tenant.as;
  now = Date.parse('2026-09-01T01:00:00.000Z');
  const account = ok(await seller.post('/records/account', { name: '东岭水泵' })).body.id;
  const followed = async () => (await seller.get(`/records/account/${account}`)).body.lastFollowAt;
  const plan = { type: 'visit', content: '谈年度框架和备件价格', related: [{ object: 'account', id: account }] };
  const visit = await make(seller, { ...plan, startAt: '2026-09-02T01:00:00Z', endAt: '2026-09-02T02:00:00Z' });
  const cancelled = await make(seller, { ...plan, startAt: '2026-09-03T01:00:00Z', endAt: '2026-09-03T02:00:00Z' });
  expect(await followed()).toBeNull();
  now = Date.parse('2026-09-04T01:00:00.000Z');
  ok(await seller.patch(at(cancelled), { status: 'cancelled' }));
  expect(await followed()).toBeNull();
  ok(await seller.post(`${at(visit)}/actions/complete`, { input: {} }));
  expect(await followed()).toBe('2026-09-02T01:00:00.000Z');
  now = start;
});

it('a follow-up about a deal or a person counts for their customer, by every way in', async () => {
  const { seller } = tenant.as;
  now = Date.parse('2026-09-10T01:00:00.000Z');
  const account = async (name: string): Promise<string> => ok(await seller.post('/records/account', { name })).body.id;
  const [first, second, third] = [await account('北塘热电'), await account('南渡化工'), await account('西坪水厂')];
  const deal = ok(await seller.post('/records/opportunity', { name: '循环泵改造', account: first, closeOn: '2026-12-01' })).body.id;
  const person = ok(await seller.post('/records/contact', { name: '沈工', account: second })).body.id;
  ok(await seller.post('/records/contactAccount', { contact: person, account: third }));
  const followed = async (id: string) => (await seller.get(`/records/account/${id}`)).body.lastFollowAt;
  const call = { type: 'call', startAt: '2026-09-09T01:00:00Z', endAt: '2026-09-09T01:01:00Z' };
  // too short to count
  const about = [{ object: 'opportunity', id: deal }];
  await make(seller, { ...call, endAt: '2026-09-09T01:00:20Z', related: about });
  expect(await followed(first)).toBeNull();
  await make(seller, { ...call, related: about });
  expect(await followed(first)).toBe('2026-09-09T01:00:00.000Z');
  expect([await followed(second), await followed(third)]).toEqual([null, null]);
  // a visit planned with the deal in the calendar's form, done later
  const visit = { type: 'visit', subject: '拜访', content: '看现场，谈备件和年度框架', related: about };
  const { record } = ok(
    await seller.post('/activities', { ...visit, startAt: '2026-09-11T01:00:00Z', endAt: '2026-09-11T02:00:00Z' }),
  ).body;
  expect(await followed(first)).toBe('2026-09-09T01:00:00.000Z');
  now = Date.parse('2026-09-11T03:00:00.000Z');
  ok(await seller.post(`${at(record.id)}/actions/complete`, { input: {} }));
  expect(await followed(first)).toBe('2026-09-11T01:00:00.000Z');
  // several at once; a person counts for each company they work for, until they leave it
  const rows = [
    {
      type: 'call',
      subject: '电话',
      startAt: '2026-09-10T01:00:00Z',
      endAt: '2026-09-10T01:01:00Z',
      related: [{ object: 'contact', id: person }],
    },
  ];
  ok(await seller.post('/records/activity/bulk', { operation: 'create', records: rows }));
  expect([await followed(second), await followed(third)]).toEqual(['2026-09-10T01:00:00.000Z', '2026-09-10T01:00:00.000Z']);
  now = start;
});

it('what happens with a deal is shown with its account and its contact', async () => {
  const { seller, outsider } = tenant.as;
  const account = ok(await seller.post('/records/account', { name: '兰江水务' })).body.id;
  const contact = ok(await seller.post('/records/contact', { name: '赵敏', account })).body.id;
  const present = ok(await seller.post('/records/contact', { name: '钱进', account })).body.id;
  const deal = ok(await seller.post('/records/opportunity', { name: '泵站改造', account, contact })).body.id;
  const attendees = [{ object: 'contact', id: present }];
  const id = await make(seller, { subject: '方案汇报', related: [{ object: 'opportunity', id: deal }], attendees });
  const seen = async (object: string, record: string, client: Client = seller) =>
    ((await client.get(`/records/${object}/${record}/timeline?kinds=activity`)).body.items ?? []).map((item: { id: string }) => item.id);
  for (const [object, record] of [
    ['opportunity', deal],
    ['account', account],
    ['contact', contact],
    ['contact', present],
  ] as const)
    expect(await seen(object, record), object).toEqual([id]);
  expect(await seen('account', account, outsider)).toEqual([]);
});
