import { expect, it } from 'vitest';
import { chances, pairValue, sizes, smoothed } from './values.ts';

it('draws rates of few cases towards what is usual', () => {
  expect(smoothed(0, 0, 0.2)).toBeCloseTo(0.2, 12);
  // (3 + 10 · 0.2) ÷ 20
  expect(smoothed(3, 10, 0.2)).toBeCloseTo(0.25, 12);
  const of = chances([
    { user: 'a', source: 'website', converted: 6, closed: 10 },
    { user: 'b', source: 'website', converted: 0, closed: 10 },
    { user: 'b', source: 'ads', converted: 1, closed: 20 },
  ]);
  // all: (7 + 1) ÷ 50 = 0.16; website: (6 + 1.6) ÷ 30; a there: (6 + 10 · 0.2533…) ÷ 20
  const website = 7.6 / 30;
  expect(of('a', 'website')).toBeCloseTo((6 + 10 * website) / 20, 12);
  expect(of('b', 'website')).toBeCloseTo((10 * website) / 20, 12);
  expect(of('c', 'website')).toBeCloseTo(website, 12);
  expect(of('c', null)).toBeCloseTo(0.16, 12);
});

it('knows deals of a source as larger or smaller than usual', () => {
  const of = sizes([
    { source: 'website', count: 10, sum: 1000 },
    { source: 'ads', count: 10, sum: 3000 },
  ]);
  // the mean is 200: 10 deals of half its size and 10 usual ones
  expect(of('website')).toBeCloseTo(0.75, 12);
  expect(of('ads')).toBeCloseTo(1.25, 12);
  expect(of('wecom')).toBe(1);
  expect(sizes([])('website')).toBe(1);
});

it('weighs the terms to hundredths', () => {
  const weights = { chance: 1, skill: 0.5, territory: 0.25, load: 0.2, travel: 0.1 };
  // 12.345 + 30 + 25 − 8 = 59.345
  expect(pairValue({ chance: 12.345, skill: 60, territory: 100, load: 40, travel: null }, weights)).toBe(5935);
  // 30 km cost 3 points
  expect(pairValue({ chance: 12.345, skill: 60, territory: 100, load: 40, travel: 30 }, weights)).toBe(5635);
});
