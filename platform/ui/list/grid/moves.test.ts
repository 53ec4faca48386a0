import { expect, it } from 'vitest';
import { moveBy } from './moves.ts';

const extent = { rows: 50, cols: 8, page: 15 };

it.each([
  ['ArrowDown', false, { row: 0, col: 1 }, { row: 1, col: 1 }],
  ['ArrowDown', false, { row: 49, col: 1 }, { row: 49, col: 1 }],
  ['ArrowUp', false, { row: 0, col: 3 }, { row: -1, col: 3 }],
  ['ArrowUp', true, { row: 20, col: 3 }, { row: 0, col: 3 }],
  ['ArrowRight', false, { row: 2, col: 7 }, { row: 2, col: 7 }],
  ['ArrowLeft', false, { row: 2, col: 1 }, { row: 2, col: 0 }],
  ['Home', false, { row: 2, col: 5 }, { row: 2, col: 1 }],
  ['End', true, { row: 2, col: 5 }, { row: 49, col: 7 }],
  ['PageDown', false, { row: 40, col: 2 }, { row: 49, col: 2 }],
  ['PageUp', false, { row: 5, col: 2 }, { row: 0, col: 2 }],
] as const)('%s (%s) leads on', (key, mod, from, to) => expect(moveBy(key, mod, from, extent)).toEqual(to));

it('knows keys that do not move', () => expect(moveBy('a', false, { row: 0, col: 0 }, extent)).toBeUndefined());
