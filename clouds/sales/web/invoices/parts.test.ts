import { expect, it } from 'vitest';
import { cents, decimal, widthOf } from './parts.ts';

it('reads and writes amounts to the cent, red ones too', () => {
  expect([cents('1839.14'), cents('-1000.00'), cents('5'), cents(null)]).toEqual([183_914n, -100_000n, 500n, 0n]);
  expect([decimal(183_914n), decimal(-5n), decimal(0n)]).toEqual(['1839.14', '-0.05', '0.00']);
});

it('measures parts of a bar', () => {
  expect([widthOf(1n, 3n), widthOf(3n, 3n), widthOf(1n, 0n)]).toEqual(['33.33%', '100%', '0%']);
});
