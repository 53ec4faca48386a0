import { expect, test } from 'vitest';
import { containsPattern } from './variants.ts';

const finds = (query: string, text: string, anchor?: 'start') =>
  new RegExp(containsPattern(query, anchor ? { anchor } : {}) ?? '(?!)', 'u').test(text.normalize('NFKC'));

test('finds whatever the case, the width and the form of the characters', () => {
  expect(containsPattern('国')).toBe('[国國]');
  expect(finds('恒润', '浙江恒潤化工')).toBe(true);
  expect(finds('恆潤', '浙江恒润化工')).toBe(true);
  expect(finds('gtx', 'ＧＴＸ Pro')).toBe(true);
  expect(finds('ＧＴＸ  pro', 'gtx pro 3')).toBe(true);
  expect(finds('发', '頭髮')).toBe(true);
  expect(finds('发', '發展')).toBe(true);
  expect(finds('㈱', '環客(株)')).toBe(true);
  expect(finds('Σ', 'ας σ')).toBe(true);
  expect(finds('恒化', '浙江恒润化工')).toBe(false);
});

test('anchors, and takes signs as themselves', () => {
  expect(finds('浙江', '浙江恒润', 'start')).toBe(true);
  expect(finds('恒润', '浙江恒润', 'start')).toBe(false);
  expect(finds('.*', 'abc')).toBe(false);
  expect(finds('a.(b)[c]\\d^$|?+{}', 'xA.(B)[C]\\D^$|?+{}')).toBe(true);
  expect(finds("'; drop", "it's'; DROP table")).toBe(true);
  expect(containsPattern('  ')).toBeUndefined();
});
