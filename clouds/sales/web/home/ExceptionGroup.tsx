import { Avatar, type Filter, isReference, listLink, paths, type RecordData, useFormat, useTranslation } from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { daysBetween } from '../days.ts';
import { dealOf, leadOf } from './types.ts';

export interface ExceptionAnswer {
  readonly key: 'lateSteps' | 'pastClose' | 'stalled' | 'noStep' | 'thisMonth' | 'slaBreached' | 'unassigned';
  readonly object: 'opportunity' | 'lead';
  readonly filter: Filter;
  readonly count: number;
  readonly records: readonly RecordData[];
  readonly people: readonly { readonly id: string; readonly title: string; readonly count: number }[];
}

interface Line {
  readonly when: string;
  readonly why: string;
  readonly isLate: boolean;
}

/** When and why one record is out of order. */
function useTold(key: ExceptionAnswer['key'], today: string): (record: RecordData) => Line {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const days = (day: string | null) => (day ? daysBetween(day, today) : 0);
  return (record) => {
    const deal = dealOf(record);
    const step = deal.nextStep ? `↳ ${deal.nextStep}` : '';
    switch (key) {
      case 'lateSteps':
        return { when: t('home.daysLate', { count: days(deal.nextStepOn) }), why: deal.nextStep ?? '', isLate: true };
      case 'pastClose':
        return { when: t('home.days', { count: days(deal.closeOn) }), why: step, isLate: true };
      case 'stalled': {
        const since = String(record['stalledAt'] ?? '');
        return {
          when: since ? t('home.days', { count: days(format.date(since)) }) : '--',
          why: step || t('home.chill.noStep'),
          isLate: true,
        };
      }
      case 'noStep':
        return { when: '--', why: deal.closeOn ? t('home.closesOn', { day: format.day(deal.closeOn) }) : '', isLate: false };
      case 'thisMonth':
        return {
          when: deal.closeOn ? format.day(deal.closeOn) : '--',
          why: step || t('home.chill.noStep'),
          isLate: days(deal.closeOn) > 0,
        };
      default: {
        const at = record[key === 'slaBreached' ? 'slaBreachedAt' : 'createdAt'];
        return {
          when: typeof at === 'string' ? format.relative(at) : '--',
          why: leadOf(record).company ?? '',
          isLate: key === 'slaBreached',
        };
      }
    }
  };
}

function RecordRow({
  object,
  record,
  line,
}: {
  readonly object: ExceptionAnswer['object'];
  readonly record: RecordData;
  readonly line: Line;
}) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const deal = dealOf(record);
  const figure = deal.amount === null ? null : format.moneyFigure(deal.amount, deal.currency ?? undefined);
  const owner = isReference(record['owner']) ? record['owner'].title : t('board.none.seller');
  const title = object === 'lead' ? leadOf(record).name : deal.name;
  return (
    <li className="it team">
      <span className={line.isLate ? 'tm late' : 'tm'}>{line.when}</span>
      <span title={owner}>
        <Avatar name={owner} size={28} />
      </span>
      <div className="m">
        <p>
          <Link to={paths.record(object, record.id)}>
            {title}
            {deal.account && (
              <>
                <i className="dot" />
                {deal.account.title}
              </>
            )}
          </Link>
        </p>
        <p className="why">{[owner, line.why].filter(Boolean).join(' · ')}</p>
      </div>
      <span className="amt" title={figure?.title}>
        {figure?.text}
      </span>
    </li>
  );
}

/** Records of one kind person by person, so that the talk with each is prepared. */
function People({ exception: { key, object, filter, people } }: { readonly exception: ExceptionAnswer }) {
  const { t } = useTranslation('sales');
  if (people.length < 2) return null;
  const base = 'and' in filter ? filter.and : [filter];
  return (
    <ul className="sellers" aria-label={t('home.team.byPerson', { name: t(`home.team.${key}`) })}>
      {people.map(({ id, title, count }) => (
        <li key={id}>
          <Link {...listLink(object, { filter: { and: [...base, { field: 'owner', op: 'eq', value: id }] } })} className="chip">
            <Avatar name={title} size={20} />
            {title}
            {/* what closes this month is no fault */}
            <b className={key === 'thisMonth' ? undefined : 'bad'}>{count}</b>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** One kind of thing that is out of order: how many, with whom, and the first of them. */
export function ExceptionGroup({ exception, today }: { readonly exception: ExceptionAnswer; readonly today: string }) {
  const { t } = useTranslation('sales');
  const told = useTold(exception.key, today);
  const { key, object, filter, count, records } = exception;
  return (
    <section aria-label={t(`home.team.${key}`)}>
      <div className="sec">
        <h2>{t(`home.team.${key}`)}</h2>
        <Link {...listLink(object, { filter })}>{t(key === 'unassigned' ? 'home.team.assignAll' : 'board.showAll', { count })}</Link>
        <span className="note">{t(`home.team.${key}Note`)}</span>
      </div>
      <People exception={exception} />
      <ul>
        {records.map((record) => (
          <RecordRow key={record.id} object={object} record={record} line={told(record)} />
        ))}
      </ul>
    </section>
  );
}
