import { expect, test } from 'vitest';
import { nameOfPeriod, startOf } from './period.ts';

test.each([
  ['month', '2026-03-31', '2026-03-01', '2026-03'],
  ['month', '2026-12-01', '2026-12-01', '2026-12'],
  ['quarter', '2026-01-01', '2026-01-01', '2026 Q1'],
  ['quarter', '2026-06-30', '2026-04-01', '2026 Q2'],
  ['quarter', '2026-12-31', '2026-10-01', '2026 Q4'],
  ['year', '2026-12-31', '2026-01-01', '2026'],
] as const)('the %s of %s begins on %s and is called %s', (grain, day, start, name) => {
  expect(startOf(grain, day)).toBe(start);
  expect(nameOfPeriod(grain, start)).toBe(name);
});
