import { expect, it } from 'vitest';
import { findByWords, highlightOf, move, pieces } from './items.ts';

const text = (parts: ReturnType<typeof pieces>) => parts.map((piece) => (piece.hit ? `[${piece.text}]` : piece.text)).join('');

it('marks what answers the query', () => {
  expect(text(pieces('浙江恒润化工', 'title', [{ field: 'title', start: 2, end: 5 }]))).toBe('浙江[恒润化]工');
  const messy = [
    { field: 'title', start: 3, end: 6 },
    { field: 'title', start: 0, end: 4 },
    { field: 'subtitle', start: 0, end: 2 },
    { field: 'title', start: 9, end: 8 },
  ] as const;
  expect(text(pieces('浙江恒润化工', 'title', messy))).toBe('[浙江恒润][化工]');
  expect(text(pieces('恒润', 'title', [{ field: 'title', start: 0, end: 99 }]))).toBe('[恒润]');
  expect(text(pieces('恒润', 'title'))).toBe('恒润');
});
it('finds commands by words in any order, beginnings first', () => {
  const list = [
    { id: 'settings', words: ['公司设置', 'Company settings'] },
    { id: 'dark', words: ['切换到深色', 'Switch to dark', 'shense'] },
    { id: 'set', words: ['设置', 'Settings'] },
  ];
  const ids = (query: string) => findByWords(list, query).map((one) => one.id);
  expect(ids('设置')).toEqual(['set', 'settings']);
  expect(ids('dark switch')).toEqual(['dark']);
  expect(ids('ＤＡＲＫ')).toEqual(['dark']);
  expect(ids('')).toHaveLength(3);
  expect(ids('x')).toEqual([]);
});
it('marks the words of a command', () => {
  expect(highlightOf('切换到深色', '深色')).toEqual([{ field: 'title', start: 3, end: 5 }]);
  expect(highlightOf('切换到深色', 'shense')).toEqual([]);
});
it('goes round', () => {
  expect([move(3, 2, 1), move(3, 0, -1), move(3, 0, 1), move(0, 0, 1)]).toEqual([0, 2, 1, 0]);
});
