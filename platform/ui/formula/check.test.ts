import { expect, it } from 'vitest';
import { piecesOf } from './check.ts';

it('marks the characters that are meant', () => {
  expect(piecesOf('amount + nothing', [{ position: 9, length: 7 }])).toEqual([
    { text: 'amount + ', wrong: false },
    { text: 'nothing', wrong: true },
  ]);
  expect(piecesOf('a', [])).toEqual([{ text: 'a', wrong: false }]);
  expect(piecesOf('', [{ position: 0, length: 1 }])).toEqual([]);
});

it('marks the end when something is missing behind it', () => {
  expect(piecesOf('1 +', [{ position: 3, length: 0 }])).toEqual([
    { text: '1 ', wrong: false },
    { text: '+', wrong: true },
  ]);
});
