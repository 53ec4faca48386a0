import { type Filter, listLink, numberFigure, useAggregate, useFormat, useObject, useTranslation } from '@huanke/platform/ui';
import { FigureLink } from '@huanke/platform/ui/charts';
import type { ReactNode } from 'react';
import { outcomeOf, stageKeys, stagesOf, sumDecimals, weightedValue } from '../figures.ts';
import './home.css';

function Figure({
  title,
  count,
  children,
  note,
}: {
  readonly title: string;
  readonly count?: string | undefined;
  readonly children: ReactNode;
  readonly note?: string | undefined;
}) {
  return (
    <div className="f">
      <dt>
        <span>{title}</span>
        {count && <span>{count}</span>}
      </dt>
      <dd>
        {children}
        {note && <em>{note}</em>}
      </dd>
    </div>
  );
}

/** Four figures of the quarter; each opens the records it counts. `mine` narrows them to the person who looks. */
function Figures({ mine = false }: { readonly mine?: boolean }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const meta = useObject('opportunity').data;
  const stages = stagesOf(meta);
  // closed deals count for who has the credit, open ones for their owner
  const where = (whose: 'owner' | 'creditTo', ...more: readonly Filter[]): Filter => ({
    and: [...(mine ? [{ field: whose, op: 'eq', value: 'me' } as const] : []), ...more],
  });
  const won = stageKeys(stages, 'won');
  const open: Filter = { field: 'stage', op: 'in', value: stageKeys(stages, 'open') };
  const quarter: Filter = { field: 'closedOn', op: 'within', value: 'thisQuarter' };
  const decided = where('creditTo', { field: 'stage', op: 'in', value: [...won, ...stageKeys(stages, 'lost')] }, quarter);
  const wonFilter = where('creditTo', { field: 'stage', op: 'in', value: won }, quarter);
  const openFilter = where('owner', open);
  const soonFilter = where('owner', open, { field: 'closeOn', op: 'within', value: 'nextNDays:30' });
  const groupBy = [{ field: 'stage' }];
  const measures = [{ fn: 'count' }, { fn: 'sum', field: 'amount' }] as const;
  const ready = stages.length > 0;
  const closedRows = useAggregate('opportunity', { groupBy, measures, filter: decided }, ready).data?.rows;
  const openRows = useAggregate('opportunity', { groupBy, measures, filter: openFilter }, ready).data?.rows;
  const soonRow = useAggregate('opportunity', { measures, filter: soonFilter }, ready).data?.rows[0];
  const outcome = closedRows && outcomeOf(closedRows, stages);
  const openCount = openRows?.reduce((sum, row) => sum + Number(row['count'] ?? 0), 0);
  const none = numberFigure(null, format.language);
  const money = (value: unknown) => format.moneyFigure(String(value ?? '0'));
  const deals = (count: number | undefined) => (count === undefined ? undefined : t('board.pieces', { count }));
  return (
    <dl className="fig">
      <Figure title={t('home.wonQuarter')} count={deals(outcome?.won)}>
        <FigureLink figure={outcome ? money(outcome.value) : none} link={listLink('opportunity', { filter: wonFilter })} />
      </Figure>
      <Figure
        title={t('home.pipeline')}
        count={deals(openCount)}
        note={openRows && t('home.weighted', { sum: money(weightedValue(openRows, stages)).text })}
      >
        <FigureLink
          figure={openRows ? money(sumDecimals(openRows.map((row) => row['sum:amount']))) : none}
          link={listLink('opportunity', { filter: openFilter })}
        />
      </Figure>
      <Figure title={t('home.closingSoon')} count={soonRow && deals(Number(soonRow['count'] ?? 0))}>
        <FigureLink figure={soonRow ? money(soonRow['sum:amount']) : none} link={listLink('opportunity', { filter: soonFilter })} />
      </Figure>
      <Figure
        title={t('home.winRate')}
        note={
          outcome && outcome.won + outcome.lost > 0
            ? t('board.winRateOf', { won: outcome.won, all: outcome.won + outcome.lost })
            : undefined
        }
      >
        <FigureLink
          figure={outcome?.rate == null ? none : { ...none, digits: format.number(outcome.rate), title: format.percent(outcome.rate) }}
          unit={outcome?.rate == null ? '' : '%'}
          link={listLink('opportunity', { filter: decided })}
        />
      </Figure>
    </dl>
  );
}

export function SellerFigures() {
  return <Figures mine />;
}

/** Of everything this person may see: the team of a manager, the company of an administrator. */
export function TeamFigures() {
  return <Figures />;
}
