import { expect, it } from 'vitest';
import { companyMark, personMark, tintOf } from './mark.ts';

it('takes the telling sign of a company', () => {
  expect(companyMark('浙江恒润化工')).toBe('恒');
  expect(companyMark('江苏省华晟新材料')).toBe('华');
  expect(companyMark('上海')).toBe('上');
  expect(companyMark('𠮷野家')).toBe('𠮷');
  expect(companyMark('acme')).toBe('A');
  expect(companyMark('')).toBe('?');
});
it('takes the surname of a person', () => {
  expect(personMark('李娜')).toBe('李');
  expect(personMark('anna lee miller')).toBe('AL');
  expect(personMark('  ')).toBe('?');
});
it('keeps the tint of a name between 1 and 6', () => {
  expect(tintOf('李娜')).toBe(tintOf('李娜'));
  for (const name of ['', '李', '恒润', 'Acme', '😀']) expect([1, 2, 3, 4, 5, 6]).toContain(tintOf(name));
});
