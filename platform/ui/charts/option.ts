import type { EChartsCoreOption } from 'echarts/core';
import { axisOf, type Series, type SeriesChartProps, shownLabels } from './series.ts';

export interface Ink {
  readonly k: readonly string[];
  readonly ghost: string;
  readonly rule: string;
  readonly text: string;
  readonly note: string;
  readonly raised: string;
  readonly border: string;
  readonly sheet: string;
  readonly font: string;
}

const colorOf = ({ tone }: Series, ink: Ink) => (tone === 'ghost' ? ink.ghost : (ink.k[tone - 1] ?? ink.ghost));

/** Names stand at the lines, values on the bars: nobody has to match colours with a legend. */
export function chartOption(
  { labels, series, format, max, isTitled = false }: SeriesChartProps,
  width: number,
  ink: Ink,
): EChartsCoreOption {
  const values = series.flatMap((one) => one.values).filter((value) => value !== null);
  const lowest = Math.min(0, ...values);
  const axis = axisOf(Math.max(-lowest, ...values), max);
  const size = width < 420 ? 14 : 12;
  const note = { color: ink.note, fontSize: size, fontFamily: ink.font };
  const lines = series.filter((one) => one.kind === 'line');
  const longest = Math.max(0, ...lines.map((one) => one.name.length));
  const wide = Math.max(...labels.map((label) => label.length), 1) * size * 0.75 + 12;
  const shown = shownLabels(labels.length, Math.floor((width - 80) / wide));
  // A value on every bar only where it does not run into its neighbour.
  const roomy = (width - 80) / Math.max(1, labels.length) > size * 4.2;
  return {
    // Shown at once: a drawing that grows delays the reading.
    animation: false,
    grid: { left: 4, right: lines.length === 0 ? 8 : isTitled ? 12 : longest * size + 18, top: 22, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      confine: true,
      axisPointer: { type: 'shadow', shadowStyle: { color: ink.rule, opacity: 0.6 } },
      backgroundColor: ink.raised,
      borderColor: ink.border,
      textStyle: { color: ink.text, fontSize: 13, fontFamily: ink.font },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? format(value) : '--'),
    },
    xAxis: {
      type: 'category',
      data: [...labels],
      axisLine: { lineStyle: { color: ink.rule } },
      axisTick: { show: false },
      axisLabel: { ...note, interval: (index: number) => shown(index) },
    },
    yAxis: {
      type: 'value',
      min: lowest < 0 ? -axis.step * Math.ceil(-lowest / axis.step) : 0,
      max: lowest < 0 && Math.max(...values) <= 0 ? 0 : axis.max,
      interval: axis.step,
      splitLine: { lineStyle: { color: ink.rule } },
      axisLabel: { ...note, formatter: (value: number) => format(value) },
    },
    series: series.map((one) => {
      const color = colorOf(one, ink);
      const own = { name: one.name, data: [...one.values], color, emphasis: { disabled: true } };
      if (one.kind === 'line')
        return {
          ...own,
          type: 'line',
          connectNulls: false,
          symbol: 'circle',
          symbolSize: one.values.length > 1 && one.tone === 'ghost' ? 0 : 6,
          lineStyle: { width: one.tone === 'ghost' ? 2 : 2.5, color },
          endLabel: {
            show: !isTitled,
            formatter: '{a}',
            color: one.tone === 'ghost' ? ink.note : color,
            fontSize: size,
            fontFamily: ink.font,
          },
          z: one.tone === 'ghost' ? 2 : 3,
        };
      return {
        ...own,
        type: 'bar',
        barMaxWidth: 44,
        barCategoryGap: '34%',
        itemStyle: { borderRadius: [4, 4, 0, 0] },
        label: {
          show: roomy,
          position: 'top',
          fontSize: size,
          fontFamily: ink.font,
          color: ink.text,
          textBorderColor: ink.sheet,
          textBorderWidth: 2,
          formatter: ({ value }: { readonly value?: unknown }) => (typeof value === 'number' && value > 0 ? format(value) : ''),
        },
      };
    }),
  };
}
