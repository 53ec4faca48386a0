import { lazy, Suspense } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { Bone, Delayed } from '../primitives/Skeleton.tsx';
import { ErrorArea } from '../primitives/states.tsx';
import type { SeriesChartProps } from './series.ts';
import './charts.css';

const EChart = lazy(() => import('./EChart.tsx').then((file) => ({ default: file.EChart })));

/** Bars and lines over labels. The picture is one image for screen readers; what can be opened is a list of links that focus shows. */
export function SeriesChart(props: SeriesChartProps) {
  const { t } = useTranslation('charts');
  const { labels, series, format, label, onPick, height = 232 } = props;
  const tell = (index: number) =>
    series
      .flatMap(({ name, values }) => {
        const value = values[index];
        return value === null || value === undefined ? [] : [`${name} ${format(value)}`];
      })
      .join(t('comma'));
  return (
    <div className="kchart" style={{ minHeight: height }}>
      <ErrorArea small>
        <Suspense
          fallback={
            <Delayed>
              <Bone height={height - 16} />
            </Delayed>
          }
        >
          <EChart {...props} height={height} />
        </Suspense>
      </ErrorArea>
      <ul className="klinks" aria-label={label}>
        {labels.map((one, index) => (
          <li key={one}>
            {onPick ? (
              <button type="button" onClick={() => onPick(index)}>
                {one} {tell(index)}
              </button>
            ) : (
              `${one} ${tell(index)}`
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
