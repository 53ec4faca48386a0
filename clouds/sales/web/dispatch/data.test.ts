import { expect, it } from 'vitest';
import { gapOf, points } from './data.ts';

it('shows values in points and the gap to the bound in percent', () => {
  expect(points(16_005)).toBe('160.05');
  expect(gapOf({ worth: 54_000, bound: 60_000 })).toBe(10);
  expect(gapOf({ worth: 0, bound: 0 })).toBeNull();
});
