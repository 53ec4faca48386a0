import { Segmented, useFormat, useTranslation } from '@huanke/platform/ui';
import { ChartCard, SeriesChart } from '@huanke/platform/ui/charts';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { bucketDays, bucketsBetween } from '../days.ts';
import { outcomeOf, stageKeys } from '../figures.ts';
import { between, bucketFor, inStages, yearBefore } from './state.ts';
import { type Board, dealsLink, useDeals } from './use-board.ts';

const measures = [
  { fn: 'count' },
  { fn: 'sum', field: 'amount' },
  { fn: 'avg', field: 'cycleDays' },
  { fn: 'count', field: 'cycleDays', as: 'cycles' },
] as const;

/** Both cards of time read the same answer: decided deals by month or quarter and stage. */
function useByTime(board: Board) {
  const { t } = useTranslation('sales');
  const bucket = bucketFor(board.state, board.period);
  const field = `closedOn:${bucket}`;
  const query = useDeals(board, {
    groupBy: [{ field: 'closedOn', bucket }, { field: 'stage' }],
    measures,
    ...(board.decided ? { filter: board.decided } : {}),
  });
  const data = query.data;
  const points = useMemo(() => {
    const rows = (data?.rows ?? []).filter((row) => typeof row[field] === 'string');
    const seen = rows.map((row) => String(row[field])).sort();
    const first = board.period?.from ?? (seen[0] ? bucketDays(seen[0]).from : undefined);
    const last = board.period?.to ?? (seen.at(-1) ? bucketDays(seen.at(-1) ?? '').to : undefined);
    if (!first || !last || seen.length === 0) return [];
    return bucketsBetween(first, last, bucket).map((key) => {
      const days = bucketDays(key);
      return {
        key,
        from: days.from < first ? first : days.from,
        to: days.to > last ? last : days.to,
        isAhead: days.from > board.today,
        outcome: outcomeOf(
          rows.filter((row) => row[field] === key),
          board.stages,
        ),
      };
    });
  }, [data, field, bucket, board.period, board.today, board.stages]);
  const years = new Set(points.map((point) => point.key.slice(0, 4))).size;
  const name = (key: string) => {
    const part = key[5] === 'Q' ? t('board.quarterOf', { quarter: key[6] }) : t('board.monthOf', { month: Number(key.slice(5)) });
    return years > 1 ? `${key.slice(2, 4)} ${part}` : part;
  };
  return { query, points, bucket, field, name };
}

/** 每月签了多少, beside the year before. */
export function WonByTime({ board }: { readonly board: Board }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const navigate = useNavigate();
  const { query, points, bucket, field, name } = useByTime(board);
  const won = stageKeys(board.stages, 'won');
  const before = yearBefore(board.period, board.today, false);
  const filter = before ? board.whereClosed(inStages(won), between('closedOn', before)) : undefined;
  const then = useDeals(
    board,
    { groupBy: [{ field: 'closedOn', bucket }], measures: [{ fn: 'sum', field: 'amount' }], ...(filter ? { filter } : {}) },
    before !== null,
  );
  const past = before && !then.isPlaceholderData ? then.data : undefined;
  const chart = useMemo(() => {
    const old = points.map((point) => {
      const key = `${String(Number(point.key.slice(0, 4)) - 1)}${point.key.slice(4)}`;
      const row = past?.rows.find((one) => one[field] === key);
      return row ? Number(row['sum:amount'] ?? 0) : 0;
    });
    return {
      labels: points.map((point) => name(point.key)),
      old,
      series: [
        { name: t('board.won'), kind: 'bar', tone: 1, values: points.map((point) => (point.isAhead ? null : Number(point.outcome.value))) },
        ...(old.some((value) => value > 0) ? ([{ name: t('board.lastYear'), kind: 'line', tone: 'ghost', values: old }] as const) : []),
      ] as const,
    };
  }, [points, past, field, t]);
  const linkOf = (index: number) => {
    const point = points[index];
    return dealsLink(point ? board.whereClosed(inStages(won), between('closedOn', point)) : board.won);
  };
  return (
    <ChartCard
      title={t(bucket === 'month' ? 'board.byMonth' : 'board.byQuarter')}
      note={t('board.byMonthNote')}
      state={query}
      isEmpty={points.every((point) => point.outcome.won === 0)}
      tools={
        <Segmented
          small
          label={t('board.grain')}
          value={bucket}
          segments={[
            { value: 'month', label: t('board.month') },
            { value: 'quarter', label: t('board.quarter') },
          ]}
          onChange={(by) => board.change({ by: by as 'month' | 'quarter' })}
        />
      }
      table={() => ({
        columns: [
          { key: 'time', label: t('board.time') },
          { key: 'sum', label: t('board.wonValue'), numeric: true },
          { key: 'count', label: t('board.count'), numeric: true },
          { key: 'old', label: t('board.lastYear'), numeric: true },
        ],
        rows: points.map((point, index) => ({
          key: point.key,
          link: linkOf(index),
          cells: [
            point.key,
            format.money(point.outcome.value),
            format.number(point.outcome.won),
            past ? format.money(chart.old[index]) : '--',
          ],
        })),
      })}
    >
      <SeriesChart
        label={t('board.byMonthLabel')}
        labels={chart.labels}
        series={chart.series}
        format={(value) => format.moneyFigure(value).text.replace(/\.0(?=\D|$)/, '')}
        onPick={(index) => void navigate(linkOf(index) as never)}
      />
    </ChartCard>
  );
}

/** 赢率 over time; the cycle stands in its table. */
export function RateCard({ board }: { readonly board: Board }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const navigate = useNavigate();
  const { query, points, name } = useByTime(board);
  const chart = useMemo(
    () => ({
      labels: points.map((point) => name(point.key)),
      series: [{ name: t('board.winRate'), kind: 'line', tone: 3, values: points.map((point) => point.outcome.rate) }] as const,
    }),
    [points, t],
  );
  const closed = [...stageKeys(board.stages, 'won'), ...stageKeys(board.stages, 'lost')];
  const linkOf = (index: number) => {
    const point = points[index];
    return dealsLink(point ? board.whereClosed(inStages(closed), between('closedOn', point)) : board.decided);
  };
  return (
    <ChartCard
      title={t('board.rateQuestion')}
      note={t('board.rateNote')}
      state={query}
      isEmpty={points.every((point) => point.outcome.rate === null)}
      table={() => ({
        columns: [
          { key: 'time', label: t('board.time') },
          { key: 'rate', label: t('board.winRate'), numeric: true },
          { key: 'won', label: t('board.won'), numeric: true },
          { key: 'lost', label: t('board.lost'), numeric: true },
          { key: 'cycle', label: t('board.cycleDays'), numeric: true },
        ],
        rows: points.map((point, index) => ({
          key: point.key,
          link: linkOf(index),
          cells: [
            point.key,
            format.percent(point.outcome.rate),
            format.number(point.outcome.won),
            format.number(point.outcome.lost),
            point.outcome.cycle === null ? '--' : format.number(Number(point.outcome.cycle)),
          ],
        })),
      })}
    >
      <SeriesChart
        label={t('board.rateQuestion')}
        labels={chart.labels}
        series={chart.series}
        max={100}
        format={(value) => format.percent(value, 1)}
        onPick={(index) => void navigate(linkOf(index) as never)}
      />
    </ChartCard>
  );
}
