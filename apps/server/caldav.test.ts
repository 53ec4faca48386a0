import { type Dav, discoverCalendars, openDav } from '@huanke/platform/caldav';
import { type CaldavServer, caldavLogin, caldavServer, type OtherProgram, otherProgram } from '@huanke/platform/caldav/testing';
import { withClient } from '@huanke/platform/database';
import { migrations } from '@huanke/platform/database/migrations';
import { testClock } from '@huanke/platform/kernel';
import { outbound } from '@huanke/platform/outbound';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/**
 * SAL-17, CalDAV. `HUANKE_TEST_CALDAV=http://login:password@host/` runs it against a real server, on an empty calendar of its own.
 */
const real = process.env.HUANKE_TEST_CALDAV === undefined ? undefined : new URL(process.env.HUANKE_TEST_CALDAV);
// 10:00 in Shanghai on a Tuesday
const clock = testClock('2026-03-31T02:00:00Z');
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let server: CaldavServer;
let phone: OtherProgram;
let access: { server: string; login: string; secret: string };
let calendar: string;

const at = (id: string) => `/records/activity/${id}`;
const make = async (client: Client, values: object): Promise<string> =>
  ok(await client.post('/records/activity', { type: 'meeting', subject: '方案会', ...values })).body.id;
const visit = { subject: '方案会', startAt: '2026-04-01T01:00:00Z', endAt: '2026-04-01T02:00:00Z' };

beforeAll(async () => {
  server = await caldavServer();
  access = real
    ? { server: `${real.origin}/`, login: decodeURIComponent(real.username), secret: decodeURIComponent(real.password) }
    : { server: server.url, ...caldavLogin };
  const dav: Dav = openDav(outbound({ allowPrivate: true }), { ...access, password: access.secret });
  const [found] = await discoverCalendars(dav);
  calendar = found?.url ?? '';
  phone = otherProgram(dav, calendar);
  if ((await phone.files()).size > 0) throw new Error('the calendar is not empty: give these tests one of their own');
  app = await testApp({ clock, config: { outboundPrivate: true } });
  tenant = await app.tenant();
  other = await app.tenant();
});
afterAll(async () => {
  for (const name of (await phone.files()).keys()) await phone.remove(name);
  await app.close();
  await server.close();
});

const connect = async (client: Client, more: object = {}) => ok(await client.put('/calendar-account', { ...access, calendar, ...more }));

/** What the job does when a calendar is due. */
async function sync(client = tenant.as.seller, signal: AbortSignal = new AbortController().signal, of = tenant): Promise<void> {
  const job = app.app.registry.jobs.get('base.syncCalendar');
  await job?.run({ app: app.app, contextFor: app.app.contextFor, signal }, { tenant: of.id, user: client.user });
}
const healthy = async (client = tenant.as.seller) => {
  await sync(client);
  expect((await client.get('/calendar-account')).body.account).toMatchObject({ failure: null, skipped: [] });
};

interface Row {
  readonly id: string;
  readonly version: number;
  readonly subject: string;
  readonly status: string;
  readonly startAt: string;
  readonly syncFlag: string | null;
}
const records = async (client: Client, subject: string): Promise<Row[]> =>
  ok(
    await client.post('/records/activity/query', {
      fields: ['subject', 'status', 'startAt', 'syncFlag', 'place', 'series', 'recurrenceId', 'recurrence', 'owner'],
      ...(subject ? { filter: { field: 'subject', op: 'startsWith', value: subject } } : {}),
      sort: [{ field: 'startAt', direction: 'asc' }],
    }),
  ).body.records;
