import { expect, it } from 'vitest';
import { decimal } from '../money.ts';
import { fitting, standing, sumOf } from './parts.ts';

const plan = (id: string, open: string) => ({ id, version: 1, open });
const plans = [plan('a', '8888.58'), plan('b', '17777.16')];

it('adds up what is typed and marks what can not be', () => {
  const sum = sumOf(plans, { a: '8,888.58', b: '3111.42' });
  expect([sum.units, [...sum.wrong]]).toEqual([1200000n, []]);
  expect(sum.allocations).toEqual([
    { plan: 'a', amount: '8888.58' },
    { plan: 'b', amount: '3111.42' },
  ]);
  expect([...sumOf(plans, { a: '8888.59', b: 'x' }).wrong]).toEqual(['a', 'b']);
  expect(sumOf(plans, { a: '0', b: '' })).toMatchObject({ units: 0n, allocations: [] });
});

it('offers what is open, as far as there is something left', () => {
  const sum = sumOf(plans, { a: '8888.58' });
  // 12,000 − 8,888.58
  expect(plans.map((one) => decimal(fitting(one, 1200000n, sum)))).toEqual(['8888.58', '3111.42']);
  expect(plans.map((one) => decimal(fitting(one, 500000n, sum)))).toEqual(['5000.00', '0.00']);
});

it('shows what stands of what was allocated and taken back', () => {
  const row = (to: string, amount: string, fxDifference: string | null = null) => ({
    ...{ id: `${to}${amount}`, version: 1, name: `第 ${to} 期`, amount, fxDifference },
    ...{ plan: { id: to, title: '' }, contract: { id: 'c', title: '合同' } },
  });
  const rows = [row('1', '30.00'), row('2', '5.00', '0.38'), row('1', '70.00'), row('2', '-5.00', '-0.38'), row('3', '1.00', '-0.10')];
  expect(standing(rows).map(({ plan: { id, title }, units, fx }) => [id, title, units, fx])).toEqual([
    ['1', '第 1 期', 10000n, null],
    ['3', '第 3 期', 100n, -10n],
  ]);
});
