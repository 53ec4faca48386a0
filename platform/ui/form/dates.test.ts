import { describe, expect, it } from 'vitest';
import { addDays, addMonths, dayOf, instantOf, monthGrid, parseDay, weekday } from './dates.ts';

// 2026-03-05 is a Thursday.
const today = '2026-03-05';

describe('parseDay', () => {
  it.each([
    ['2026-3-31', '2026-03-31'],
    ['2026/03/31', '2026-03-31'],
    ['2026年3月31日', '2026-03-31'],
    ['20260331', '2026-03-31'],
    ['3.31', '2026-03-31'],
    ['3月31日', '2026-03-31'],
    ['３－３１', '2026-03-31'],
    ['今天', '2026-03-05'],
    ['明天', '2026-03-06'],
    ['后天', '2026-03-07'],
    ['周五', '2026-03-06'],
    ['周一', '2026-03-09'],
    ['本周一', '2026-03-02'],
    ['下周三', '2026-03-11'],
    ['星期天', '2026-03-08'],
    ['+7', '2026-03-12'],
    ['3天后', '2026-03-08'],
    ['月底', '2026-03-31'],
    ['年底', '2026-12-31'],
    ['tomorrow', '2026-03-06'],
    ['Monday', '2026-03-09'],
  ])('reads %s', (typed, day) => expect(parseDay(typed, today)).toBe(day));

  it.each(['', '2026-02-30', '13-01', 'abc', '周八'])('refuses %s', (typed) => expect(parseDay(typed, today)).toBeNull());
});

it('walks days and months', () => {
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
  expect(addMonths('2026-01-15', -1)).toBe('2025-12-15');
  expect(weekday('2026-03-08')).toBe(7);
  expect(dayOf(2024, 2, 29)).toBe('2024-02-29');
});

it('shows six weeks from Monday, or from Sunday', () => {
  expect(monthGrid('2026-03-05')[0]?.[0]).toBe('2026-02-23');
  expect(monthGrid('2026-03-05', true)[0]?.[0]).toBe('2026-03-01');
  expect(monthGrid('2026-03-05')).toHaveLength(6);
});

it('turns wall clocks into instants', () => {
  expect(instantOf('2026-03-31', '14:08', 'Asia/Shanghai')).toBe('2026-03-31T06:08:00.000Z');
  expect(instantOf('2026-07-01', '09:00', 'Europe/Berlin')).toBe('2026-07-01T07:00:00.000Z');
  expect(instantOf('2026-01-01', '00:30', 'America/New_York')).toBe('2026-01-01T05:30:00.000Z');
});
