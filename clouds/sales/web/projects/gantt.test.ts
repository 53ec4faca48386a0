import { expect, it } from 'vitest';
import { placeBars } from './gantt.ts';

const step = (id: string, planOn: string | null, actualOn: string | null = null) => ({ id, planOn, actualOn });

it('each milestone stretches from the one before to its own day, on a line that holds today', () => {
  const placed = placeBars([step('a', '2026-03-11', '2026-03-21'), step('b', '2026-04-10'), step('c', null)], {
    start: '2026-03-01',
    today: '2026-03-31',
  });
  // 40 days from 1 March to 10 April
  expect(placed).toEqual({
    bars: [
      { id: 'a', from: 0, to: 25, actual: 50 },
      { id: 'b', from: 25, to: 100, actual: null },
    ],
    today: 75,
  });
});

it('a late project stretches the line to today; without days there is nothing to show', () => {
  expect(placeBars([step('a', '2026-03-06')], { start: '2026-03-01', today: '2026-03-11' })).toEqual({
    bars: [{ id: 'a', from: 0, to: 50, actual: null }],
    today: 100,
  });
  expect(placeBars([step('a', null)], { start: null, today: '2026-03-11' })).toBeNull();
});
