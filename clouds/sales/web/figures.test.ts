import type { Option } from '@huanke/platform/ui';
import { expect, it } from 'vitest';
import { changeOf, outcomeOf, stageKeys, sumDecimals } from './figures.ts';

const label = { zh: '阶段', en: 'Stage' };
const stages: readonly Option[] = [
  { key: 'initial', label, category: 'open', probability: 10 },
  { key: 'proposal', label, category: 'open', probability: 60 },
  { key: 'won', label, category: 'won', probability: 100 },
  { key: 'renewed', label, category: 'won', probability: 100, active: false },
  { key: 'lost', label, category: 'lost', probability: 0 },
];

it('counts what was decided', () => {
  const rows = [
    { stage: 'won', count: 4238, 'sum:amount': '10005534.00', 'avg:cycleDays': '51.78', cycles: 4238 },
    { stage: 'lost', count: 2473, 'sum:amount': '0.00', 'avg:cycleDays': '41.48', cycles: 2473 },
  ];
  expect(outcomeOf(rows, stages)).toEqual({ won: 4238, lost: 2473, value: '10005534.00', rate: 63.15, cycle: '51.78' });
  expect(outcomeOf([], stages)).toEqual({ won: 0, lost: 0, value: '0', rate: null, cycle: null });
});
it('weighs the means of several won stages by their deals', () => {
  const rows = [
    { stage: 'won', count: 3, 'sum:amount': '10.10', 'avg:cycleDays': '10.00', cycles: 3 },
    { stage: 'renewed', count: 1, 'sum:amount': '0.20', 'avg:cycleDays': '20.00', cycles: 1 },
  ];
  expect(outcomeOf(rows, stages)).toMatchObject({ won: 4, value: '10.30', cycle: '12.50', rate: 100 });
});
it('adds decimals exactly', () => {
  expect(sumDecimals(['0.10', '0.20'])).toBe('0.30');
  expect(sumDecimals(['90071992547409931.27', '1'])).toBe('90071992547409932.27');
  expect(sumDecimals(['-5.5', '2'])).toBe('-3.5');
  expect(sumDecimals([null, undefined, 'abc', '7'])).toBe('7');
  expect(sumDecimals(['0.123456', '1'])).toBe('1.123456');
});
it('compares only where there was something', () => {
  expect(changeOf(114.1, 100)).toBe(14.1);
  expect(changeOf(50, 100)).toBe(-50);
  expect(changeOf(5, 0)).toBeNull();
});
it('takes retired stages in', () => {
  expect(stageKeys(stages, 'won')).toEqual(['won', 'renewed']);
});
