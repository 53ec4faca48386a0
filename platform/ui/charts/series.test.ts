import { expect, it } from 'vitest';
import { axisOf, shownLabels } from './series.ts';

it('ends the axis at a round number', () => {
  expect(axisOf(1_486)).toEqual({ max: 1_500, step: 500 });
  expect(axisOf(2_217)).toEqual({ max: 3_000, step: 1_000 });
  expect(axisOf(10_005_534)).toEqual({ max: 15_000_000, step: 5_000_000 });
  expect(axisOf(7)).toEqual({ max: 8, step: 2 });
  expect(axisOf(0)).toEqual({ max: 4, step: 1 });
  expect(axisOf(Number.NaN)).toEqual({ max: 4, step: 1 });
});
it('keeps a given end while the values stay below', () => {
  expect(axisOf(63.15, 100)).toEqual({ max: 100, step: 25 });
  expect(axisOf(130, 100)).toEqual({ max: 150, step: 50 });
});
it('thins labels from the last one back', () => {
  const shown = (count: number, fits: number) => Array.from({ length: count }, (_, index) => index).filter(shownLabels(count, fits));
  expect(shown(4, 6)).toEqual([0, 1, 2, 3]);
  expect(shown(12, 6)).toEqual([1, 3, 5, 7, 9, 11]);
  expect(shown(3, 0)).toEqual([2]);
});
