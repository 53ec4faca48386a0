import { ErrorState, type Figure, numberFigure, useFormat, useTranslation } from '@huanke/platform/ui';
import { FigureLink } from '@huanke/platform/ui/charts';
import type { ReactNode } from 'react';
import { changeOf, outcomeOf, stageKeys } from '../figures.ts';
import { between, inStages, yearBefore } from './state.ts';
import { type Board, dealsLink, useDeals } from './use-board.ts';

const measures = [
  { fn: 'count' },
  { fn: 'sum', field: 'amount' },
  { fn: 'avg', field: 'cycleDays' },
  { fn: 'count', field: 'cycleDays', as: 'cycles' },
] as const;

function Card({ title, children, note }: { readonly title: string; readonly children: ReactNode; readonly note: ReactNode }) {
  return (
    <div className="card kf">
      <dt>{title}</dt>
      <dd>{children}</dd>
      <dd className="nt">{note}</dd>
    </div>
  );
}

/** 赢了多少, how often, how fast; beside the same days a year ago. */
export function Figures({ board }: { readonly board: Board }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const groupBy = [{ field: 'stage' }];
  const now = useDeals(board, { groupBy, measures, ...(board.decided ? { filter: board.decided } : {}) });
  const before = yearBefore(board.period, board.today, true);
  const closed = [...stageKeys(board.stages, 'won'), ...stageKeys(board.stages, 'lost')];
  const filter = before ? board.whereClosed(inStages(closed), between('closedOn', before)) : undefined;
  const then = useDeals(board, { groupBy, measures, ...(filter ? { filter } : {}) }, before !== null);
  if (now.error && !now.data) return <ErrorState small error={now.error} onRetry={() => void now.refetch()} />;
  const outcome = now.data && outcomeOf(now.data.rows, board.stages);
  const past = before && then.data && !then.isPlaceholderData ? outcomeOf(then.data.rows, board.stages) : null;
  const versus = t('board.versus');
  const change = (text: string | null, good: boolean | null) =>
    text && <b className={good === null ? undefined : good ? 'up' : 'dn'}>{`${text} ${versus}`}</b>;
  const relative = (value: number, old: number | undefined) => {
    const percent = old === undefined ? null : changeOf(value, old);
    return percent === null
      ? null
      : change(`${percent < 0 ? '↓' : '↑'} ${format.percent(Math.abs(percent), 1)}`, percent === 0 ? null : percent > 0);
  };
  const none: Figure = numberFigure(null, format.language);
  const plain = (text: string): Figure => ({ sign: '', digits: text, unit: '', text, title: text });
  const points = outcome?.rate != null && past?.rate != null ? Math.round((outcome.rate - past.rate) * 10) / 10 : null;
  const days = outcome?.cycle != null && past?.cycle != null ? Math.round((Number(outcome.cycle) - Number(past.cycle)) * 10) / 10 : null;
  return (
    <dl className="kfs" aria-busy={!outcome || now.isPlaceholderData || undefined}>
      <Card title={t('board.wonValue')} note={outcome && relative(Number(outcome.value), past ? Number(past.value) : undefined)}>
        <FigureLink figure={outcome ? format.moneyFigure(outcome.value) : none} link={dealsLink(board.won)} />
      </Card>
      <Card
        title={t('board.wonCount')}
        note={
          outcome && (
            <>
              {relative(outcome.won, past?.won)}
              <span>{t('board.lostCount', { count: outcome.lost })}</span>
            </>
          )
        }
      >
        <FigureLink figure={outcome ? plain(format.number(outcome.won)) : none} unit={t('board.deals')} link={dealsLink(board.won)} />
      </Card>
      <Card
        title={t('board.winRate')}
        note={
          outcome && (
            <>
              {points !== null &&
                change(
                  t(points < 0 ? 'board.pointsLess' : 'board.pointsMore', { count: Math.abs(points) }),
                  points === 0 ? null : points > 0,
                )}
              <span>{t('board.winRateOf', { won: format.number(outcome.won), all: format.number(outcome.won + outcome.lost) })}</span>
            </>
          )
        }
      >
        <FigureLink
          figure={outcome?.rate == null ? none : plain(format.number(outcome.rate))}
          unit={outcome?.rate == null ? '' : '%'}
          link={dealsLink(board.decided)}
        />
      </Card>
      <Card
        title={t('board.cycle')}
        note={
          outcome &&
          days !== null &&
          change(t(days > 0 ? 'board.slower' : 'board.faster', { count: Math.abs(days) }), days === 0 ? null : days < 0)
        }
      >
        <FigureLink
          figure={outcome?.cycle == null ? none : plain(format.number(Number(outcome.cycle)))}
          unit={outcome?.cycle == null ? '' : t('board.days')}
          link={dealsLink(board.won)}
        />
      </Card>
    </dl>
  );
}
