import {
  Button,
  type FieldMeta,
  fieldOf,
  type ObjectMeta,
  openCreate,
  type RecordData,
  useCan,
  useFormat,
  useLabel,
  useObject,
  useRecordQuery,
} from '@huanke/platform/ui';
import { ChartCard, SeriesChart } from '@huanke/platform/ui/charts';
import { PanelFrame } from '@huanke/platform/ui/panels';
import { type Grain, nameOfPeriod } from '../../metrics/period.ts';
import { texts } from '../texts.ts';
import '../web.css';

/** As many values as are read at once, the newest; the list of them shows the others. */
const mostRead = 200;
const mostPoints = 24;

interface Line {
  readonly key: string;
  readonly metric: string;
  readonly grain: Grain;
  /** The oldest first. */
  readonly points: readonly { readonly period: string; readonly value: number }[];
}

/** Values of a metric by periods of one length are one line; those with the newest value come first. */
function linesOf(records: readonly RecordData[]): readonly Line[] {
  const grouped = Map.groupBy(records, (one) => `${String(one['metric'])} ${String(one['grain'])}`);
  return [...grouped].map(([key, own]) => ({
    key,
    metric: String(own[0]?.['metric']),
    grain: String(own[0]?.['grain']) as Grain,
    points: own
      .slice(0, mostPoints)
      .map((one) => ({ period: String(one['period']), value: Number(one['value']) }))
      .reverse(),
  }));
}

const optionOf = (field: FieldMeta | undefined, key: string) => field?.options?.find((option) => option.key === key);

/** 经营指标: how each metric of the account went, as a line and as a table. Without any value it is not shown. */
export function AccountMetrics({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const can = useCan();
  const meta = useObject('accountMetric').data;
  const query = useRecordQuery('accountMetric', {
    fields: ['metric', 'grain', 'period', 'value'],
    filter: { field: 'account', op: 'eq', value: record.id },
    sort: [{ field: 'period', direction: 'desc' }],
    limit: mostRead,
  });
  const mayAdd = can('accountMetric.create') && (object.can?.includes('edit') ?? false);
  const add = mayAdd && (
    <Button
      kind="link"
      icon="plus"
      onClick={() => openCreate('accountMetric', { account: { id: record.id, title: String(record[object.title] ?? '') } })}
    >
      {text(texts.addMetric)}
    </Button>
  );
  return (
    <PanelFrame label={text(texts.metrics)} query={query} tools={() => add}>
      {({ pages }) => {
        const lines = linesOf(pages[0]?.records ?? []);
        if (lines.length === 0) return null;
        return (
          <div className="acc-metrics">
            {lines.map((line) => (
              <MetricCard key={line.key} line={line} meta={meta} query={query} />
            ))}
          </div>
        );
      }}
    </PanelFrame>
  );
}

interface CardProps {
  readonly line: Line;
  readonly meta: ObjectMeta | undefined;
  readonly query: { readonly data: unknown; readonly error: unknown; readonly refetch: () => unknown };
}

function MetricCard({ line, meta, query }: CardProps) {
  const text = useLabel();
  const format = useFormat();
  const option = optionOf(fieldOf(meta, 'metric'), line.metric);
  const title = option ? text(option.label) : line.metric;
  const names = line.points.map(({ period }) => nameOfPeriod(line.grain, period));
  const last = line.points.at(-1);
  const value = (number: number) => format.number(number);
  return (
    <ChartCard
      title={title}
      note={last ? `${names.at(-1)} · ${value(last.value)}` : undefined}
      state={query}
      isEmpty={false}
      height={160}
      table={() => ({
        columns: [
          { key: 'period', label: text(texts.period) },
          { key: 'value', label: title, numeric: true },
        ],
        rows: line.points.map((point, index) => ({ key: point.period, cells: [names[index] ?? '', value(point.value)] })).reverse(),
      })}
    >
      <SeriesChart
        label={text(texts.metricLine).replace('{metric}', title)}
        labels={names}
        series={[{ name: title, kind: 'line', tone: 1, values: line.points.map((point) => point.value) }]}
        format={value}
        isTitled
        height={160}
      />
    </ChartCard>
  );
}
