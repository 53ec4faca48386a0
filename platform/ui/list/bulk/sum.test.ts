import { expect, it } from 'vitest';
import { sumAmounts } from './sum.ts';

it('adds amounts exactly', () => {
  expect(sumAmounts(['1735000.00', '1286000.00', '684000'])).toBe('3705000.00');
  expect(sumAmounts(['0.1', '0.2', null, undefined, 'x'])).toBe('0.3');
  expect(sumAmounts(['-5.50', '2.25', 1])).toBe('-2.25');
  expect(sumAmounts(['90071992547409931.27', '0.01'])).toBe('90071992547409931.28');
  expect(sumAmounts([null])).toBeNull();
});
