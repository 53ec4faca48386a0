import { type KeyboardEvent, useState } from 'react';
import { useRecordItems } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { useRecordPage } from '../record/page-state.ts';
import { Entry } from './Entry.tsx';
import { groupByDay, KINDS, type TimelineFilter, type TimelineItem } from './items.ts';
import './timeline.css';

const FILTERS: readonly TimelineFilter[] = ['all', 'activity', 'comment', 'change', 'file'];
/** Where modules tell something of their own. */
const WITH_TOLD: readonly TimelineFilter[] = [...FILTERS, 'record'];

const NOTHING = {
  all: 'nothingYet',
  activity: 'nothingYet',
  comment: 'noComments',
  change: 'noChanges',
  file: 'noFiles',
  record: 'nothingYet',
} as const;

/** Everything that happened, newest first: all of it, or one kind. */
export function Timeline() {
  const { t } = useTranslation('timeline');
  const format = useFormat();
  const { meta, record } = useRecordPage();
  const [filter, setFilter] = useState<TimelineFilter>('all');
  const kinds = KINDS[filter];
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useRecordItems<TimelineItem>(
    meta.name,
    record.id,
    'timeline',
    { limit: '30', ...(kinds ? { kinds } : {}) },
  );
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const filters = filter === 'record' || items.some(({ kind }) => kind === 'record') ? WITH_TOLD : FILTERS;
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = (filters.indexOf(filter) + step + filters.length) % filters.length;
    setFilter(filters[at] ?? 'all');
    (event.currentTarget.children[at] as HTMLElement | undefined)?.focus();
  };
  return (
    <>
      <div className="tlh" role="radiogroup" aria-label={t('filter')} onKeyDown={onKeyDown}>
        {filters.map((one) => (
          // biome-ignore lint/a11y/useSemanticElements: pills after the ARIA radio pattern
          <button
            key={one}
            type="button"
            role="radio"
            className="f"
            aria-checked={one === filter}
            tabIndex={one === filter ? 0 : -1}
            onClick={() => setFilter(one)}
          >
            {t(`filters.${one}`)}
          </button>
        ))}
      </div>
      <div className="tl">
        {error ? (
          <ErrorState error={error} small onRetry={() => void refetch()} />
        ) : isPending ? (
          <Skeleton lines={5} />
        ) : items.length === 0 ? (
          <p className="tlempty">{t(NOTHING[filter])}</p>
        ) : (
          groupByDay(items, (at) => format.daysUntil(at)).map((group) => (
            <div key={group.items[0]?.id} className="day">
              <h2>{t(`days.${group.key}`)}</h2>
              <ul>
                {group.items.map((item) => (
                  <Entry key={item.id} item={item} />
                ))}
              </ul>
            </div>
          ))
        )}
        {hasNextPage && (
          <Button kind="ghost" size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('older')}
          </Button>
        )}
      </div>
    </>
  );
}