const files = async (word: string) => [...(await phone.files())].filter(([, text]) => text.includes(word));
const fileOf = async (word: string) => (await files(word))[0]?.[1] ?? '';
/** Lines of an event as another program writes them. */
const event = (uid: string, ...lines: string[]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Phone//Phone//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20260331T000000Z',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
const plain = (uid: string, summary: string, ...more: string[]) =>
  event(uid, 'DTSTART:20260402T010000Z', 'DTEND:20260402T020000Z', `SUMMARY:${summary}`, ...more);
const clear = async () => {
  for (const one of await records(tenant.as.seller, '')) await tenant.as.seller.delete(at(one.id));
  await sync();
  for (const name of (await phone.files()).keys()) await phone.remove(name);
  await sync();
};

describe('connecting', () => {
  it('finds calendars, keeps the password sealed, and names what is wrong', async () => {
    const { seller } = tenant.as;
    const found = ok(await seller.post('/calendar-account/calendars', access)).body.items;
    expect(found.map(({ url }: { url: string }) => url)).toContain(calendar);
    const refused = async (body: object) => {
      const answer = await seller.put('/calendar-account', { ...access, calendar, ...body });
      return [answer.status, answer.body.code, answer.body.errors?.[0]?.field];
    };
    expect(await refused({ secret: 'wrong' })).toEqual([422, 'CALENDAR_SERVER', 'secret']);
    expect(await refused({ calendar: undefined })).toEqual([422, 'REQUIRED', 'calendar']);
    expect(await refused({ calendar: `${calendar}none/` })).toEqual([422, 'CALENDAR_SERVER', 'server']);
    expect(await refused({ calendar: 'https://evil.example/work/' })).toEqual([422, 'CALENDAR_SERVER', 'server']);
    expect(await refused({ server: 'ftp://x' })).toEqual([422, 'INVALID_VALUE', 'server']);
    expect(await refused({ login: '' })).toEqual([422, 'REQUIRED', 'login']);
    expect((await seller.get('/calendar-account')).body.account).toBeNull();
    const saved = await connect(seller);
    expect(saved.body.account).toMatchObject({ login: access.login, calendar, active: true, failure: null });
    expect(saved.text).not.toContain(access.secret);
    // the password that is kept goes to no other server
    expect((await seller.put('/calendar-account', { server: 'https://elsewhere.example/' })).body.errors[0].field).toBe('secret');
    expect((await seller.put('/calendar-account', { active: true })).status).toBe(200);
    const { rows } = await app.app.owner.query('select secret from calendar_account where tenant_id = $1', [tenant.id]);
    expect(rows[0].secret).toMatch(/^e1\./);
  });

  it('is the person’s own affair: not of colleagues, other companies or programs', async () => {
    for (const client of [tenant.as.colleague, tenant.as.admin, other.as.seller]) {
      expect((await client.get('/calendar-account')).body.account).toBeNull();
      expect((await client.post('/calendar-account/sync')).status).toBe(404);
      expect((await client.delete('/calendar-account')).status).toBe(404);
    }
    expect((await app.anonymous.get('/calendar-account')).status).toBe(401);
    const { token } = ok(await tenant.as.admin.post('/api-tokens', { name: '脚本', scopes: ['*'] })).body;
    const asked = await app.anonymous.get('/calendar-account', { authorization: `Bearer ${token}` });
    expect(asked.status).toBe(403);
  });
});

describe('both ways', () => {
  beforeEach(clear);

  it('is handed out when it is due, once, and not again until it is due once more', async () => {
    await connect(tenant.as.seller);
    const queued = async () => {
      await app.app.owner.query('delete from graphile_worker._private_jobs');
      const job = app.app.registry.jobs.get('base.syncCalendars');
      await job?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
      return (await app.app.owner.query("select key from graphile_worker.jobs where key like 'calendar:%'")).rows;
    };
    expect(await queued()).toEqual([{ key: `calendar:${tenant.id}:${tenant.as.seller.user}` }]);
    await healthy();
    expect(await queued()).toEqual([]);
  });

  it('what is planned here goes out, changes follow, what their program adds stays, deletions too', async () => {
    const { seller } = tenant.as;
    const id = await make(seller, { ...visit, place: '上海，张江; 三楼', content: '第一行\n第二行' });
    await healthy();
    const first = await fileOf('方案会');
    expect(first).toContain(`UID:${id}@huanke`);
    expect(first).toContain('DTSTART:20260401T010000Z');
    expect(first.replace(/\r?\n /g, '')).toContain('LOCATION:上海\\，'.replace('\\，', '，'));
    // an alarm is added on the phone: nothing of ours is different
    const version = (await seller.get(at(id))).body.version;
    const [name] = (await files('方案会'))[0] ?? [''];
    const alarm = ['BEGIN:VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:x', 'TRIGGER:-PT15M', 'END:VALARM', 'END:VEVENT'].join('\r\n');
    await phone.put(name, first.replace('END:VEVENT', alarm));
    await healthy();
    expect((await seller.get(at(id))).body.version).toBe(version);
    ok(await seller.patch(at(id), { startAt: '2026-04-01T03:00:00Z', endAt: '2026-04-01T04:00:00Z' }));
    await healthy();
    const second = await fileOf('方案会');
    expect(second).toContain('DTSTART:20260401T030000Z');
    expect(second).toContain('TRIGGER:-PT15M');
    const revision = (text: string) => Number(/SEQUENCE:(\d+)/.exec(text)?.[1]);
    expect(revision(second)).toBeGreaterThan(revision(first));
    ok(await seller.patch(at(id), { status: 'cancelled' }));
    await healthy();
    expect(await fileOf('方案会')).toContain('STATUS:CANCELLED');
    ok(await seller.delete(at(id)));
    await healthy();
    expect(await files('方案会')).toEqual([]);
  });

  it('what is new there comes in, changes follow, private things stay out, deleted is cancelled and marked', async () => {
    const { seller, colleague } = tenant.as;
    await phone.put('a.ics', plain('a', '外部会议', 'LOCATION:虹桥', 'DESCRIPTION:带\\, 样品\\n两份'));
    await phone.put('p.ics', plain('p', '外部体检', 'CLASS:PRIVATE'));
    await phone.put('o.ics', event('o', 'DTSTART:20250101T010000Z', 'DTEND:20250101T020000Z', 'SUMMARY:外部旧事'));
    await phone.put('q.ics', event('q', 'DTSTART:20250101T010000Z', 'RRULE:FREQ=DAILY;COUNT=9', 'SUMMARY:外部旧例会'));
    await healthy();
    await healthy();
    const [one, ...more] = await records(seller, '外部');
    expect([one?.subject, more]).toEqual(['外部会议', []]);
    expect((await seller.get(at(one?.id ?? ''))).body).toMatchObject({
      place: '虹桥',
      content: '带, 样品\n两份',
      startAt: '2026-04-02T01:00:00.000Z',
      owner: { id: seller.user },
      type: 'meeting',
    });
    expect(await records(colleague, '外部')).toEqual([]);
    await phone.put('a.ics', plain('a', '外部会议二', 'SEQUENCE:1'));
    await healthy();
    expect(await records(seller, '外部')).toMatchObject([{ id: one?.id, subject: '外部会议二', syncFlag: null }]);
    expect((await seller.get(`${at(one?.id ?? '')}/history`)).body.items[0].channel).toBe('sync');
    await phone.remove('a.ics');
    await healthy();
    await healthy();
    expect(await records(seller, '外部')).toMatchObject([{ id: one?.id, status: 'cancelled', syncFlag: 'deletedOutside' }]);
    expect(await files('外部会议')).toEqual([]);
    // taken up again here, it goes out again under its old name
    ok(await seller.patch(at(one?.id ?? ''), { status: 'open', syncFlag: null }));
    await healthy();
    expect(await fileOf('外部会议')).toContain('UID:a');
  });

  it('whole days, zones by the names of Windows, and lengths are read; what can not be is told by name', async () => {
    const { seller } = tenant.as;
    await phone.put('d.ics', event('d', 'DTSTART;VALUE=DATE:20260406', 'SUMMARY:展会'));
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:China Standard Time',
      'BEGIN:STANDARD',
      'DTSTART:19700101T000000',
      'TZOFFSETFROM:+0800',
      'TZOFFSETTO:+0800',
      'END:STANDARD',
      'END:VTIMEZONE',
      'BEGIN:VEVENT',
    ].join('\r\n');
    const zoned = event('z', 'DTSTART;TZID="China Standard Time":20260407T090000', 'DURATION:PT45M', 'SUMMARY:展会复盘');
    await phone.put('z.ics', zoned.replace('BEGIN:VEVENT', zone));
    await phone.put('r.ics', plain('r', '展会每时', 'RRULE:FREQ=HOURLY'));
    await sync();
    const found = await Promise.all((await records(seller, '展会')).map(async ({ id }) => (await seller.get(at(id))).body));
    expect(found).toMatchObject([
      { subject: '展会', allDay: true, startAt: '2026-04-05T16:00:00.000Z', endAt: '2026-04-06T16:00:00.000Z' },
      { subject: '展会复盘', startAt: '2026-04-07T01:00:00.000Z', endAt: '2026-04-07T01:45:00.000Z' },
    ]);
    expect((await seller.get('/calendar-account')).body.account.skipped).toEqual([
      { title: '展会每时', problem: '只支持按天、周、月、年重复' },
    ]);
    await phone.put('r.ics', plain('r', '展会每日', 'RRULE:FREQ=DAILY;COUNT=2'));
    await healthy();
    expect((await records(seller, '展会每日')).length).toBe(1);
  });

  it('series with occurrences that differ or are left out, from there and from here', async () => {
    const { seller } = tenant.as;
    const zone = 'TZID=America/New_York';
    const master = [
      'UID:s',
      'DTSTAMP:20260331T000000Z',
      `DTSTART;${zone}:20260406T090000`,
      `DTEND;${zone}:20260406T100000`,
      'RRULE:FREQ=WEEKLY;COUNT=4',
      `EXDATE;${zone}:20260413T090000`,
      'SUMMARY:站会',
    ];
    const own = [
      'UID:s',
      'DTSTAMP:20260331T000000Z',
      `RECURRENCE-ID;${zone}:20260420T090000`,
      `DTSTART;${zone}:20260420T110000`,
      `DTEND;${zone}:20260420T113000`,
      'SUMMARY:站会（短）',
    ];
    const series = (...events: string[][]) =>
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:-//Phone//Phone//EN',
        ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
        'END:VCALENDAR',
        '',
      ].join('\r\n');
    await phone.put('s.ics', series(master, own));
    await healthy();
    const shown = async () =>
      ok(await seller.get('/activities?from=2026-04-01T00:00:00Z&until=2026-06-01T00:00:00Z'))
        .body.items.filter(({ status }: { status: string }) => status === 'open')
        .map(({ start, subject }: { start: string; subject: string }) => `${start.slice(5, 16)} ${subject}`);
    // nine in New York is 13:00 UTC in April
    expect(await shown()).toEqual(['04-06T13:00 站会', '04-20T15:00 站会（短）', '04-27T13:00 站会']);
    const written = server.asked.filter((line) => line.startsWith('PUT'));
    await healthy();
    expect(server.asked.filter((line) => line.startsWith('PUT'))).toEqual(written);
    // there the short one is deleted; here the last one is moved
    await phone.put('s.ics', series([...master, `EXDATE;${zone}:20260420T090000`]));
    await healthy();
    expect(await shown()).toEqual(['04-06T13:00 站会', '04-27T13:00 站会']);
    // cancelled, not gone
    expect(await records(seller, '站会（短）')).toMatchObject([{ status: 'cancelled', syncFlag: 'deletedOutside' }]);
    const [first] = await records(seller, '站会');
    const input = { scope: 'this', occurrence: '2026-04-27T13:00:00Z', startAt: '2026-04-28T13:00:00Z', endAt: '2026-04-28T14:00:00Z' };
    ok(await seller.post(`${at(first?.id ?? '')}/actions/change`, { input }));
    await healthy();
    const text = await fileOf('站会');
    expect(text).toMatch(/RECURRENCE-ID;TZID=America\/New_York:20260427T090000/);
    expect(text).toMatch(/DTSTART;TZID=America\/New_York:20260428T090000/);
    await healthy();
    expect(await shown()).toEqual(['04-06T13:00 站会', '04-28T13:00 站会']);
  });

  describe('dates added to a series', () => {
    const zone = 'TZID=America/New_York';
    // Mondays at nine in New York, which is 13:00 UTC in April
    const mondays = [`DTSTART;${zone}:20260406T090000`, `DTEND;${zone}:20260406T100000`];
    const shown = async (from = '2026-04-01', until = '2026-06-01') =>
      ok(await tenant.as.seller.get(`/activities?from=${from}T00:00:00Z&until=${until}T00:00:00Z`))
        .body.items.filter(({ status }: { status: string }) => status === 'open')
        .map(({ start, end }: { start: string; end: string }) => `${start.slice(5, 16)} ${end.slice(11, 16)}`);
    const idOf = async (subject: string) => (await records(tenant.as.seller, subject))[0]?.id ?? '';
    // zones have starts and rules, too
    const linesOf = async (word: string) => {
      const lines = (await fileOf(word)).replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
      return lines.slice(lines.indexOf('BEGIN:VEVENT'));
    };
    // servers write them in an order of their own
    const datesOf = async (word: string) => (await linesOf(word)).filter((line) => /^(DTSTART|RRULE|RDATE|EXDATE)/.test(line)).sort();
    const act = (id: string, action: string, input: object) => tenant.as.seller.post(`${at(id)}/actions/${action}`, { input });

    it('all are shown and in the feed; what changes here loses none of them there, what changes there follows', async () => {
      const { seller } = tenant.as;
      const added = [
        `RDATE;${zone}:20260408T090000,20260413T090000`,
        'RDATE:20260410T140000Z',
        // Radicale 3.1 takes no periods
        real ? 'RDATE:20260424T130000Z,20260427T130000Z' : 'RDATE;VALUE=PERIOD:20260424T130000Z/PT3H,20260427T130000Z/20260427T150000Z',
      ];
      const left = [`RDATE;${zone}:20260409T090000`, `EXDATE;${zone}:20260409T090000`];
      await phone.put('r.ics', event('r', ...mondays, 'RRULE:FREQ=WEEKLY;COUNT=3', ...added, ...left, 'SUMMARY:加课'));
      await healthy();
      // the 13th is both by the rule and added, the 9th is added and left out
      const all = ['06T13', '08T13', '10T14', '13T13', '20T13', '24T13', '27T13'].map((start) => {
        const hour = Number(start.slice(3));
        return `04-${start}:00 ${hour + 1}:00`;
      });
      expect(await shown()).toEqual(all);
      expect(await shown('2026-04-23', '2026-04-26')).toEqual(['04-24T13:00 14:00']);
      const id = await idOf('加课');
      const written = server.asked.filter((line) => line.startsWith('PUT'));
      await healthy();
      expect(server.asked.filter((line) => line.startsWith('PUT'))).toEqual(written);

      const { url } = ok(await seller.post('/calendar-feed')).body;
      const feed = ok(await app.anonymous.get(new URL(url).pathname.replace('/api/v1', ''))).text.split('\r\n');
      expect(feed.filter((line) => line.startsWith('RDATE') || line.startsWith('RRULE'))).toEqual([
        'RRULE:FREQ=WEEKLY;COUNT=3',
        ...['08T09', '09T09', '10T10', '13T09', '24T09', '27T09'].map((day) => `RDATE;${zone}:202604${day}0000`),
      ]);

      // their lines stay as they are, periods too, while only something else is different
      ok(await seller.patch(at(id), { place: '三楼' }));
      ok(await act(id, 'remove', { scope: 'this', occurrence: '2026-04-24T13:00:00Z' }));
      const moved = { startAt: '2026-04-11T15:00:00Z', endAt: '2026-04-11T16:00:00Z' };
      ok(await act(id, 'change', { scope: 'this', occurrence: '2026-04-10T14:00:00Z', ...moved }));
      await healthy();
      const lines = await linesOf('三楼');
      for (const line of [...added, left[0], `EXDATE;${zone}:20260424T090000`, `RECURRENCE-ID;${zone}:20260410T100000`])
        expect(lines).toContain(line);
      await healthy();
      const after = ['04-06T13:00 14:00', '04-08T13:00 14:00', '04-11T15:00 16:00', '04-13T13:00 14:00', '04-20T13:00 14:00'];
      expect(await shown()).toEqual([...after, '04-27T13:00 14:00']);

      // there the 8th is taken back, and the first of May comes
      const [name] = (await files('三楼'))[0] ?? [''];
      const fewer = (await fileOf('三楼'))
        .replace('20260408T090000,', '')
        .replace(`RDATE;${zone}:20260409T090000`, 'RDATE:20260501T130000Z');
      await phone.put(name, fewer);
      await healthy();
      expect(await shown()).toEqual([...after.filter((line) => !line.startsWith('04-08')), '04-27T13:00 14:00', '05-01T13:00 14:00']);
    });

    it('without a rule, on whole days: a list of dates stays one, and moves as a whole', async () => {
      const { seller } = tenant.as;
      await phone.put('l.ics', event('l', 'DTSTART;VALUE=DATE:20260406', 'RDATE;VALUE=DATE:20260409,20260414', 'SUMMARY:巡展'));
      await healthy();
      // midnight in Shanghai is 16:00 UTC of the day before
      expect(await shown()).toEqual(['04-05T16:00 16:00', '04-08T16:00 16:00', '04-13T16:00 16:00']);
      const id = await idOf('巡展');
      ok(await seller.patch(at(id), { place: '虹桥' }));
      await healthy();
      expect(await datesOf('巡展')).toEqual(['DTSTART;VALUE=DATE:20260406', 'RDATE;VALUE=DATE:20260409,20260414']);
      const later = { startAt: '2026-04-09T16:00:00Z', endAt: '2026-04-10T16:00:00Z' };
      ok(await act(id, 'change', { scope: 'all', occurrence: '2026-04-08T16:00:00Z', ...later }));
      await healthy();
      expect(await shown()).toEqual(['04-06T16:00 16:00', '04-09T16:00 16:00', '04-14T16:00 16:00']);
      expect(await datesOf('巡展')).toEqual(['DTSTART;VALUE=DATE:20260407', 'RDATE;VALUE=DATE:20260410', 'RDATE;VALUE=DATE:20260415']);
      // one event again: no date is left over
      ok(await act(id, 'change', { scope: 'all', recurrence: null }));
      await healthy();
      expect(await datesOf('巡展')).toEqual(['DTSTART;VALUE=DATE:20260407']);
      expect((await seller.patch(at(id), { rdates: '2026-04-10T13:00:00.000Z' })).body.errors[0].field).toBe('rdates');
    });

    it('the next one is reminded of after the last of the rule; a day alone means the time of the event on it', async () => {
      const { seller } = tenant.as;
      const past = [`DTSTART;${zone}:20260330T090000`, `DTEND;${zone}:20260330T100000`];
      await phone.put('m.ics', event('m', ...past, 'RDATE;VALUE=DATE:20260402,20260403', 'EXDATE;VALUE=DATE:20260402', 'SUMMARY:回访'));
      await healthy();
      const id = await idOf('回访');
      ok(await seller.patch(at(id), { remindBefore: 15 }));
      expect((await seller.get(at(id))).body.remindAt).toBe('2026-04-03T12:45:00.000Z');
    });

    it('go with their part when a series is split, and later ones with those that are deleted', async () => {
      const { seller } = tenant.as;
      const more = ['RRULE:FREQ=WEEKLY', 'RDATE:20260408T130000Z,20260416T130000Z', 'SUMMARY:周会'];
      await phone.put('f.ics', event('f', ...mondays, ...more));
      await healthy();
      const id = await idOf('周会');
      const following = { scope: 'following', occurrence: '2026-04-13T13:00:00Z' };
      const { id: rest } = ok(await act(id, 'change', { ...following, startAt: '2026-04-13T14:00:00Z', endAt: '2026-04-13T15:00:00Z' }))
        .body.result;
      const hours = ['04-06T13:00 14:00', '04-08T13:00 14:00', '04-13T14:00 15:00', '04-16T14:00 15:00', '04-20T14:00 15:00'];
      expect(await shown('2026-04-01', '2026-04-24')).toEqual(hours);
      expect((await seller.get(at(id))).body).toMatchObject({ rdates: '2026-04-08T13:00:00.000Z' });
      // an added date begins no series by the rule
      const refused = await act(rest, 'change', { scope: 'following', occurrence: '2026-04-16T14:00:00Z', place: '二楼' });
      expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'scope']);
      ok(await act(rest, 'remove', { scope: 'following', occurrence: '2026-04-16T14:00:00Z' }));
      expect(await shown('2026-04-01', '2026-04-24')).toEqual(hours.slice(0, 3));
      await healthy();
      expect(await datesOf('UID:f')).toEqual([
        `DTSTART;${zone}:20260406T090000`,
        `RDATE;${zone}:20260408T090000`,
        'RRULE:FREQ=WEEKLY;UNTIL=20260413T125959Z',
      ]);
    });

    it('split after its rule has ended, a series leaves the rule as it is', async () => {
      const { seller } = tenant.as;
      const more = ['RRULE:FREQ=WEEKLY;COUNT=2', 'RDATE:20260505T130000Z,20260506T130000Z', 'SUMMARY:收尾'];
      await phone.put('e.ics', event('e', ...mondays, ...more));
      await healthy();
      const id = await idOf('收尾');
      ok(await act(id, 'change', { scope: 'following', occurrence: '2026-05-05T13:00:00Z', place: '大会议室' }));
      expect(await shown()).toEqual(['04-06T13:00 14:00', '04-13T13:00 14:00', '05-05T13:00 14:00', '05-06T13:00 14:00']);
      expect((await seller.get(at(id))).body).toMatchObject({ recurrence: 'FREQ=WEEKLY;COUNT=2', rdates: null });
    });

    it('what was left aside before comes in after the upgrade, though nothing changes there', async () => {
      await phone.put('u.ics', event('u', ...mondays, 'RDATE:20260408T130000Z', 'SUMMARY:补课'));
      await healthy();
      await tenant.as.seller.delete(at(await idOf('补课')));
      const { owner } = app.app;
      // as it stood: known with a reason, without a record
      const aside = `update calendar_link set record_id = null, problem = '暂不支持这种重复方式', title = '补课', local_mark = '', outside_mark = '', sent_mark = ''
        where tenant_id = $1 and uid = 'u'`;
      await owner.query(aside, [tenant.id]);
      await sync();
      expect(await records(tenant.as.seller, '补课')).toEqual([]);
      const migration = migrations.find(({ id }) => id === '0101-events-with-added-dates');
      await withClient(app.runtime.ownerUrl, async (client) => {
        for (let run = 0; run < 2; run += 1) await migration?.up(client);
      });
      await healthy();
      expect(await shown()).toEqual(['04-06T13:00 14:00', '04-08T13:00 14:00']);
    });
  });

  it('changed on both sides, both are kept on both sides, marked and told; an old revision is overruled', async () => {
    const { seller } = tenant.as;
    await phone.put('c.ics', plain('c', '评审', 'SEQUENCE:3'));
    await healthy();
    const [one] = await records(seller, '评审');
    ok(await seller.patch(at(one?.id ?? ''), { subject: '评审（这边）' }));
    await phone.put('c.ics', plain('c', '评审（那边）', 'SEQUENCE:4'));
    await healthy();
    await healthy();
    const both = await records(seller, '评审');
    expect(both.map(({ subject, syncFlag }) => [subject, syncFlag]).sort()).toEqual(
      [
        ['评审（这边）', 'conflict'],
        ['评审（那边）', 'conflict'],
      ].sort(),
    );
    expect((await files('评审')).length).toBe(2);
    expect(await fileOf('评审（这边）')).toContain('UID:c');
    const told = (await seller.get('/notifications?limit=100')).body.items.filter(
      ({ kind }: { kind: string }) => kind === 'calendarConflict',
    );
    expect(told.map(({ record }: { record: { id: string } }) => record.id)).toEqual([one?.id]);
    expect((await seller.get('/calendar-account')).body.account.conflicts).toBe(2);
    // a program writes back what it had long before
    await phone.put('c.ics', plain('c', '评审（很旧）', 'SEQUENCE:1'));
    await healthy();
    expect(await files('很旧')).toEqual([]);
    expect((await records(seller, '评审')).map(({ subject }) => subject).sort()).toEqual(['评审（这边）', '评审（那边）'].sort());
  });

  it('deleted here and changed there comes back, marked', async () => {
    const { seller } = tenant.as;
    await phone.put('x.ics', plain('x', '面谈'));
    await healthy();
    const [one] = await records(seller, '面谈');
    ok(await seller.delete(at(one?.id ?? '')));
    await phone.put('x.ics', plain('x', '面谈改期', 'SEQUENCE:1'));
    await healthy();
    expect(await records(seller, '面谈')).toMatchObject([{ subject: '面谈改期', syncFlag: 'conflict' }]);
    expect((await files('面谈')).length).toBe(1);
  });

  it('what one only takes part in goes out, and is put right again when it is changed there', async () => {
    const { seller, colleague } = tenant.as;
    const id = await make(colleague, { ...visit, subject: '联合拜访', attendees: [{ object: 'user', id: seller.user }] });
    await healthy();
    const [[name, text] = ['', '']] = await files('联合拜访');
    await phone.put(name, text.replace('SUMMARY:联合拜访', 'SUMMARY:改掉'));
    await healthy();
    expect(await files('改掉')).toEqual([]);
    expect((await colleague.get(at(id))).body.subject).toBe('联合拜访');
    ok(await colleague.patch(at(id), { attendees: [] }));
    await healthy();
    expect(await files('联合拜访')).toEqual([]);
    ok(await colleague.delete(at(id)));
  });

  it('connected anew, everything is known again and nothing is there twice', async () => {
    const { seller } = tenant.as;
    await make(seller, visit);
    await phone.put('n.ics', plain('n', '外部来访'));
    await healthy();
    ok(await seller.delete('/calendar-account'));
    await connect(seller);
    await healthy();
    await healthy();
    expect([(await records(seller, '外部来访')).length, (await records(seller, '方案会')).length]).toEqual([1, 1]);
    expect((await phone.files()).size).toBe(2);
  });
});

