import { useState } from 'react';
import { useLabel, useObjects } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { type PoolView, usePools } from './data.ts';
import { LogDrawer } from './LogDrawer.tsx';
import { PoolDrawer } from './PoolDrawer.tsx';

/** 设置 › 公海: each pool with how much lies in it. */
export function PoolsPage() {
  const { t } = useTranslation('pools');
  const text = useLabel();
  const format = useFormat();
  const objects = useObjects().data ?? [];
  const { data, error, refetch } = usePools(undefined);
  const [open, setOpen] = useState<string | null>(null);
  const [log, setLog] = useState<PoolView | null>(null);
  const named = (object: string) => {
    const found = objects.find((one) => one.name === object);
    return found ? text(found.label) : object;
  };
  return (
    <SettingsFrame
      page="pools"
      text={t('page.text')}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setOpen('new')}>
          {t('page.create')}
        </Button>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={4} />}
      {data?.length === 0 && <EmptyState icon="group" title={t('page.none')} text={t('page.noneText')} />}
      <ul className="set-cards">
        {data?.map((pool) => (
          <li key={pool.id} className="card poolcard">
            <button type="button" className="main line" onClick={() => setOpen(pool.id)}>
              <Icon name="group" size={20} />
              <span>
                <b>{pool.name}</b>
                <span className="note">{t('page.counts', { object: named(pool.object), count: format.number(pool.count) as never })}</span>
              </span>
              {!pool.active && <Tag small>{t('page.off')}</Tag>}
            </button>
            <Button icon="clock" aria-label={t('log.title', { pool: pool.name })} onClick={() => setLog(pool)}>
              {t('log.open')}
            </Button>
          </li>
        ))}
      </ul>
      {log && <LogDrawer pool={log} onClose={() => setLog(null)} />}
      {open && <PoolDrawer id={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </SettingsFrame>
  );
}
