import {
  Avatar,
  api,
  type Filter,
  isReference,
  listLink,
  paths,
  type RecordPage,
  recordKeys,
  Skeleton,
  type SortKey,
  useAggregate,
  useFormat,
  useObject,
  useTranslation,
} from '@huanke/platform/ui';
import { ChartCard, RankRows } from '@huanke/platform/ui/charts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { daysBetween } from '../days.ts';
import { stageKeys, stagesOf } from '../figures.ts';
import { type Deal, dealFields, dealOf } from './types.ts';
import './home.css';

const SHOWN = 4;

/** The first deals of a filter and how many there are, in one request. */
function useFirst(filter: Filter) {
  const sort: readonly SortKey[] = [{ field: 'amount', direction: 'desc' }];
  const query = { fields: dealFields, filter, sort, limit: SHOWN, count: 'capped' };
  return useQuery({
    queryKey: [...recordKeys.object('opportunity'), 'first', query],
    queryFn: ({ signal }) => api.post<RecordPage>('/records/opportunity/query', query, { signal }),
  });
}

function DealRow({
  deal,
  when,
  why,
  isLate,
}: {
  readonly deal: Deal;
  readonly when: string;
  readonly why: string;
  readonly isLate: boolean;
}) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const figure = deal.amount === null ? null : format.moneyFigure(deal.amount, deal.currency ?? undefined);
  const owner = deal.owner?.title ?? t('board.none.seller');
  return (
    <li className="it team">
      <span className={isLate ? 'tm late' : 'tm'}>{when}</span>
      <span title={owner}>
        <Avatar name={owner} size={28} />
      </span>
      <div className="m">
        <p>
          <Link to={paths.record('opportunity', deal.id)}>
            {deal.name}
            {deal.account && (
              <>
                <i className="dot" />
                {deal.account.title}
              </>
            )}
          </Link>
        </p>
        <p className="why">{[owner, why].filter(Boolean).join(' · ')}</p>
      </div>
      <span className="amt" title={figure?.title}>
        {figure?.text}
      </span>
    </li>
  );
}

interface Exception {
  readonly key: 'lateSteps' | 'pastClose' | 'noStep' | 'thisMonth';
  readonly filter: Filter;
}

function ExceptionGroup({ exception, today }: { readonly exception: Exception; readonly today: string }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const { key, filter } = exception;
  const page = useFirst(filter).data;
  const count = page?.count;
  if (!page || page.records.length === 0) return null;
  const deals = page.records.map(dealOf);
  const told = (deal: Deal) => {
    const day = key === 'lateSteps' ? deal.nextStepOn : deal.closeOn;
    const days = day ? daysBetween(day, today) : 0;
    if (key === 'noStep')
      return { when: '--', why: deal.closeOn ? t('home.closesOn', { day: format.day(deal.closeOn) }) : '', isLate: false };
    if (key === 'lateSteps') return { when: t('home.daysLate', { count: days }), why: deal.nextStep ?? '', isLate: true };
    if (key === 'pastClose') return { when: t('home.days', { count: days }), why: deal.nextStep ? `↳ ${deal.nextStep}` : '', isLate: true };
    return {
      when: deal.closeOn ? format.day(deal.closeOn) : '--',
      why: deal.nextStep ? `↳ ${deal.nextStep}` : t('home.chill.noStep'),
      isLate: days > 0,
    };
  };
  return (
    <section aria-label={t(`home.team.${key}`)}>
      <div className="sec">
        <h2>{t(`home.team.${key}`)}</h2>
        {count && (
          <Link {...listLink('opportunity', { filter })}>
            {t('board.showAll', { count: count.value })}
            {count.capped ? '+' : ''}
          </Link>
        )}
        <span className="note">{t(`home.team.${key}Note`)}</span>
      </div>
      {key === 'lateSteps' && <LateBySeller filter={filter} />}
      <ul>
        {deals.map((deal) => (
          <DealRow key={deal.id} deal={deal} {...told(deal)} />
        ))}
      </ul>
    </section>
  );
}

