import { sql } from '@huanke/platform/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

const tiles = { template: 'https://maps.example.cn/{z}/{x}/{y}.png', system: 'gcj02' } as const;
const start = Date.parse('2026-03-02T01:00:00.000Z');
let now = start;
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(now) }, config: { mapTiles: tiles } });
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

describe('reminders', () => {
  const remind = async () => {
    const job = app.app.registry.jobs.get('base.remindEvents');
    await job?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
  };
  const told = async (client: Client): Promise<string[]> =>
    (await client.get('/notifications?limit=100')).body.items
      .filter((one: { kind: string }) => one.kind === 'eventSoon')
      .map(({ text }: { text: string }) => text);

  it('come once to owner and colleagues, in time, for each occurrence of a series', async () => {
    const { seller, colleague } = tenant.as;
    const attendees = [{ object: 'user', id: colleague.user }];
    // ten in the morning in Shanghai, daily; a quarter of an hour before
    const times = { startAt: '2026-03-02T02:00:00Z', endAt: '2026-03-02T03:00:00Z', remindBefore: 15, recurrence: 'FREQ=DAILY;COUNT=3' };
    const id = await make(seller, { ...times, attendees });
    const version = (await seller.get(at(id))).body.version;
    now = Date.parse('2026-03-02T01:44:59.000Z');
    await remind();
    expect(await told(seller)).toEqual([]);
    now += 1000;
    // two processes at once tell it once
    await Promise.all([remind(), remind()]);
    await remind();
    for (const client of [seller, colleague]) expect(await told(client)).toEqual(['跟进“周会”将于 03-02 10:00 开始']);
    expect((await seller.get(at(id))).body).toMatchObject({ version, remindAt: '2026-03-03T01:45:00.000Z' });
    // nobody is told of the one that is left out; the third one is
    ok(await seller.post(`${at(id)}/actions/remove`, { input: { scope: 'this', occurrence: '2026-03-03T02:00:00Z' } }));
    now = Date.parse('2026-03-03T01:50:00.000Z');
    await remind();
    expect((await told(seller)).length).toBe(1);
    now = Date.parse('2026-03-04T01:45:00.000Z');
    await remind();
    expect((await told(seller))[0]).toBe('跟进“周会”将于 03-04 10:00 开始');
    expect((await seller.get(at(id))).body.remindAt).toBeNull();
    expect(await told(other.as.seller)).toEqual([]);
  });

  it('do not come for what is done, cancelled, or long over; a new time is told anew', async () => {
    const { outsider } = tenant.as;
    now = Date.parse('2026-03-09T01:00:00.000Z');
    const times = { startAt: '2026-03-09T02:00:00Z', endAt: '2026-03-09T02:30:00Z', remindBefore: 30 };
    const [done, cancelled, moved] = [
      await make(outsider, times),
      await make(outsider, times),
      await make(outsider, { ...times, subject: '改期' }),
    ];
    ok(await outsider.post(`${at(done)}/actions/complete`, { input: {} }));
    ok(await outsider.patch(at(cancelled), { status: 'cancelled' }));
    now = Date.parse('2026-03-09T01:30:00.000Z');
    await remind();
    expect(await told(outsider)).toEqual(['跟进“改期”将于 03-09 10:00 开始']);
    ok(await outsider.patch(at(moved), { startAt: '2026-03-09T05:00:00Z', endAt: '2026-03-09T05:30:00Z' }));
    now = Date.parse('2026-03-09T04:30:00.000Z');
    await remind();
    expect((await told(outsider))[0]).toBe('跟进“改期”将于 03-09 13:00 开始');
    // the server was off until two hours after the start
    await make(outsider, { subject: '错过', startAt: '2026-03-10T02:00:00Z', remindBefore: 0 });
    now = Date.parse('2026-03-10T04:00:00.000Z');
    await remind();
    expect((await told(outsider)).length).toBe(2);
  });
});

