import { expect, it } from 'vitest';
import { largest, leftUntil } from './left.ts';

const at = '2026-03-20T01:30:00.000Z';
const shown = (before: number) => {
  const left = leftUntil(at, Date.parse(at) - before);
  return left && largest(left);
};

it('shows the two largest units; a started minute is one, the deadline itself is over', () => {
  expect(shown(3 * 86_400_000 + 4 * 3_600_000 + 60_000)).toEqual([
    ['day', 3],
    ['hour', 4],
  ]);
  expect(shown(86_400_000)).toEqual([['day', 1]]);
  expect(shown(3_600_000 + 1)).toEqual([
    ['hour', 1],
    ['minute', 1],
  ]);
  expect(shown(1)).toEqual([['minute', 1]]);
  expect(shown(0)).toBeNull();
});
