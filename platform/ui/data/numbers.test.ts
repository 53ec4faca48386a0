import { expect, it } from 'vitest';
import type { FieldMeta, ObjectMeta } from './meta.ts';
import { numbersOf } from './numbers.ts';

const field = (name: string, more: Partial<FieldMeta> = {}): FieldMeta => ({ name, type: 'phone', label: { zh: name, en: name }, ...more });

it('offers the numbers of a record that stand there in plain, the main one first', () => {
  const fields = [
    field('name', { type: 'text' }),
    field('phone'),
    field('workPhone'),
    field('otherPhone', { masked: 'phone' }),
    field('x_third'),
    field('x_fourth'),
  ];
  const meta: ObjectMeta = { name: 'contact', label: { zh: '联系人', en: 'Contact' }, title: 'name', fields };
  const record = {
    id: '1',
    version: 1,
    name: '13800138000',
    phone: '138 0013 8000',
    workPhone: '010-66554433',
    otherPhone: '13800138001',
    x_third: '138****8002',
    x_fourth: null,
  };
  expect(numbersOf(meta, record).map(({ field: { name }, number }) => [name, number])).toEqual([
    ['phone', '138 0013 8000'],
    ['workPhone', '010-66554433'],
  ]);
});