describe('guests', () => {
  beforeEach(clear);

  const emailOf = async (client: Client): Promise<string> => ok(await client.get(`/records/user/${client.user}`)).body.email;
  const contact = async (client: Client, name: string, email?: string): Promise<{ object: 'contact'; id: string }> => ({
    object: 'contact',
    id: ok(await client.post('/records/contact', { name, email }, { 'x-huanke-duplicates': 'confirmed' })).body.id,
  });
  const attendees = async (client: Client, id: string): Promise<string[]> =>
    ok(await client.get(at(id)))
      .body.attendees.map(({ title }: { title: string }) => title)
      .sort();
  const unfolded = async (word: string) => (await fileOf(word)).replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  /** Who is on an event, whatever order or quotation marks a server writes. */
  const guestsIn = (lines: readonly string[]) =>
    lines
      .filter((line) => /^(ATTENDEE|ORGANIZER)/.test(line))
      .map((line) => line.replaceAll('"', ''))
      .sort();

  it('whom the company knows goes both ways, everybody else stays on the event as they are', async () => {
    const { seller, colleague, admin } = tenant.as;
    const [mine, theirs] = [await emailOf(seller), await emailOf(colleague)];
    const name = (await seller.get(`/records/user/${colleague.user}`)).body.name;
    const wang = await contact(seller, '王工', 'Wang@kehu.example');
    const zhang = await contact(seller, '张"总', 'zhang@kehu.example');
    // the contact of a colleague that the seller does not see, two of one address, and one of another company
    await contact(colleague, '看不见', 'unseen@kehu.example');
    for (const twin of ['甲', '乙']) await contact(seller, twin, 'twin@kehu.example');
    await contact(other.as.seller, '别家', 'nobody@else.example');
    const strangers = ['unseen@kehu.example', 'twin@kehu.example'].map((address) => `ATTENDEE:mailto:${address}`);
    const lines = [
      'ORGANIZER;CN=王工:mailto:WANG@kehu.example',
      `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${mine}`,
      'ATTENDEE;CN="外人";X-NOTE=1:mailto:nobody@else.example',
      ...strangers,
    ];
    await phone.put('g.ics', plain('g', '客户邀请', ...lines, `ATTENDEE:MAILTO:${theirs}`));
    await healthy();
    const [{ id } = { id: '' }] = await records(seller, '客户邀请');
    expect(await attendees(seller, id)).toEqual(['王工', name].sort());
    // who takes part sees the event, and no more of the company's people than before
    expect((await colleague.get(at(id))).status).toBe(200);
    expect((await colleague.get(`/records/contact/${wang.id}`)).status).toBe(404);
    ok(await seller.patch(at(id), { subject: '客户邀请二', attendees: [wang, zhang] }));
    await healthy();
    const there = await unfolded('客户邀请二');
    expect(guestsIn(there)).toEqual(guestsIn([...lines, 'ATTENDEE;CN="张 总";SCHEDULE-AGENT=NONE:mailto:zhang@kehu.example']));
    await healthy();
    expect(await unfolded('客户邀请二')).toEqual(there);
    // there somebody goes and somebody comes
    const swapped = there.map((line) => (line.endsWith('zhang@kehu.example') ? `ATTENDEE:mailto:${theirs}` : line));
    await phone.put('g.ics', swapped.join('\r\n'));
    await healthy();
    expect(await attendees(seller, id)).toEqual(['王工', name].sort());
    // a guest who becomes known is not taken off the event, and takes part with the next word from there
    await contact(seller, '外人', 'nobody@else.example');
    ok(await seller.patch(at(id), { subject: '客户邀请三' }));
    await healthy();
    expect(guestsIn(await unfolded('客户邀请三'))).toContain('ATTENDEE;CN=外人;X-NOTE=1:mailto:nobody@else.example');
    await phone.put('g.ics', (await fileOf('客户邀请三')).replace('客户邀请三', '客户邀请四'));
    await healthy();
    expect(await attendees(seller, id)).toEqual(['外人', '王工', name].sort());
    expect(await records(seller, '客户邀请')).toMatchObject([{ id, subject: '客户邀请四', syncFlag: null }]);
    expect((await admin.get(at(id))).body.attendees).toHaveLength(3);
  });

  it('what is planned here tells who takes part, as far as they have an address; in a series each occurrence by itself', async () => {
    const { seller, colleague } = tenant.as;
    const bare = await contact(seller, '没有邮箱');
    const li = await contact(seller, '李工', 'li@kehu.example');
    const people = [{ object: 'user', id: colleague.user }, bare, li];
    const id = await make(seller, { ...visit, recurrence: 'FREQ=DAILY;COUNT=3', attendees: people });
    const input = { scope: 'this', occurrence: '2026-04-02T01:00:00Z', subject: '方案会（小）', attendees: [bare] };
    ok(await seller.post(`${at(id)}/actions/change`, { input }));
    await healthy();
    const guests = (lines: readonly string[]) =>
      lines.filter((line) => line.startsWith('ATTENDEE')).map((line) => line.split('mailto:')[1]);
    const text = (await unfolded('方案会')).join('\n').split('BEGIN:VEVENT');
    expect([guests(text[1]?.split('\n') ?? []).sort(), guests(text[2]?.split('\n') ?? [])]).toEqual([
      [await emailOf(colleague), 'li@kehu.example'].sort(),
      [],
    ]);
    // the one who has no address stays when another goes
    const [file = ''] = (await files('方案会'))[0] ?? [];
    await phone.put(file, (await unfolded('方案会')).filter((line) => !line.includes('li@kehu.example')).join('\r\n'));
    await healthy();
    expect(await attendees(seller, id)).not.toContain('李工');
    expect(await attendees(seller, id)).toContain('没有邮箱');
  });

  it('two who are asked to the same event on calendars of their own share one record of it', async () => {
    const { seller, colleague } = tenant.as;
    const second = await caldavServer();
    const theirs = `${second.url}dav/calendars/seller/work/`;
    await connect(colleague, { server: second.url, ...caldavLogin, calendar: theirs });
    const invitation = (title: string, sequence: number, ...more: string[]) =>
      plain('both', title, `SEQUENCE:${sequence}`, 'ORGANIZER:mailto:boss@kehu.example', ...more);
    const guests = [`ATTENDEE:mailto:${await emailOf(seller)}`, `ATTENDEE:mailto:${await emailOf(colleague)}`];
    await phone.put('both.ics', invitation('两人受邀', 1, ...guests));
    second.put('both.ics', invitation('两人受邀', 1, ...guests));
    for (const client of [seller, colleague, seller, colleague]) await healthy(client);
    const found = await records(seller, '两人受邀');
    expect([found.length, await records(colleague, '两人受邀'), (await phone.files()).size, second.files.size]).toEqual([1, found, 1, 1]);
    // put off by who has asked: both calendars know, whoever looks first
    await phone.put('both.ics', invitation('两人受邀改期', 2, ...guests));
    second.put('both.ics', invitation('两人受邀改期', 2, ...guests));
    for (const client of [colleague, seller, colleague]) await healthy(client);
    expect(await records(seller, '两人受邀')).toMatchObject([{ id: found[0]?.id, subject: '两人受邀改期', syncFlag: null }]);
    expect([...second.files.values()].filter((text) => text.includes('SEQUENCE:2') && text.includes('改期'))).toHaveLength(1);
    ok(await colleague.delete('/calendar-account'));
    await second.close();
  });

  it('a server that keeps no guests takes nobody off an event; one that knows the owner is told who asks', async () => {
    const { seller, colleague, admin } = tenant.as;
    const keepsNone = await caldavServer({ guests: false });
    const mine = await emailOf(seller);
    const keeps = await caldavServer({ login: mine });
    for (const [second, login] of [
      [keepsNone, caldavLogin.login],
      [keeps, mine],
    ] as const) {
      await connect(seller, { server: second.url, ...caldavLogin, login, calendar: `${second.url}dav/calendars/seller/work/` });
      const id = await make(seller, { ...visit, attendees: [{ object: 'user', id: colleague.user }] });
      await healthy();
      ok(await seller.patch(at(id), { place: '虹桥' }));
      await healthy();
      const [file = '', text = ''] = [...second.files][0] ?? [];
      expect(text.includes(`ORGANIZER;CN="`), text).toBe(second === keeps);
      second.put(file, text.replace('虹桥', '浦东'));
      await healthy();
      expect((await seller.get(at(id))).body).toMatchObject({ place: '浦东', attendees: [{ id: colleague.user }] });
      ok(await admin.delete(at(id)));
      await healthy();
    }
    await connect(seller);
    await Promise.all([keepsNone.close(), keeps.close()]);
  });
});

