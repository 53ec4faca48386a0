import { describe, expect, test } from 'vitest';
import { bucketKey, dayStart, nextDay, relativeRange } from './dates.ts';

// Wednesday 2026-03-18, 10:00 in Shanghai and still the day before in New York
const at = { now: new Date('2026-03-18T02:00:00Z'), zone: 'Asia/Shanghai', weekStart: 1 };

describe('relativeRange', () => {
  test.each([
    ['today', '2026-03-18', '2026-03-19'],
    ['yesterday', '2026-03-17', '2026-03-18'],
    ['tomorrow', '2026-03-19', '2026-03-20'],
    ['thisWeek', '2026-03-16', '2026-03-23'],
    ['lastWeek', '2026-03-09', '2026-03-16'],
    ['nextWeek', '2026-03-23', '2026-03-30'],
    ['thisMonth', '2026-03-01', '2026-04-01'],
    ['lastMonth', '2026-02-01', '2026-03-01'],
    ['nextMonth', '2026-04-01', '2026-05-01'],
    ['thisQuarter', '2026-01-01', '2026-04-01'],
    ['lastQuarter', '2025-10-01', '2026-01-01'],
    ['nextQuarter', '2026-04-01', '2026-07-01'],
    ['thisYear', '2026-01-01', '2027-01-01'],
    ['lastYear', '2025-01-01', '2026-01-01'],
    ['nextYear', '2027-01-01', '2028-01-01'],
    ['lastNDays:7', '2026-03-12', '2026-03-19'],
    ['nextNDays:7', '2026-03-18', '2026-03-25'],
    ['lastNDays:1', '2026-03-18', '2026-03-19'],
    ['lastNMonths:3', '2026-01-01', '2026-03-19'],
    ['nextNMonths:2', '2026-03-18', '2026-05-01'],
    ['lastNWeeks:2', '2026-03-09', '2026-03-19'],
  ])('%s', (words, from, to) => {
    expect(relativeRange(words, at)).toEqual({ from, to });
  });

  test('the zone and the first day of the week decide', () => {
    expect(relativeRange('today', { ...at, zone: 'America/New_York' })).toEqual({ from: '2026-03-17', to: '2026-03-18' });
    expect(relativeRange('thisWeek', { ...at, weekStart: 0 })).toEqual({ from: '2026-03-15', to: '2026-03-22' });
    expect(relativeRange('thisWeek', { ...at, weekStart: 6 })).toEqual({ from: '2026-03-14', to: '2026-03-21' });
  });

  test('a week across the change of clocks has seven days', () => {
    // clocks go forward on Sunday 2026-03-08 in New York
    const sunday = { now: new Date('2026-03-09T03:30:00Z'), zone: 'America/New_York', weekStart: 1 };
    expect(relativeRange('thisWeek', sunday)).toEqual({ from: '2026-03-02', to: '2026-03-09' });
    expect(relativeRange('tomorrow', sunday)).toEqual({ from: '2026-03-09', to: '2026-03-10' });
  });

  test.each(['', 'thisCentury', 'lastNDays:0', 'lastNDays:-1', 'lastNDays:99999', 'lastNDays', 'today ', 'toString'])(
    'does not know "%s"',
    (words) => {
      expect(relativeRange(words, at)).toBeUndefined();
    },
  );
});

test('a day begins when the clocks of the zone say so', () => {
  expect(dayStart('2026-03-18', 'Asia/Shanghai')).toBe('2026-03-17T16:00:00.000Z');
  expect(dayStart('2026-03-08', 'America/New_York')).toBe('2026-03-08T05:00:00.000Z');
  expect(dayStart('2026-03-09', 'America/New_York')).toBe('2026-03-09T04:00:00.000Z');
  // in Cairo the clocks jump from 00:00 to 01:00 on 2026-04-24: the day begins at one
  expect(dayStart('2026-04-24', 'Africa/Cairo')).toBe('2026-04-23T22:00:00.000Z');
  expect(dayStart('0001-01-01', 'Asia/Shanghai')).toBeUndefined();
  expect(nextDay('2026-12-31')).toBe('2027-01-01');
  expect(nextDay('2028-02-28')).toBe('2028-02-29');
  expect(nextDay('9999-12-31')).toBeUndefined();
});

test('buckets are named by ISO weeks, which may belong to another year', () => {
  expect(bucketKey('2017-02-27', 'week')).toBe('2017-W09');
  expect(bucketKey('2025-12-29', 'week')).toBe('2026-W01');
  expect(bucketKey('2021-01-01', 'week')).toBe('2020-W53');
  expect(bucketKey('2017-03-01', 'day')).toBe('2017-03-01');
  expect(bucketKey('2017-03-01', 'month')).toBe('2017-03');
  expect(bucketKey('2017-10-01', 'quarter')).toBe('2017-Q4');
  expect(bucketKey('2017-01-01', 'year')).toBe('2017');
});
