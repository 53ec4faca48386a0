import { describe, expect, it } from 'vitest';
import type { CalendarItem } from '../../calendar/contract.ts';
import { nameOfRule, repeatOf, ruleOf, timesOf, timeValues, withStart } from './event-form.ts';
import { keyMove } from './keys.ts';
import { blocksOf, daysOf, daysOfItem, isTimed, movedTo, windowOf } from './time.ts';

const zone = 'Asia/Shanghai';
const item = (start: string | null, end: string | null, more: Partial<CalendarItem> = {}): CalendarItem => ({
  id: start ?? 'task',
  version: 1,
  occurrence: null,
  series: null,
  subject: '会',
  type: 'meeting',
  status: 'open',
  overdue: false,
  start,
  end,
  allDay: false,
  timeZone: zone,
  dueOn: null,
  place: null,
  owner: null,
  attendees: [],
  editable: true,
  ...more,
});
/** On the 2nd of March in Shanghai. */
const at = (clock: string) => new Date(`2026-03-02T${clock}:00+08:00`).toISOString();

describe('days of a view', () => {
  it('a week begins on Monday or Sunday, a month shows six weeks', () => {
    expect(daysOf('week', '2026-03-05', { sunday: false, span: 'day' })).toEqual(
      ['02', '03', '04', '05', '06', '07', '08'].map((day) => `2026-03-${day}`),
    );
    expect(daysOf('week', '2026-03-01', { sunday: false, span: 'day' })[0]).toBe('2026-02-23');
    expect(daysOf('week', '2026-03-01', { sunday: true, span: 'day' })[0]).toBe('2026-03-01');
    expect(daysOf('month', '2026-03-05', { sunday: false, span: 'day' }).length).toBe(42);
    expect(daysOf('day', '2026-03-05', { sunday: false, span: 'day' })).toEqual(['2026-03-05']);
    expect(daysOf('map', '2026-03-05', { sunday: false, span: 'day' })).toEqual(['2026-03-05']);
    expect(daysOf('map', '2026-03-05', { sunday: false, span: 'week' })).toEqual(
      daysOf('week', '2026-03-05', { sunday: false, span: 'day' }),
    );
    expect(windowOf(['2026-03-05'], zone)).toEqual({ from: '2026-03-04T16:00:00.000Z', until: '2026-03-05T16:00:00.000Z' });
  });
});

describe('where things lie', () => {
  it('what ends at midnight belongs to the day before; whole days keep their own zone', () => {
    expect(daysOfItem(item(at('20:00'), '2026-03-02T16:00:00.000Z'), zone)).toEqual({ first: '2026-03-02', last: '2026-03-02' });
    expect(isTimed(item(at('20:00'), '2026-03-02T17:00:00.000Z'), zone)).toBe(false);
    const newYork = item('2026-03-02T05:00:00.000Z', '2026-03-03T05:00:00.000Z', { allDay: true, timeZone: 'America/New_York' });
    expect(daysOfItem(newYork, zone)).toEqual({ first: '2026-03-02', last: '2026-03-02' });
    expect(daysOfItem(item(null, null, { dueOn: '2026-03-07' }), zone)).toEqual({ first: '2026-03-07', last: '2026-03-07' });
  });

  it('overlapping ones stand side by side, those after each other share a column', () => {
    const items = [item(at('09:00'), at('11:00')), item(at('09:30'), at('10:00')), item(at('10:00'), at('10:30')), item(at('11:00'), null)];
    expect(blocksOf(items, '2026-03-02', zone).map(({ from, until, column, columns }) => [from, until, column, columns])).toEqual([
      [540, 660, 0, 2],
      [570, 600, 1, 2],
      [600, 630, 1, 2],
      [660, 690, 0, 1],
    ]);
    expect(blocksOf(items, '2026-03-03', zone)).toEqual([]);
  });
});

describe('moving', () => {
  it('keeps the length on the clock, across a change of clocks too', () => {
    expect(movedTo(item(at('09:00'), at('10:30')), '2026-03-04', 14 * 60, zone)).toEqual({
      startAt: '2026-03-04T06:00:00.000Z',
      endAt: '2026-03-04T07:30:00.000Z',
    });
    const days = item('2026-03-06T05:00:00.000Z', '2026-03-08T05:00:00.000Z', { allDay: true, timeZone: 'America/New_York' });
    expect(movedTo(days, '2026-03-07', null, zone)).toEqual({ startAt: '2026-03-07T05:00:00.000Z', endAt: '2026-03-09T04:00:00.000Z' });
  });
});

describe('keys', () => {
  const press = (key: string, shiftKey = false) => keyMove({ key, altKey: true, shiftKey }, item(at('09:00'), at('09:30')), zone);
  it('move by quarters and days, and change the length down to a quarter', () => {
    expect(press('ArrowDown')).toEqual({ startAt: at('09:15'), endAt: at('09:45') });
    expect(press('ArrowRight')?.startAt).toBe('2026-03-03T01:00:00.000Z');
    expect(press('ArrowUp', true)).toEqual({ startAt: at('09:00'), endAt: at('09:15') });
    expect(keyMove({ key: 'ArrowUp', altKey: true, shiftKey: true }, item(at('09:00'), at('09:15')), zone)).toBeNull();
    expect(keyMove({ key: 'ArrowUp', altKey: true, shiftKey: false }, item(at('09:00'), null, { editable: false }), zone)).toBeNull();
    expect(keyMove({ key: 'ArrowUp', altKey: false, shiftKey: false }, item(at('09:00'), null), zone)).toBeNull();
  });
});

describe('the form', () => {
  it('takes times apart and puts them together again; the end follows the start', () => {
    const times = timesOf(item(at('09:00'), at('10:30')), zone);
    expect(times).toEqual({ allDay: false, startDay: '2026-03-02', startTime: '09:00', endDay: '2026-03-02', endTime: '10:30' });
    expect(timeValues(withStart(times, { startTime: '23:30' }), zone)).toEqual({
      allDay: false,
      startAt: '2026-03-02T15:30:00.000Z',
      endAt: '2026-03-02T17:00:00.000Z',
    });
    const whole = timesOf({ day: '2026-03-02', from: 0, until: 0, allDay: true }, zone);
    expect(timeValues(whole, zone)).toEqual({ allDay: true, startAt: '2026-03-01T16:00:00.000Z', endAt: '2026-03-02T16:00:00.000Z' });
  });

  it('knows rules by name, with their end by day', () => {
    expect(repeatOf('FREQ=WEEKLY;UNTIL=20260401T155959Z')).toEqual({ repeat: 'FREQ=WEEKLY', until: '2026-04-01' });
    expect(ruleOf('FREQ=WEEKLY', '2026-04-01')).toBe('FREQ=WEEKLY;UNTIL=20260401');
    expect(ruleOf('', '2026-04-01')).toBeNull();
    expect(nameOfRule('FREQ=WEEKLY;COUNT=6;BYDAY=TU')).toEqual({ preset: 'weekly', count: 6 });
    expect(nameOfRule('FREQ=MONTHLY;BYDAY=-1FR')).toEqual({ preset: null, count: null });
  });
});