describe('a calendar that several people keep the same', () => {
  beforeEach(clear);
  afterEach(async () => {
    await clear();
    for (const client of [tenant.as.colleague, tenant.as.admin, other.as.seller]) {
      await client.delete('/calendar-account');
      for (const one of await records(client, '')) await client.delete(at(one.id));
    }
  });

  it('an event belongs to one of them: the others get no copy, see no more of it than before, and take nothing away', async () => {
    const { seller, colleague, admin } = tenant.as;
    await connect(colleague);
    await connect(admin);
    const id = await make(seller, visit);
    await phone.put('x.ics', plain('x', '外部来访'));
    for (const client of [seller, colleague, admin, colleague, admin, seller]) await healthy(client);
    expect([(await records(seller, '')).length, (await records(colleague, '')).length]).toEqual([2, 0]);
    expect((await colleague.get(at(id))).status).toBe(404);
    expect((await records(admin, '')).map(({ subject }) => subject)).toEqual(['方案会', '外部来访']);
    expect((await phone.files()).size).toBe(2);
    // changed there, whoever looks first: it is the owner's record that follows
    await phone.put('x.ics', plain('x', '外部来访二', 'SEQUENCE:1'));
    ok(await seller.patch(at(id), { subject: '方案会二' }));
    for (const client of [colleague, admin, seller, colleague, admin]) await healthy(client);
    expect((await records(admin, '')).map(({ subject, syncFlag }) => [subject, syncFlag])).toEqual([
      ['方案会二', null],
      ['外部来访二', null],
    ]);
    expect([await fileOf('外部来访'), await fileOf('方案会')].map((text) => /SUMMARY:(.*)/.exec(text)?.[1]?.trim())).toEqual([
      '外部来访二',
      '方案会二',
    ]);
    // another company knows nothing of this one
    await connect(other.as.seller);
    await sync(other.as.seller, undefined, other);
    expect((await records(other.as.seller, '')).map(({ subject }) => subject)).toEqual(['方案会二', '外部来访二']);
    await phone.remove('x.ics');
    for (const client of [colleague, admin, seller]) await healthy(client);
    expect(await records(seller, '外部来访')).toMatchObject([{ status: 'cancelled', syncFlag: 'deletedOutside' }]);
    ok(await seller.delete(at(id)));
    for (const client of [colleague, admin, seller, colleague]) await healthy(client);
    expect(await files('方案会')).toEqual([]);
  });

  it('who takes part leaves it to its owner, and gets it with the record', async () => {
    const { seller, colleague, admin } = tenant.as;
    await connect(colleague);
    await phone.put('y.ics', plain('y', '联合评审'));
    await healthy();
    const [{ id } = { id: '' }] = await records(seller, '联合评审');
    ok(await seller.patch(at(id), { attendees: [{ object: 'user', id: colleague.user }] }));
    for (const client of [colleague, seller, colleague]) await healthy(client);
    expect(await records(colleague, '')).toMatchObject([{ id }]);
    const guest = `ATTENDEE:mailto:${(await colleague.get(`/records/user/${colleague.user}`)).body.email}`;
    await phone.put('y.ics', plain('y', '联合评审改期', 'SEQUENCE:9', guest));
    for (const client of [colleague, seller, colleague]) await healthy(client);
    expect(await records(colleague, '')).toMatchObject([{ id }]);
    expect(await records(seller, '')).toMatchObject([{ id, subject: '联合评审改期' }]);
    expect((await files('联合评审改期')).length).toBe(1);
    ok(await seller.patch(at(id), { attendees: [] }));
    for (const client of [colleague, seller, colleague]) await healthy(client);
    expect((await phone.files()).size).toBe(1);
    ok(await admin.patch(at(id), { owner: { id: colleague.user } }));
    for (const client of [seller, colleague]) await healthy(client);
    ok(await colleague.patch(at(id), { subject: '联合评审（接手）' }));
    for (const client of [colleague, seller, colleague]) await healthy(client);
    expect([...(await phone.files()).values()].map((text) => /SUMMARY:(.*)/.exec(text)?.[1]?.trim())).toEqual(['联合评审（接手）']);
    expect(await records(colleague, '')).toMatchObject([{ id, syncFlag: null }]);
  });

  it('two who meet the same event at once make one record of it', async () => {
    const { seller, colleague } = tenant.as;
    await connect(colleague);
    for (const n of [1, 2, 3, 4]) await phone.put(`m${n}.ics`, plain(`m${n}`, `外部${n}`));
    await Promise.all([sync(seller), sync(colleague)]);
    for (const client of [seller, colleague]) await healthy(client);
    const all = [...(await records(seller, '外部')), ...(await records(colleague, '外部'))];
    expect(all.map(({ subject }) => subject).sort()).toEqual(['外部1', '外部2', '外部3', '外部4']);
    expect((await phone.files()).size).toBe(4);
  });
});

