import { useLabel } from '../data/meta.ts';
import { useRecordItems } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { MergesNote } from '../duplicates/MergesNote.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { useRecordPage } from '../record/page-state.ts';
import { HistoryLine } from './Entry.tsx';
import { groupByDay, type HistoryItem } from './items.ts';
import './timeline.css';

/** 变更记录: every change with old and new, who, when and by which way. */
export function History() {
  const { t } = useTranslation('timeline');
  const text = useLabel();
  const format = useFormat();
  const { meta, record } = useRecordPage();
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useRecordItems<HistoryItem>(
    meta.name,
    record.id,
    'history',
  );
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton lines={5} />;
  const items = data.pages.flatMap((page) => page.items);
  return (
    <div className="tl hist">
      <MergesNote meta={meta} record={record} />
      {items.length === 0 && <p className="tlempty">{t('noChanges')}</p>}
      {groupByDay(items, (at) => format.daysUntil(at)).map((group) => (
        <div key={group.items[0]?.id} className="day">
          <h2>{t(`days.${group.key}`)}</h2>
          <ul>
            {group.items.map((item) => (
              <HistoryLine key={item.id} item={item} object={text(meta.label)} />
            ))}
          </ul>
        </div>
      ))}
      {hasNextPage && (
        <Button kind="ghost" size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('older')}
        </Button>
      )}
    </div>
  );
}
