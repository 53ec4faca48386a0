import { expect, it } from 'vitest';
import { wilson } from './wilson.ts';

it('gives the interval of the specification and those of the tables', () => {
  expect(wilson(25, 75)).toEqual({ rate: 33.3, low: 23.7, high: 44.6 });
  expect(wilson(0, 10)).toEqual({ rate: 0, low: 0, high: 27.8 });
  expect(wilson(10, 10)).toEqual({ rate: 100, low: 72.2, high: 100 });
  expect(wilson(1, 2)).toEqual({ rate: 50, low: 9.5, high: 90.5 });
  expect(wilson(0, 0)).toBeNull();
});
