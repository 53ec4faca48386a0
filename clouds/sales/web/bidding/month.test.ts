import { expect, it } from 'vitest';
import { monthAfter, monthDays } from './month.ts';

it('knows the days of a month and the months around it', () => {
  expect(monthDays('2028-02').length).toBe(29);
  expect([monthDays('2026-12')[0], monthDays('2026-12').at(-1)]).toEqual(['2026-12-01', '2026-12-31']);
  expect([monthAfter('2026-01', -1), monthAfter('2026-12', 1)]).toEqual(['2025-12', '2027-01']);
});
