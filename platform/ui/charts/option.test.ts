import { expect, it } from 'vitest';
import { chartOption, type Ink } from './option.ts';

const ink: Ink = {
  k: ['#1', '#2', '#3', '#4', '#5', '#6', '#7', '#8'],
  ghost: '#9',
  rule: '#a',
  text: '#b',
  note: '#c',
  raised: '#d',
  border: '#e',
  sheet: '#f',
  font: 'sans',
};
const line = (values: readonly number[], isTitled = false) =>
  chartOption(
    {
      labels: values.map(String),
      series: [{ name: '利润', kind: 'line', tone: 1, values }],
      format: String,
      label: '利润',
      isTitled,
    },
    600,
    ink,
  ) as unknown as {
    yAxis: { min: number; max: number; interval: number };
    series: { endLabel: { show: boolean } }[];
    grid: { right: number };
  };

it('begins the axis at nought, or below the lowest value', () => {
  expect(line([70, 81]).yAxis).toMatchObject({ min: 0, max: 100, interval: 25 });
  expect(line([70, -30]).yAxis).toMatchObject({ min: -40, max: 80, interval: 20 });
  expect(line([-90, -10]).yAxis).toMatchObject({ min: -100, max: 0, interval: 25 });
});

it('writes the name of a line at its end, unless the title says it', () => {
  expect([line([1]).series[0]?.endLabel.show, line([1], true).series[0]?.endLabel.show]).toEqual([true, false]);
  expect(line([1], true).grid.right).toBeLessThan(line([1]).grid.right);
});