describe('when something breaks', () => {
  beforeEach(clear);

  /** A worker that is told to stop at the nth thing it does. */
  const stopping = (after: number) => {
    let left = after;
    return {
      throwIfAborted() {
        left -= 1;
        if (left < 0) throw new Error('stopped');
      },
    } as AbortSignal;
  };

  it('killed between any two steps, the next run goes on and doubles nothing', async () => {
    const { seller } = tenant.as;
    for (const n of [1, 2, 3]) {
      await make(seller, { ...visit, subject: `甲${n}` });
      await phone.put(`k${n}.ics`, plain(`k${n}`, `乙${n}`));
    }
    for (const after of [1, 2, 1]) await expect(sync(seller, stopping(after))).rejects.toThrow('stopped');
    await healthy();
    await healthy();
    expect([(await records(seller, '甲')).length, (await records(seller, '乙')).length]).toEqual([3, 3]);
    expect((await phone.files()).size).toBe(6);
    // two at once
    await make(seller, { ...visit, subject: '甲4' });
    await phone.put('k4.ics', plain('k4', '乙4'));
    await Promise.all([sync(), sync()]);
    await healthy();
    expect([(await records(seller, '甲')).length, (await records(seller, '乙')).length, (await phone.files()).size]).toEqual([4, 4, 8]);
  });

  it.skipIf(real)('the answer to a write is lost: what was written is recognised, also when it was changed here meanwhile', async () => {
    const { seller } = tenant.as;
    const id = await make(seller, visit);
    server.loseAnswer('PUT');
    await sync();
    expect((await seller.get('/calendar-account')).body.account.failure).toBe('连接中断，稍后会再试');
    ok(await seller.patch(at(id), { subject: '方案会二' }));
    await healthy();
    await healthy();
    server.loseAnswer('PUT');
    ok(await seller.patch(at(id), { subject: '方案会三' }));
    await sync();
    ok(await seller.patch(at(id), { subject: '方案会四' }));
    await healthy();
    await healthy();
    expect((await files('方案会')).map(([, text]) => /SUMMARY:(.*)/.exec(text)?.[1]?.trim())).toEqual(['方案会四']);
    expect(await records(seller, '方案会')).toMatchObject([{ id, subject: '方案会四', syncFlag: null }]);
    server.loseAnswer('DELETE');
    ok(await seller.delete(at(id)));
    await sync();
    await healthy();
    expect((await phone.files()).size).toBe(0);
  });

  it.skipIf(real)(
    'a server that forgot its token is compared as a whole; failures wait ever longer; a leaver’s calendar rests',
    async () => {
      const { seller } = tenant.as;
      await phone.put('f.ics', plain('f', '外部例会'));
      await healthy();
      await phone.remove('f.ics');
      server.forget();
      await healthy();
      expect(await records(seller, '外部例会')).toMatchObject([{ status: 'cancelled' }]);
      const next = async () =>
        (await app.app.owner.query('select next_at, failures from calendar_account where tenant_id = $1', [tenant.id])).rows[0];
      expect((await next()).failures).toBe(0);
      server.loseAnswer('PROPFIND');
      await sync();
      server.loseAnswer('PROPFIND');
      await sync();
      const { next_at, failures } = await next();
      expect([failures, (new Date(next_at).getTime() - clock.now().getTime()) / 60_000]).toEqual([2, 10]);
      const before = server.asked.length;
      ok(await tenant.as.admin.patch(`/records/user/${seller.user}`, { active: false }));
      await sync();
      expect(server.asked.length).toBe(before);
    },
  );
});
