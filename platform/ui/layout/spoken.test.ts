import { expect, it } from 'vitest';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import { isSpokenOf } from './spoken.ts';

const field = (name: string, more: Partial<FieldMeta> = {}): FieldMeta => ({
  name,
  type: 'currency',
  label: { zh: name, en: name },
  ...more,
});
const base = { currency: 'currency', amount: 'baseAmount', rate: 'exchangeRate' };
const fields = [
  field('amount', { base }),
  field('currency', { type: 'picklist' }),
  field('exchangeRate', { type: 'number' }),
  field('baseAmount'),
  field('supportHours', { type: 'number', hideEmpty: true }),
];
const meta = (of = fields): ObjectMeta => ({ name: 'opportunity', label: { zh: '商机', en: 'Opportunity' }, title: 'amount', fields: of });
const spoken = (values: object, of = fields) =>
  of.filter((one) => isSpokenOf(meta(of), one, { id: '1', version: 1, ...values }, 'CNY')).map(({ name }) => name);

it('speaks of rate and worth where the amount is in another currency, also where there is no rate yet', () => {
  const worth = ['exchangeRate', 'baseAmount'];
  for (const [currency, told] of [
    ['CNY', []],
    [null, []],
    ['USD', worth],
  ] as const)
    expect(spoken({ amount: '100.00', currency, exchangeRate: null, baseAmount: null })).toEqual(['amount', 'currency', ...told]);
});

it('speaks of what few records have only where there is something, and nothing is not 0', () => {
  expect(spoken({ currency: 'CNY', supportHours: null })).not.toContain('supportHours');
  expect(spoken({ currency: 'CNY', supportHours: '0.0' })).toContain('supportHours');
});

it('leaves nothing out for who does not read the currency', () => {
  expect(
    spoken(
      { baseAmount: '700.00' },
      fields.filter(({ name }) => name !== 'currency'),
    ),
  ).toEqual(['amount', 'exchangeRate', 'baseAmount']);
});
