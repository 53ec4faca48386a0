import { expect, it } from 'vitest';
import { amountsOf, inputOf, type Part, totalOf } from './parts.ts';

const part = (weight: string, more: Partial<Part> = {}): Part => ({
  ...{ key: 0, name: '', weight, dueRule: 'signed', days: '', dueOn: '', milestone: '' },
  ...more,
});

it('shows what the server will make of it', () => {
  expect(amountsOf('29628.60', [part('30'), part('60'), part('10')], 2)).toEqual(['8888.58', '17777.16', '2962.86']);
  expect(amountsOf('1000.00', [part('1'), part('1'), part('1')], 2)).toEqual(['333.33', '333.33', '333.34']);
  // yen have no cents
  expect(amountsOf('1000.00', [part('1'), part('1'), part('1')], 0)).toEqual(['333.00', '333.00', '334.00']);
  expect(amountsOf('0.05', [part('1')], 2)).toEqual(['0.05']);
  expect(amountsOf('1000.00', [part('30'), part('')], 2)).toEqual([null, null]);
  expect(amountsOf(null, [part('30')], 2)).toEqual([null]);
});

it('adds shares up without rounding', () => {
  expect(totalOf([part('33.33'), part('33.33'), part('33.34')])).toBe('100');
  expect(totalOf([part('0.1'), part('0.2')])).toBe('0.3');
  expect(totalOf([part('30'), part('x')])).toBeNull();
});

it('sends what belongs to each way of being due', () => {
  const parts = [
    part('30', { name: ' 预付款 ', days: '7', dueOn: '2026-04-01', milestone: 'm' }),
    part('60', { dueRule: 'date', days: '7', dueOn: '2026-04-01' }),
    part('10', { dueRule: 'accepted', milestone: 'm' }),
  ];
  expect(inputOf(parts).parts).toEqual([
    { name: '预付款', weight: '30', dueRule: 'signed', days: 7 },
    { weight: '60', dueRule: 'date', dueOn: '2026-04-01' },
    { weight: '10', dueRule: 'accepted', days: 0, milestone: 'm' },
  ]);
});
