import { expect, test } from 'vitest';
import { formatDecimal, parseDecimal, roundDiv } from './decimal.ts';

test('reads decimals exactly and says why it cannot', () => {
  expect(parseDecimal('1134672.00', 4)).toBe(11_346_720_000n);
  expect(parseDecimal('-0.1', 4)).toBe(-1000n);
  expect(parseDecimal('.5', 2)).toBe(50n);
  expect(parseDecimal('5.', 0)).toBe(5n);
  expect(parseDecimal('1.005', 4, 2)).toBe('scale');
  expect(parseDecimal('1.500', 4, 2)).toBe(15_000n);
  for (const bad of ['', '.', 'abc', '1e5', '--1', '0x10', '1,000', 'NaN', 'Infinity']) expect(parseDecimal(bad, 2)).toBe('invalid');
  expect(parseDecimal('9223372036854775808', 0)).toBe('range');
});

test('writes with full scale and rounds half away from zero', () => {
  expect(formatDecimal(11_346_720_000n, 4, 2)).toBe('1134672.00');
  expect(formatDecimal(-5n, 4, 2)).toBe('0.00');
  expect(formatDecimal(12_345n, 4, 2)).toBe('1.23');
  expect(formatDecimal(12_350n, 4, 2)).toBe('1.24');
  expect(formatDecimal(-12_350n, 4, 2)).toBe('-1.24');
  expect(formatDecimal(7n, 0, 0)).toBe('7');
  expect(formatDecimal(7n, 0, 2)).toBe('7.00');
  expect(roundDiv(5n, 2n)).toBe(3n);
  expect(roundDiv(-5n, 2n)).toBe(-3n);
});
