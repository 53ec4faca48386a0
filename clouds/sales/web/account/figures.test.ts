import type { Option } from '@huanke/platform/ui';
import { expect, it } from 'vitest';
import { addAmounts, dealFigures } from './figures.ts';

const option = (key: string, category: 'open' | 'won' | 'lost'): Option => ({ key, category, label: { zh: key, en: key } });
const options = [option('initial', 'open'), option('onHold', 'open'), option('won', 'won'), option('lost', 'lost')];

it('adds what is open and what is won', () => {
  const rows = [
    { stage: 'initial', count: 2, 'sum:amount': '624000.00' },
    { stage: 'onHold', count: 1, 'sum:amount': null },
    { stage: 'won', count: 6, 'sum:amount': '2535000.50' },
    { stage: 'lost', count: 2, 'sum:amount': '1275000.00' },
  ];
  expect(dealFigures({ rows, truncated: false }, options)).toEqual({
    open: { count: 3, sum: '624000.00' },
    won: { count: 6, sum: '2535000.50' },
  });
});

it('adds money without floats', () => {
  expect(addAmounts('0.10', '0.20')).toBe('0.30');
  expect(addAmounts('9007199254740993.01', '0.99')).toBe('9007199254740994.00');
  expect(addAmounts('-1.50', '1')).toBe('-0.50');
});
