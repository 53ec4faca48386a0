import { expect, it } from 'vitest';
import { zh } from '../../i18n/packages/zh.ts';
import { linesOf, readable, type Words } from './difference.ts';

const words: Words = {
  language: 'zh-CN',
  t: (key, values) => {
    const found = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], zh);
    return typeof found === 'string' ? found.replace('{{count}}', String(values?.count)) : key;
  },
};

it('says values of definitions in words', () => {
  expect(readable(true, words)).toBe('是');
  expect(readable({ zh: '门店', en: 'Outlet' }, words)).toBe('门店');
  expect(readable([{ key: 'a', label: { zh: '甲', en: 'A' } }, { key: 'b' }], words)).toBe('甲、b');
  expect(readable([{ op: 'and' }], words)).toBe('1 项');
  expect(readable([], words)).toBe('无');
  expect(readable({ field: 'x_state', op: 'eq' }, words)).toBe('x_state');
});

it('sets what was beside what will be', () => {
  expect(linesOf({ was: { label: { zh: '旧', en: 'Old' } }, is: { label: { zh: '新', en: 'New' }, x: 1 } }, words)).toEqual([
    { property: '名称', was: '旧', is: '新' },
    { property: 'x', was: null, is: '1' },
  ]);
});