/** Late steps person by person, so that the talk with each is prepared. */
function LateBySeller({ filter }: { readonly filter: Filter }) {
  const { t } = useTranslation('sales');
  const query = useAggregate('opportunity', {
    groupBy: [{ field: 'owner' }],
    measures: [{ fn: 'count' }],
    filter,
    sort: [{ field: 'count', direction: 'desc' }],
    limit: 12,
  });
  const rows = query.data?.rows.filter((row) => isReference(row['owner'])) ?? [];
  if (rows.length === 0) return null;
  const base = 'and' in filter ? filter.and : [filter];
  return (
    <ul className="sellers" aria-label={t('home.team.bySeller')}>
      {rows.map((row) => {
        const owner = row['owner'] as { readonly id: string; readonly title: string };
        return (
          <li key={owner.id}>
            <Link
              {...listLink('opportunity', { filter: { and: [...base, { field: 'owner', op: 'eq', value: owner.id }] } })}
              className="chip"
            >
              <Avatar name={owner.title} size={20} />
              {owner.title}
              <b>{Number(row['count'])}</b>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

function WonBySeller({ filter }: { readonly filter: Filter }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const query = useAggregate('opportunity', {
    groupBy: [{ field: 'creditTo' }],
    measures: [{ fn: 'count' }, { fn: 'sum', field: 'amount' }],
    filter,
    sort: [{ field: 'sum:amount', direction: 'desc' }],
    limit: 10,
  });
  const base = 'and' in filter ? filter.and : [filter];
  const rows = (query.data?.rows ?? []).map((row) => {
    const owner = isReference(row['creditTo']) ? row['creditTo'] : null;
    const figure = format.moneyFigure(String(row['sum:amount'] ?? '0'));
    const name = owner?.title ?? t('board.none.seller');
    const test: Filter = owner ? { field: 'creditTo', op: 'eq', value: owner.id } : { field: 'creditTo', op: 'isNull' };
    return {
      key: owner?.id ?? '',
      name,
      mark: <Avatar name={name} size={20} />,
      value: Number(row['sum:amount'] ?? 0),
      text: figure.text,
      title: figure.title,
      exact: String(row['sum:amount'] ?? '0'),
      count: Number(row['count'] ?? 0),
      note: t('board.pieces', { count: Number(row['count'] ?? 0) }),
      link: listLink('opportunity', { filter: { and: [...base, test] } }),
    };
  });
  return (
    <ChartCard
      className="flat"
      title={t('home.team.won')}
      state={query}
      isEmpty={rows.length === 0}
      empty={t('home.team.noWon')}
      height={60}
      table={() => ({
        columns: [
          { key: 'name', label: t('board.name.seller') },
          { key: 'sum', label: t('board.wonValue'), numeric: true },
          { key: 'count', label: t('board.count'), numeric: true },
        ],
        rows: rows.map((row) => ({ key: row.key, link: row.link, cells: [row.name, format.money(row.exact), format.number(row.count)] })),
      })}
    >
      <RankRows label={t('home.team.won')} numbered rows={rows} />
    </ChartCard>
  );
}

/** The day of a manager: what is out of order in the team, what should close this month, who won how much. */
export function TeamDay() {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const meta = useObject('opportunity').data;
  const stages = stagesOf(meta);
  const today = format.date(new Date());
  const open: Filter = { field: 'stage', op: 'in', value: stageKeys(stages, 'open') };
  const late: Filter = { and: [open, { field: 'nextStepOn', op: 'lt', value: today }] };
  const exceptions: readonly Exception[] = [
    { key: 'lateSteps', filter: late },
    { key: 'pastClose', filter: { and: [open, { field: 'closeOn', op: 'lt', value: today }] } },
    { key: 'noStep', filter: { and: [open, { field: 'nextStepOn', op: 'isNull' }] } },
    { key: 'thisMonth', filter: { and: [open, { field: 'closeOn', op: 'within', value: 'thisMonth' }] } },
  ];
  const won: Filter = {
    and: [
      { field: 'stage', op: 'in', value: stageKeys(stages, 'won') },
      { field: 'closedOn', op: 'within', value: 'thisQuarter' },
    ],
  };
  if (!meta) return <Skeleton lines={6} />;
  return (
    <div className="day-list">
      <div className="sum">
        <p className="note">{t('home.team.intro')}</p>
        <span className="sp" />
        <Link to="/dashboard" className="btn sm">
          {t('home.team.toBoard')}
        </Link>
      </div>
      {exceptions.map((exception) => (
        <ExceptionGroup key={exception.key} exception={exception} today={today} />
      ))}
      <WonBySeller filter={won} />
    </div>
  );
}
