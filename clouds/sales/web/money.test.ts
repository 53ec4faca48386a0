import { expect, it } from 'vitest';
import { cents, decimal, unitsOf, widthOf } from './money.ts';

it('reads and writes amounts to the cent, red ones too', () => {
  expect([cents('1839.14'), cents('-1000.00'), cents('5'), cents('1234.5'), cents('-0.05'), cents(null)]).toEqual([
    183_914n,
    -100_000n,
    500n,
    123_450n,
    -5n,
    0n,
  ]);
  expect([decimal(183_914n), decimal(5n), decimal(-5n), decimal(-123_456n), decimal(0n)]).toEqual([
    '1839.14',
    '0.05',
    '-0.05',
    '-1234.56',
    '0.00',
  ]);
});

it('reads what is typed, and says where it is no decimal', () => {
  expect([unitsOf('1.5', 2), unitsOf('1.505', 2), unitsOf('-1', 2), unitsOf('', 2)]).toEqual([150n, undefined, undefined, undefined]);
});

it('measures parts of a bar', () => {
  expect([widthOf(1n, 3n), widthOf(3n, 3n), widthOf(1n, 0n)]).toEqual(['33.33%', '100%', '0%']);
});
