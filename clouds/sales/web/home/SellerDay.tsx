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
  useLabel,
  useTranslation,
} from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { NowCard } from './NowCard.tsx';
import type { NextItem } from './plan.ts';
import { ColdRow, NextRow } from './Row.tsx';
import { useDay } from './use-day.ts';
import './home.css';

const SHOWN_COLD = 5;

function Group({ title, items, today }: { readonly title: string; readonly items: readonly NextItem[]; readonly today: string }) {
  if (items.length === 0) return null;
  return (
    <section aria-label={title}>
      <div className="sec">
        <h2>{title}</h2>
        <span className="note n">{items.length}</span>
      </div>
      <ul>
        {items.map((item) => (
          <NextRow key={item.key} item={item} today={today} />
        ))}
      </ul>
    </section>
  );
}

/** The day of a seller: one thing now, then what is late, due, and going cold. */
export function SellerDay() {
  const { t } = useTranslation('sales');
  const label = useLabel();
  const can = useCan();
  const { plan, error, refetch, today, stages } = useDay();
  const [span, setSpan] = useState<'today' | 'week'>('today');
  const [all, setAll] = useState(false);
  if (!plan) return error ? <ErrorState error={error} onRetry={refetch} /> : <Skeleton lines={8} />;
  if (plan.isEmpty && plan.cold.length === 0) {
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
  const due = plan.late.length + plan.today.length + (plan.now ? 1 : 0);
  const late = plan.late.length + (plan.now && plan.now.late > 0 ? 1 : 0);
  const stageOf = (key: string) => {
    const stage = stages.find((one) => one.key === key);
    return stage ? label(stage.label) : '';
  };
  const cold = all ? plan.cold : plan.cold.slice(0, SHOWN_COLD);
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
      {plan.now && <NowCard key={plan.now.key} item={plan.now} today={today} stages={stages} />}
      <Group title={t('home.late')} items={plan.late} today={today} />
      <Group title={t('home.today')} items={plan.today} today={today} />
      {span === 'week' && <Group title={t('home.nextDays')} items={plan.week} today={today} />}
      {cold.length > 0 && (
        <section aria-label={t('home.cold')}>
          <div className="sec">
            <h2>{t('home.cold')}</h2>
            <span className="note">{t('home.coldNote')}</span>
          </div>
          <ul>
            {cold.map((one) => (
              <ColdRow key={one.deal.id} cold={one} stage={stageOf(one.deal.stage)} />
            ))}
          </ul>
          {plan.cold.length > SHOWN_COLD && (
            <Button kind="link" size="sm" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t('board.fold') : t('board.showAll', { count: plan.cold.length })}
            </Button>
          )}
        </section>
      )}
      {due === 0 && cold.length === 0 && (
        <EmptyState small icon="check" title={t('home.clear')}>
          <Link {...listLink('opportunity', { view: 'mine' })} className="btn">
            {t('home.toDeals')}
          </Link>
        </EmptyState>
      )}
    </div>
  );
}
