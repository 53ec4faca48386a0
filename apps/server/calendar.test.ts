import { calendarYearJob, workingCalendar } from '@huanke/platform/calendar';
import { testClock } from '@huanke/platform/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

/** The company's working calendar, from outside. 2026-03-20 is a Friday. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
const clock = testClock('2026-03-20T09:50:00.000Z');

beforeAll(async () => {
  app = await testApp({ clock });
  tenant = await app.tenant();
  other = await app.tenant();
});
afterAll(() => app.close());

const week = (...hours: [string, string][]) =>
  Array.from({ length: 7 }, (_, day) => (day < 5 ? hours.map(([from, to]) => ({ from, to })) : []));
const due = async (who: TestTenant, from: string, minutes: number) =>
  (await workingCalendar(await who.as.seller.context())).add(new Date(from), minutes).toISOString();

describe('the working calendar', () => {
  it('is Monday to Friday from 9 to 18 with the holidays of China, and everybody may read it', async () => {
    const { status, body } = await tenant.as.readOnly.get('/settings/calendar');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      timeZone: 'Asia/Shanghai',
      legal: 'china',
      days: [],
      year: 2026,
      missing: null,
      hours: week(['09:00', '18:00']),
    });
    const ofNational = body.holidays.filter((one: { day: string }) => one.day >= '2026-09-28');
    expect(ofNational.map((one: { day: string; kind: string }) => `${one.day} ${one.kind}`)).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7].map((day) => `2026-10-0${day} holiday`),
      '2026-10-10 madeUp',
    ]);
    expect(ofNational[0].name).toEqual({ zh: '国庆节', en: 'National Day' });
    expect((await tenant.as.seller.get('/settings/calendar?year=2025')).body.holidays[0].day).toBe('2025-01-01');
    // Friday 17:50 in China and half an hour is Monday 09:20
    expect(await due(tenant, '2026-03-20T09:50:00Z', 30)).toBe('2026-03-23T01:20:00.000Z');
    expect(await due(tenant, '2026-10-09T09:50:00Z', 30)).toBe('2026-10-10T01:20:00.000Z');
    expect((await app.anonymous.get('/settings/calendar')).status).toBe(401);
  });

  it('is set whole, holds from the next request on, for this company only, and can be undone', async () => {
    const { admin, seller } = tenant.as;
    const body = {
      hours: week(['08:30', '12:00'], ['13:00', '17:30']),
      legal: 'china',
      days: [{ day: '2026-03-23', works: false, name: '公司年会' }],
    };
    expect((await seller.put('/settings/calendar', body)).status).toBe(403);
    const saved = await admin.put('/settings/calendar', body);
    expect(saved.status).toBe(200);
    expect(saved.body).toMatchObject(body);
    // Friday at 17:50 people are gone, Monday is off: Tuesday 9:00
    expect(await due(tenant, '2026-03-20T09:50:00Z', 30)).toBe('2026-03-24T01:00:00.000Z');
    expect(await due(other, '2026-03-20T09:50:00Z', 30)).toBe('2026-03-23T01:20:00.000Z');
    await admin.patch('/settings', { timeZone: 'Asia/Tokyo' });
    expect(await due(tenant, '2026-03-24T00:00:00Z', 30)).toBe('2026-03-24T00:30:00.000Z');
    await admin.patch('/settings', { timeZone: 'Asia/Shanghai' });
    const [change] = (await admin.get('/meta/changes?kind=workCalendar')).body.items;
    expect(change).toMatchObject({ operation: 'create', kindLabel: { zh: '工作日历' }, after: body });
    expect((await admin.post(`/meta/changes/${change.id}/undo`)).status).toBe(200);
    expect(await due(tenant, '2026-03-20T09:50:00Z', 30)).toBe('2026-03-23T01:20:00.000Z');
  });

  it('names what is wrong', async () => {
    const { admin } = tenant.as;
    const problems = async (body: object) => {
      const answer = await admin.put('/settings/calendar', { hours: week(['09:00', '18:00']), ...body });
      return [answer.status, ...answer.body.errors.map((one: { field: string; code: string }) => `${one.field} ${one.code}`)];
    };
    expect(await problems({ hours: [[]] })).toEqual([422, 'hours REQUIRED']);
    expect(await problems({ hours: week() })).toEqual([422, 'hours REQUIRED']);
    expect(await problems({ hours: [[{ from: '9', to: '18:00' }], [], [], [], [], [], []] })).toEqual([
      422,
      'hours[0][0].from INVALID_VALUE',
    ]);
    expect(await problems({ hours: [[{ from: '18:00', to: '09:00' }], [], [], [], [], [], []] })).toEqual([
      422,
      'hours[0][0].to INVALID_VALUE',
    ]);
    expect(
      await problems({
        hours: [
          [
            { from: '09:00', to: '12:00' },
            { from: '11:00', to: '13:00' },
          ],
          [],
          [],
          [],
          [],
          [],
          [],
        ],
      }),
    ).toEqual([422, 'hours[0] INVALID_VALUE']);
    expect(await problems({ days: [{ day: '2026-02-30', works: true }] })).toEqual([422, 'days[0].day INVALID_VALUE']);
    expect(await problems({ days: [{ day: '2026-02-20' }] })).toEqual([422, 'days[0].works REQUIRED']);
    const twice = { day: '2026-02-20', works: true };
    expect(await problems({ days: [twice, twice] })).toEqual([409, 'days[1].day DUPLICATE']);
    expect(await problems({ legal: 'france' })).toEqual([422, 'legal INVALID_VALUE']);
  });

  it('says once that holidays of a year are missing, to administrators, unless none are wanted', async () => {
    const run = () =>
      calendarYearJob.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
    const told = async (who: keyof TestTenant['as'], company = tenant) =>
      (await company.as[who].get('/notifications')).body.items.filter((one: { kind: string }) => one.kind === 'calendarYear');
    await run();
    expect(await told('admin')).toEqual([]);
    await other.as.admin.put('/settings/calendar', { hours: week(['09:00', '18:00']), legal: 'none' });
    const { announced } = (await tenant.as.admin.get('/settings/calendar')).body;
    const runOn = async (day: string) => {
      clock.set(`${day}T02:00:00.000Z`);
      await run();
      // back, or everybody were signed out by then
      clock.set('2026-03-20T09:50:00.000Z');
    };
    await runOn(`${announced.last}-12-14`);
    expect(await told('admin')).toEqual([]);
    await runOn(`${announced.last}-12-15`);
    await runOn(`${announced.last + 1}-01-02`);
    for (const who of ['admin', 'owner'] as const) {
      expect((await told(who)).map((one: { text: string }) => one.text)).toEqual([
        `还没有 ${announced.last + 1} 年的法定节假日，暂按周一到周五上班计算，请在工作日历中补上`,
      ]);
    }
    expect(await told('manager')).toEqual([]);
    expect(await told('admin', other)).toEqual([]);
  });
});
