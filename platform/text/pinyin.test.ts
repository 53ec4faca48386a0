import { expect, test } from 'vitest';
import { initialsOf, pinyinSortKey, readings } from './pinyin.ts';

test('characters with several readings give all of them, the fitting one first', () => {
  expect(readings('重庆')).toEqual([['chong', 'zhong'], ['qing']]);
  expect(readings('长沙')[0]).toEqual(['chang', 'zhang']);
  expect(readings('银行')[1]?.slice(0, 2)).toEqual(['hang', 'xing']);
  expect(readings('吕')[0]?.[0]).toBe('lv');
});

test('family names are read as family names', () => {
  expect(readings('曾国藩', { surname: true })[0]?.[0]).toBe('zeng');
  expect(readings('单雄信', { surname: true })[0]?.[0]).toBe('shan');
  expect(readings('单价')[0]?.[0]).toBe('dan');
});

test('rare characters, emoji and Latin letters keep their place without a reading', () => {
  expect(readings('𠮷上a😀海')).toEqual([[], ['shang'], [], [], ['hai']]);
});

test('sort keys put names in dictionary order', () => {
  const key = (text: string) => pinyinSortKey(text, { surname: true });
  expect(key('单雄信')).toBe('shan4 xiong2 xin4');
  expect(pinyinSortKey('重庆')).toBe('chong2 qing4');
  expect(pinyinSortKey('3M 中国')).toBe('3m zhong1 guo2');
  const names = ['曾志伟', '张三', '詹天佑', '安心', '单雄信', '重阳', '陈一'];
  expect(names.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual(['安心', '陈一', '重阳', '单雄信', '曾志伟', '詹天佑', '张三']);
});

test('initials in all readings, the likely one first, at most eight', () => {
  expect(initialsOf('浙江恒润化工')).toEqual(['zjhrhg']);
  expect(initialsOf('重庆A')).toEqual(['cqa', 'zqa']);
  expect(initialsOf('长行重单朝曾').length).toBeLessThanOrEqual(8);
  expect(initialsOf('😀')).toEqual([]);
});
