import { expect, it } from 'vitest';
import { bothLanguages, fieldName, optionsText, readOptions, retired } from './field-form.ts';

it('makes API names', () => {
  expect(fieldName('Brand level', new Set())).toBe('x_brandLevel');
  expect(fieldName('2nd phone (old)', new Set())).toBe('x_ndPhoneOld');
  expect(fieldName('Brand level', new Set(['x_brandLevel']))).toBe('x_brandLevel2');
  expect(fieldName('品牌等级', new Set(), () => 'abc123')).toBe('x_fabc123');
});
it('reads options line by line and keeps known ones', () => {
  const before = [
    { key: 'a', label: { zh: '甲', en: 'A' }, color: 'blue' as const },
    { key: 'b', label: { zh: '乙', en: 'B' } },
  ];
  const next = readOptions('甲\n\n 丙 \n丙', before, 'zh');
  expect(next).toEqual([before[0], { key: '丙', label: { zh: '丙', en: '丙' } }]);
  expect(retired(next, before)).toEqual([{ key: 'b', label: { zh: '乙', en: 'B' }, active: false }]);
  expect(optionsText({ options: [...next, ...retired(next, before)] }, 'zh')).toBe('甲\n丙');
});
it('says the same in the language left empty', () => {
  expect(bothLanguages('品牌', '')).toEqual({ zh: '品牌', en: '品牌' });
  expect(bothLanguages(' 品牌 ', 'Brand')).toEqual({ zh: '品牌', en: 'Brand' });
});
