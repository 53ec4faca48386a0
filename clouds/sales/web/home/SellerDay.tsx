import {
  Button,
  EmptyState,
  ErrorState,
  listLink,
  openCreate,
  paths,
  Segmented,
  Skeleton,
  useCan,
  useTranslation,
} from '@huanke/platform/ui';
import { useHomeSection } from '@huanke/platform/ui/home';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { LeadRows } from './LeadRows.tsx';
import { NowCard } from './NowCard.tsx';
import { NextRow } from './Row.tsx';
import { type DayAnswer, type Group, itemOf, type LeadsAnswer, type WatchedLine } from './types.ts';
import { useDay } from './use-day.ts';
import { Waiting } from './Waiting.tsx';
import { WatchedRow } from './WatchedRow.tsx';
import './home.css';

const SHOWN = 5;

function Section({
  title,
  count,
  note,
  children,
}: {
  readonly title: string;
  readonly count: number;
  readonly note?: string;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title}>
      <div className="sec">
        <h2>{title}</h2>
        <span className="note n">{count}</span>
        {note && <span className="note">{note}</span>}
      </div>
      {children}
    </section>
  );
}

function Next({ title, group, today }: { readonly title: string; readonly group: DayAnswer['late']; readonly today: string }) {
  if (group.items.length === 0) return null;
  return (
    <Section title={title} count={group.count}>
      <ul>
        {group.items.map((line) => (
          <NextRow key={line.key} item={itemOf(line)} today={today} />
        ))}
      </ul>
    </Section>
  );
}

function Watched({
  kind,
  group,
  today,
}: {
  readonly kind: 'closing' | 'cold';
  readonly group: Group<WatchedLine>;
  readonly today: string;
}) {
  const { t } = useTranslation('sales');
  const { stages } = useDay();
  const [all, setAll] = useState(false);
  if (group.items.length === 0) return null;
  return (
    <Section title={t(`home.${kind}`)} count={group.count} note={t(`home.${kind}Note`)}>
      <ul>
        {group.items.slice(0, all ? undefined : SHOWN).map((line) => (
          <WatchedRow key={line.deal.id} line={line} stages={stages} today={today} />
        ))}
      </ul>
      {group.items.length > SHOWN && (
        <Button kind="link" size="sm" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('board.fold') : t('board.showAll', { count: group.items.length })}
        </Button>
      )}
    </Section>
  );
}

function FirstDeal() {
  const { t } = useTranslation('sales');
  const can = useCan();
  return (
    <EmptyState icon="opportunity" title={t('home.empty')} text={t('home.emptyHint')}>
      {can('opportunity.create') && (
        <Button kind="primary" icon="plus" onClick={() => openCreate('opportunity')}>
          {t('home.newDeal')}
        </Button>
      )}
      {can('opportunity.import') && (
        <Link to={paths.import()} className="btn">
          {t('home.import')}
        </Link>
      )}
    </EmptyState>
  );
}

/** The day of a seller: one thing now, leads whose clock runs, then what is late, due, waiting, to close and going cold. */
export function SellerDay() {
  const { t } = useTranslation('sales');
  const { day, isReady, error, refetch, today, stages } = useDay();
  const leads = useHomeSection<LeadsAnswer>('sales.leads').data?.count ?? 0;
  const [span, setSpan] = useState<'today' | 'week'>('today');
  if (!day) return error ? <ErrorState error={error} onRetry={refetch} /> : isReady ? null : <Skeleton lines={8} />;
  if (day.isEmpty && leads === 0)
    return (
      <>
        <FirstDeal />
        <Waiting />
      </>
    );
  const due = day.late.count + day.today.count + (day.now ? 1 : 0);
  const late = day.late.count + (day.now && day.now.late > 0 ? 1 : 0);
  const isClear = due + leads + day.closing.count + day.cold.count === 0;
  return (
    <div className="day-list">
      <div className="sum">
        <p className="note">{due === 0 ? t('home.allDone') : t('home.toDo', { count: due, late })}</p>
        <span className="sp" />
        <Segmented
          small
          label={t('home.span')}
          value={span}
          segments={[
            { value: 'today', label: t('home.today') },
            { value: 'week', label: t('home.week') },
          ]}
          onChange={(value) => setSpan(value as 'today' | 'week')}
        />
      </div>
      {day.now && <NowCard key={day.now.key} now={day.now} today={today} stages={stages} />}
      <LeadRows />
      <Next title={t('home.late')} group={day.late} today={today} />
      <Next title={t('home.today')} group={day.today} today={today} />
      {span === 'week' && <Next title={t('home.nextDays')} group={day.week} today={today} />}
      <Waiting />
      <Watched kind="closing" group={day.closing} today={today} />
      <Watched kind="cold" group={day.cold} today={today} />
      {isClear && (
        <EmptyState small icon="check" title={t('home.clear')}>
          <Link {...listLink('opportunity', { view: 'mine' })} className="btn">
            {t('home.toDeals')}
          </Link>
        </EmptyState>
      )}
    </div>
  );
}
