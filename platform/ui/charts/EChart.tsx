import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useEffectEvent, useRef } from 'react';
import { token, useTheme } from '../theme/theme.ts';
import { chartOption } from './option.ts';
import type { SeriesChartProps } from './series.ts';

register([BarChart, LineChart, GridComponent, TooltipComponent, SVGRenderer]);

const names = ['--k1', '--k2', '--k3', '--k4', '--k5', '--k6', '--k7', '--k8'] as const;

/** The drawing itself, in the colours of the theme shown now and as wide as its place. */
export function EChart(props: SeriesChartProps & { readonly height: number }) {
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const { labels, series, height, onPick, label } = props;
  const pick = useEffectEvent((index: number) => onPick?.(index));
  const optionFor = useEffectEvent((width: number) =>
    chartOption(props, width, {
      k: names.map((name) => token(name)),
      ghost: token('--k-ghost'),
      rule: token('--c-rule'),
      text: token('--c-text'),
      note: token('--c-text-3'),
      raised: token('--c-raised'),
      border: token('--c-border'),
      sheet: token('--c-sheet'),
      font: token('--font'),
    }),
  );

  // Drawn anew when the theme, the values or the width change: a drawing takes a few milliseconds, a diff can leave old colours behind.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawing follows what is named here
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const chart = init(element, null, { renderer: 'svg', width: element.clientWidth, height });
    chart.setOption(optionFor(element.clientWidth));
    chart.getZr().on('click', (event: { offsetX: number; offsetY: number }) => {
      const at = chart.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY])[0];
      if (at !== undefined && at >= 0 && at < labels.length) pick(Math.round(at));
    });
    let width = element.clientWidth;
    const watch = new ResizeObserver(() => {
      if (element.clientWidth === 0 || element.clientWidth === width) return;
      width = element.clientWidth;
      chart.resize({ width, height });
      chart.setOption(optionFor(width));
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [theme, labels, series, height]);
  return <div ref={box} className={onPick ? 'kbox open' : 'kbox'} style={{ height }} role="img" aria-label={label} />;
}
