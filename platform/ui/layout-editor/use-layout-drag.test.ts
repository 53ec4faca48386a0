import { expect, it } from 'vitest';
import { stepped } from './PageParts.tsx';
import { indexAt } from './use-layout-drag.ts';

const box = (left: number, top: number) => ({ left, top, width: 100, height: 30 });
/** Two columns, two lines. */
const grid = [box(0, 0), box(110, 0), box(0, 40), box(110, 40)];

it('finds before which box of a grid a point lies', () => {
  expect(indexAt(grid, 10, 10)).toBe(0);
  expect(indexAt(grid, 80, 10)).toBe(1);
  expect(indexAt(grid, 200, 10)).toBe(2);
  expect(indexAt(grid, 120, 50)).toBe(3);
  expect(indexAt(grid, 200, 50)).toBe(4);
  expect(indexAt(grid, 50, 35)).toBe(2);
  expect(indexAt([], 5, 5)).toBe(0);
});

it('steps an entry of a list', () => {
  expect(stepped(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(stepped(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'b', 'c']);
});