describe('the calendar as a feed', () => {
  const lines = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');

  it('has what its owner may see, by a secret address that can be replaced and ended', async () => {
    const { seller, colleague } = other.as;
    now = Date.parse('2026-04-01T01:00:00.000Z');
    const weekly = {
      startAt: '2026-04-06T13:00:00Z',
      endAt: '2026-04-06T14:00:00Z',
      timeZone: 'America/New_York',
      recurrence: 'FREQ=WEEKLY;COUNT=4',
    };
    const id = await make(colleague, { ...weekly, subject: '渠道例会；华东, 华南' });
    const change = { scope: 'this', occurrence: '2026-04-13T13:00:00Z', startAt: '2026-04-14T13:00:00Z', endAt: '2026-04-14T14:00:00Z' };
    ok(await colleague.post(`${at(id)}/actions/change`, { input: change }));
    ok(await colleague.post(`${at(id)}/actions/remove`, { input: { scope: 'this', occurrence: '2026-04-20T13:00:00Z' } }));
    await make(colleague, { subject: '展会', allDay: true, startAt: '2026-04-07T01:00:00Z', endAt: '2026-04-08T01:00:00Z' });
    await make(seller, { subject: '别人的会', startAt: '2026-04-07T01:00:00Z' });
    expect((await colleague.get('/calendar-feed')).body).toEqual({ feed: null });
    const { url } = ok(await colleague.post('/calendar-feed')).body;
    const path = new URL(url).pathname.replace('/api/v1', '');
    const feed = ok(await app.anonymous.get(path));
    expect(feed.headers['content-type']).toBe('text/calendar; charset=utf-8');
    const text = lines(feed.text);
    expect(text.filter((line) => line.startsWith('SUMMARY'))).toEqual([
      'SUMMARY:渠道例会；华东\\, 华南',
      'SUMMARY:展会',
      'SUMMARY:渠道例会；华东\\, 华南',
    ]);
    for (const line of [
      'BEGIN:VTIMEZONE',
      'DTSTART;TZID=America/New_York:20260406T090000',
      'RRULE:FREQ=WEEKLY;COUNT=4',
      'EXDATE;TZID=America/New_York:20260420T090000',
      'RECURRENCE-ID;TZID=America/New_York:20260413T090000',
      'DTSTART;TZID=America/New_York:20260414T090000',
      'DTSTART;VALUE=DATE:20260407',
      'DTEND;VALUE=DATE:20260409',
    ])
      expect(text).toContain(line);
    expect(text.filter((line) => line === `UID:${id}@huanke`).length).toBe(2);
    // the moved one stands for itself and is not left out
    expect(text.filter((line) => line.startsWith('EXDATE')).length).toBe(1);
    for (const line of feed.text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const same = await app.anonymous.get(path, { 'if-none-match': String(feed.headers['etag']) });
    expect([same.status, same.text]).toEqual([304, '']);
    ok(await colleague.patch(at(id), { place: '三楼' }));
    expect((await app.anonymous.get(path, { 'if-none-match': String(feed.headers['etag']) })).status).toBe(200);
    // a new address ends the old one; so does ending it
    const next = new URL(ok(await colleague.post('/calendar-feed')).body.url).pathname.replace('/api/v1', '');
    expect([(await app.anonymous.get(path)).status, (await app.anonymous.get(next)).status]).toEqual([404, 200]);
    expect((await seller.get('/calendar-feed')).body).toEqual({ feed: null });
    ok(await colleague.delete('/calendar-feed'));
    expect((await app.anonymous.get(next)).status).toBe(404);
    expect((await app.anonymous.post('/calendar-feed')).status).toBe(401);
    for (const wrong of ['x', '1-x', `999999-${'a'.repeat(32)}`, `${tenant.id}${path.replace(/^.*\/\d+|\.ics$/g, '')}`])
      expect((await app.anonymous.get(`/calendar-feeds/${wrong}.ics`)).status, wrong).toBe(404);
  });

  it('ends with its person', async () => {
    const { admin, outsider } = tenant.as;
    const path = new URL(ok(await outsider.post('/calendar-feed')).body.url).pathname.replace('/api/v1', '');
    expect((await app.anonymous.get(path)).status).toBe(200);
    ok(await admin.patch(`/records/user/${outsider.user}`, { active: false }));
    expect((await app.anonymous.get(path)).status).toBe(404);
  });
});

describe('check-ins', () => {
  const target = { lng: 121.4737, lat: 31.2304 };
  /** So many metres to the north; a degree of latitude is 111,195.08 m on a sphere of 6,371,008.8 m. */
  const north = (metres: number) => ({ lng: target.lng, lat: target.lat + metres / 111_195.08 });
  const checkIn = (client: Client, values: object) => client.post('/records/checkIn', values);
  const pictureOf = async (client: Client): Promise<{ id: string }> => {
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    const head = 'content-disposition: form-data; name="file"; filename="现场.png"\r\ncontent-type: image/png';
    const body = Buffer.concat([Buffer.from(`--x\r\n${head}\r\n\r\n`), png, Buffer.from('\r\n--x--\r\n')]);
    return ok(await client.send('POST', '/files', body, { 'content-type': 'multipart/form-data; boundary=x' })).body;
  };

  it('620 m away is taken with a reason and flagged; near and certain is valid', async () => {
    const { seller, colleague, manager } = tenant.as;
    now = Date.parse('2026-05-06T02:00:00.000Z');
    const activity = await make(seller, { type: 'visit', subject: '拜访恒润', position: target });
    const away = { activity, position: north(620), accuracy: 30 };
    const refused = await checkIn(seller, away);
    expect([refused.status, refused.body.code, refused.body.errors[0].field]).toEqual([422, 'REQUIRED', 'reason']);
    expect(ok(await checkIn(seller, { ...away, reason: '客户在隔壁园区' })).body).toMatchObject({
      name: '拜访恒润',
      checkedAt: '2026-05-06T02:00:00.000Z',
      distance: 620,
      valid: false,
      flags: ['outside'],
      reason: '客户在隔壁园区',
      target,
    });
    expect(ok(await checkIn(seller, { activity, position: north(500), accuracy: 200 })).body).toMatchObject({
      distance: 500,
      valid: true,
      flags: null,
    });
    expect(ok(await checkIn(seller, { activity, position: north(501), accuracy: 201, reason: 'x' })).body.flags).toEqual([
      'outside',
      'inaccurate',
    ]);
    expect(ok(await checkIn(seller, { activity, position: north(10), accuracy: 10, mock: true })).body).toMatchObject({
      valid: false,
      flags: ['mock'],
    });
    expect(ok(await checkIn(seller, { activity, reason: '地下室' })).body).toMatchObject({ distance: null, flags: ['unlocated'] });
    // who may not edit the visit, another company, and what nobody may write
    expect((await checkIn(colleague, away)).status).toBe(422);
    expect((await checkIn(other.as.seller, away)).status).toBe(422);
    expect((await checkIn(seller, { ...away, valid: true })).status).toBe(422);
    const made = (await manager.post('/records/checkIn/query', { filter: { field: 'activity', op: 'eq', value: activity } })).body.records;
    expect(made.length).toBe(5);
    expect((await seller.patch(`/records/checkIn/${made[0].id}`, { reason: 'y' })).status).toBeGreaterThanOrEqual(400);
    expect((await colleague.get(`/records/checkIn/${made[0].id}`)).status).toBe(404);
  });

  it('belongs to whose visit it is and to its day; else it is taken with a reason and flagged', async () => {
    const { seller, colleague, manager } = tenant.as;
    // 00:30 on the 9th in Shanghai, still the 8th in UTC
    now = Date.parse('2026-04-08T16:30:00.000Z');
    const here = { position: north(10), accuracy: 10 };
    const visit = (values: object) => make(seller, { type: 'visit', subject: '拜访', position: target, ...values });
    const verdict = async (client: Client, activity: string, more: object = {}) => {
      const { status, body } = await checkIn(client, { activity, ...here, ...more });
      return status === 422 ? body.errors.map(({ field }: { field: string }) => field) : [body.valid, body.flags];
    };
    const today = await visit({ startAt: '2026-04-09T09:00:00Z', endAt: '2026-04-09T10:00:00Z' });
    const offered = async (client: Client, activity: string) =>
      ok(await client.get(`${at(activity)}/actions`)).body.items.find(({ name }: { name: string }) => name === 'checkIn')?.available;
    expect([await offered(seller, today), await offered(colleague, await make(colleague, { type: 'call' }))]).toEqual([true, false]);
    // the manager may edit the visit, and was not expected there: it is still to be checked in at
    expect(await verdict(manager, today)).toEqual(['reason']);
    expect(await verdict(manager, today, { reason: '代签' })).toEqual([false, ['otherPerson']]);
    expect(await offered(seller, today)).toBe(true);
    const { version } = (await seller.get(at(today))).body;
    const photo = [{ id: (await pictureOf(seller)).id }];
    const { result } = ok(await seller.post(`${at(today)}/actions/checkIn`, { input: { ...here, photo } })).body;
    expect(result.valid).toBe(true);
    expect((await seller.get(`/records/checkIn/${result.id}`)).body.photo).toMatchObject([{ id: photo[0]?.id, name: '现场.png' }]);
    expect((await seller.get(at(today))).body).toMatchObject({ version, checkedInAt: '2026-04-08T16:30:00.000Z' });
    expect(await offered(seller, today)).toBe(false);
    expect((await seller.post(`${at(today)}/actions/checkIn`, { input: here })).status).toBe(409);
    for (const [client, status] of [
      [colleague, 404],
      [other.as.seller, 404],
      [tenant.as.readOnly, 403],
    ] as const)
      expect((await client.post(`${at(today)}/actions/checkIn`, { input: here })).status).toBe(status);
    const yesterday = await visit({ startAt: '2026-04-08T09:00:00Z', endAt: '2026-04-08T10:00:00Z' });
    const nextYear = await visit({ startAt: '2027-06-01T09:00:00Z', endAt: '2027-06-01T10:00:00Z' });
    for (const activity of [yesterday, nextYear]) {
      expect(await verdict(seller, activity)).toEqual(['reason']);
      expect(await verdict(seller, activity, { reason: '客户改期' })).toEqual([false, ['otherDay']]);
    }
    // each occurrence of a series has its day
    const weekly = { startAt: '2026-04-02T01:00:00Z', endAt: '2026-04-02T02:00:00Z', recurrence: 'FREQ=WEEKLY;COUNT=2' };
    expect(await verdict(seller, await visit(weekly))).toEqual([true, null]);
    expect(await verdict(seller, await visit({ ...weekly, recurrence: 'FREQ=WEEKLY;INTERVAL=2;COUNT=2' }))).toEqual(['reason']);
    // a task without a time is due on its day
    expect(await verdict(seller, await visit({ dueOn: '2026-04-09' }))).toEqual([true, null]);
    expect(await verdict(seller, await visit({ dueOn: '2026-04-08' }))).toEqual(['reason']);
    const both = await visit({ startAt: '2026-04-09T09:00:00Z', attendees: [{ object: 'user', id: manager.user }] });
    expect(await verdict(manager, both)).toEqual([true, null]);
    expect(await verdict(colleague, both)).toEqual(['activity']);
    now = start;
  });

  it('the place is the customer’s where the visit says none; the distances are the company’s to set', async () => {
    const { admin, seller } = other.as;
    const field = { name: 'x_place', type: 'geolocation', label: { zh: '门店位置', en: 'Position' } };
    ok(await admin.post('/meta/objects/account/fields', field));
    const account = ok(await seller.post('/records/account', { name: '兰江门店', x_place: target })).body.id;
    const activity = await make(seller, { type: 'visit', related: [{ object: 'account', id: account }] });
    expect(ok(await checkIn(seller, { activity, position: north(120), accuracy: 5 })).body).toMatchObject({ distance: 120, valid: true });
    ok(await admin.put('/meta/parts/calendarSettings/activities', { checkInRadius: 100 }));
    expect((await checkIn(seller, { activity, position: north(120), accuracy: 5 })).status).toBe(422);
    const nowhere = await make(seller, { type: 'visit', subject: '路过' });
    expect(ok(await checkIn(seller, { activity: nowhere, position: north(1), accuracy: 5 })).body).toMatchObject({
      flags: ['noTarget'],
      valid: false,
    });
  });

  it('an account is where its main address is', async () => {
    const { seller, colleague } = tenant.as;
    now = Date.parse('2026-05-06T02:00:00.000Z');
    const account = ok(await seller.post('/records/account', { name: '东港新材料有限公司' })).body.id;
    const address = (name: string, place: object, more: object = {}) =>
      seller.post('/records/accountAddress', { account, name, address: { street: name, ...place }, ...more });
    ok(await address('总部', target));
    ok(await address('仓库', north(9000)));
    const related = [{ object: 'account', id: account }];
    const activity = await make(seller, { type: 'visit', subject: '回访东港', related, startAt: '2026-05-20T02:00:00Z' });
    now = Date.parse('2026-05-20T02:00:00.000Z');
    expect(ok(await checkIn(seller, { activity, position: north(300), accuracy: 5 })).body).toMatchObject({ distance: 300, valid: true });
    ok(await address('新厂', north(2000), { main: true }));
    expect(ok(await checkIn(seller, { activity, position: north(300), accuracy: 5, reason: '先到总部' })).body).toMatchObject({
      distance: 1700,
      flags: ['outside'],
    });
    // on the map of who sees the account; a colleague in the visit alone learns no place from it
    ok(await seller.patch(at(activity), { attendees: [{ object: 'user', id: colleague.user }] }));
    const placeFor = async (client: Client) => {
      const { items } = ok(await client.get('/activities/map?from=2026-05-19T16:00:00Z&until=2026-05-20T16:00:00Z')).body;
      return items.map((item: { id: string; position: { lat: number } | null }) => [item.id, item.position?.lat.toFixed(4) ?? null]);
    };
    expect(await placeFor(seller)).toEqual([[activity, north(2000).lat.toFixed(4)]]);
    expect(await placeFor(colleague)).toEqual([[activity, null]]);
  });
});

describe('the map of visits', () => {
  const day = ['2026-05-06T16:00:00Z', '2026-05-07T16:00:00Z'] as const;
  const mapOf = async (client: Client, users = '') =>
    ok(await client.get(`/activities/map?from=${day[0]}&until=${day[1]}${users ? `&users=${users}` : ''}`)).body;
  const visit = (client: Client, subject: string, hour: number, more: object = {}) =>
    make(client, { type: 'visit', subject, startAt: `2026-05-07T0${hour}:00:00Z`, ...more });

  it('visits in order, where they say so, else where what they are about is, as far as one sees that', async () => {
    const { admin, seller, manager, colleague } = tenant.as;
    const field = { name: 'x_place', type: 'geolocation', label: { zh: '坐标', en: 'Position' } };
    ok(await admin.post('/meta/objects/account/fields', field));
    const at = { lng: 121.5, lat: 31.2 };
    const own = ok(await seller.post('/records/account', { name: '恒润化工', x_place: at })).body.id;
    const hidden = ok(await colleague.post('/records/account', { name: '他人的客户', x_place: { lng: 1, lat: 1 } })).body.id;
    const about = (id: string) => ({ related: [{ object: 'account', id }] });
    await visit(seller, '第二家', 3, about(own));
    await visit(seller, '第一家', 1, { ...about(own), position: { lng: 121.4, lat: 31.1 } });
    const blind = await visit(colleague, '看不到位置', 4, { ...about(hidden), attendees: [{ object: 'user', id: seller.user }] });
    await visit(seller, '已取消', 5, { status: 'cancelled' });
    await make(seller, { subject: '开会', startAt: '2026-05-07T02:00:00Z' });
    const shown = ({ items }: { items: { subject: string; position: unknown }[] }) =>
      items.map(({ subject, position }) => [subject, position]);
    expect(shown(await mapOf(seller))).toEqual([
      ['第一家', { lng: 121.4, lat: 31.1 }],
      ['第二家', at],
      ['看不到位置', null],
    ]);
    expect(shown(await mapOf(manager, colleague.user))).toEqual([['看不到位置', { lng: 1, lat: 1 }]]);
    expect(shown(await mapOf(colleague, seller.user))).toEqual([['看不到位置', { lng: 1, lat: 1 }]]);
    expect(shown(await mapOf(other.as.admin, seller.user))).toEqual([]);
    expect((await app.anonymous.get(`/activities/map?from=${day[0]}&until=${day[1]}`)).status).toBe(401);
    expect((await seller.get('/activities/map')).status).toBe(422);
    ok(await colleague.delete(`/records/activity/${blind}`));
  });

  it('tiles of an own service are named by the installation, and pages may load pictures from there and nowhere else', async () => {
    const answer = ok(await tenant.as.seller.get(`/activities/map?from=${day[0]}&until=${day[1]}`));
    expect(answer.body.tiles).toEqual(tiles);
    const policy = String(answer.headers['content-security-policy']);
    expect(policy.split(';').find((part) => part.trim().startsWith('img-src'))).toBe("img-src 'self' data: blob: https://maps.example.cn");
    const read = (HUANKE_MAP_TILES: string) => readConfig({ HUANKE_MAP_TILES }).mapTiles;
    expect(read(tiles.template)).toEqual({ ...tiles, system: 'wgs84' });
    expect(read('')).toBeUndefined();
    for (const wrong of [
      'https://{z}.example.cn/{x}/{y}',
      'https://a.cn/{z}/{x}.png',
      'https://a.cn/{z}/{x}/{y} ; script-src *',
      'data:{z}{x}{y}',
    ])
      expect(() => read(wrong), wrong).toThrow('HUANKE_MAP_TILES');
  });
});
