import { expect, it } from 'vitest';
import { countedAmount, sumAmounts } from './sum.ts';

it('adds amounts exactly', () => {
  expect(sumAmounts(['1735000.00', '1286000.00', '684000'])).toBe('3705000.00');
  expect(sumAmounts(['0.1', '0.2', null, undefined, 'x'])).toBe('0.3');
  expect(sumAmounts(['-5.50', '2.25', 1])).toBe('-2.25');
  expect(sumAmounts(['90071992547409931.27', '0.01'])).toBe('90071992547409931.28');
  expect(sumAmounts([null])).toBeNull();
});

it('amounts in other currencies count by what they are worth, without a rate not at all', () => {
  const field = { name: 'amount', base: { currency: 'currency', amount: 'baseAmount' } };
  const records = [
    { id: '1', amount: '100.00', currency: 'CNY', baseAmount: null },
    { id: '2', amount: '7.00', currency: null, baseAmount: null },
    { id: '3', amount: '10000.00', currency: 'USD', baseAmount: '71234.00' },
    { id: '4', amount: '5000.00', currency: 'EUR', baseAmount: null },
  ];
  expect(sumAmounts(records.map((record) => countedAmount(field, record, 'CNY')))).toBe('71341.00');
  expect(sumAmounts(records.map((record) => countedAmount({ name: 'amount' }, record, 'CNY')))).toBe('15107.00');
});
