import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { type LogEntry, type LogKind, logKinds, type PoolView, useLog } from './data.ts';

const shown = ['all', ...logKinds] as const;

/** 领取日志: what happened to the records of a pool, the newest first. */
export function LogDrawer({ pool, onClose }: { readonly pool: Pick<PoolView, 'id' | 'name' | 'object'>; readonly onClose: () => void }) {
  const { t } = useTranslation('pools');
  const [what, setWhat] = useState<LogKind | 'all'>('all');
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useLog(pool.id, what);
  const items = data?.pages.flatMap((page) => page.items);
  return (
    <Drawer open title={t('log.title', { pool: pool.name })} onClose={onClose}>
      <Segmented
        label={t('log.filter')}
        value={what}
        segments={shown.map((value) => ({ value, label: t(`log.what.${value}`) }))}
        onChange={setWhat}
      />
      {error && !items && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!items && !error && <Skeleton lines={6} />}
      {items?.length === 0 && <EmptyState small icon="clock" title={t('log.none')} />}
      <ul className="poollog">
        {items?.map((entry) => (
          <Line key={entry.id} entry={entry} object={pool.object} />
        ))}
      </ul>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('log.more')}
        </Button>
      )}
    </Drawer>
  );
}

function Line({ entry: { what, reason, note, at, record, from, to, by }, object }: { readonly entry: LogEntry; readonly object: string }) {
  const { t } = useTranslation('pools');
  const format = useFormat();
  const name = (one: LogEntry['from']) => one?.title || t('log.nobody');
  const parts = [
    what === 'claimed' || what === 'assigned' ? t('log.to', { name: name(to) }) : t('log.from', { name: name(from) }),
    ...(reason ? [t(`log.reasons.${reason}` as 'log.reasons.byHand', { defaultValue: reason })] : []),
    ...(note ? [note] : []),
    ...(by ? [t('log.by', { name: name(by) })] : []),
  ];
  return (
    <li>
      <span>
        <Tag small>{t(`log.what.${what}`)}</Tag>
        {record.title ? (
          <Link className="ell" to={paths.record(object, record.id)}>
            {record.title}
          </Link>
        ) : (
          <span className="note">{t('log.gone')}</span>
        )}
      </span>
      <span className="note">
        {parts.join(' · ')} · {format.dateTime(at)}
      </span>
    </li>
  );
}
