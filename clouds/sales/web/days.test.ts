import { expect, it } from 'vitest';
import { addDays, addYears, bucketDays, bucketOf, bucketsBetween, daysBetween, isDay, weekday } from './days.ts';

it('walks the calendar', () => {
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  expect(addYears('2024-02-29', -1)).toBe('2023-02-28');
  expect(addYears('2023-02-28', 1)).toBe('2024-02-28');
  expect(daysBetween('2026-02-27', '2026-03-05')).toBe(6);
  expect(weekday('2026-03-05')).toBe(4);
  expect(weekday('2026-03-08')).toBe(7);
});
it('knows months and quarters', () => {
  expect(bucketDays('2024-02')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  expect(bucketDays('2017-Q4')).toEqual({ from: '2017-10-01', to: '2017-12-31' });
  expect(bucketOf('2026-03-31', 'quarter')).toBe('2026-Q1');
  expect(bucketsBetween('2025-11-15', '2026-02-01', 'month')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
  expect(bucketsBetween('2016-11-15', '2017-12-31', 'quarter')).toEqual(['2016-Q4', '2017-Q1', '2017-Q2', '2017-Q3', '2017-Q4']);
  expect(bucketsBetween('2026-02-01', '2026-01-01', 'month')).toEqual([]);
});
it('takes only days that exist', () => {
  expect([isDay('2026-02-28'), isDay('2026-02-30'), isDay('2026-13-01'), isDay('2026-2-1'), isDay(20260228)]).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
