import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Check } from '../primitives/Check.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { PhoneHead } from '../shell/Phone.tsx';
import { usePageTitle } from '../shell/title.ts';
import { markRead, type NoticeFilter, useNotices } from './data.ts';
import { NoticeList } from './NoticeList.tsx';
import './notices.css';
import '../settings/settings.css';

const GROUPS = ['', 'mention', 'assigned', 'due', 'follow', 'work', 'other'] as const;

/** `/notices`: everything one was told, by kind, older ones page by page. */
export function NoticesPage() {
  const { t } = useTranslation('notices');
  const router = useRouter();
  const [filter, setFilter] = useState<NoticeFilter>({ group: '', unread: false });
  const { data, error, refetch, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useNotices(filter);
  const list = data?.pages.flatMap((page) => page.items) ?? [];
  const go = (href: string) => router.history.push(href);
  usePageTitle(t('title'));
  const allRead = (
    <Button
      kind="ghost"
      size="sm"
      icon="check"
      disabled={!list.some((notice) => !notice.read)}
      onClick={() => void markRead('all').catch(toast.error)}
    >
      {t('allRead')}
    </Button>
  );
  const settings = <IconButton icon="settings" label={t('settings')} onClick={() => go('/settings/notifications')} />;
  return (
    <div className="npage">
      <PhoneHead title={t('title')} back="/" actions={settings} />
      <header className="nhead">
        <h1>{t('title')}</h1>
        <span className="sp" />
        {allRead}
        <span className="deskonly">{settings}</span>
      </header>
      <div className="nfilter">
        <Segmented
          small
          label={t('filter')}
          value={filter.group as (typeof GROUPS)[number]}
          segments={GROUPS.map((value) => ({ value, label: t(`groups.${value || 'all'}`) }))}
          onChange={(group) => setFilter({ ...filter, group })}
        />
        <Check checked={filter.unread} label={t('onlyUnread')} onChange={(on) => setFilter({ ...filter, unread: on })} />
      </div>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton lines={6} />}
      {data && list.length === 0 && <EmptyState title={t('none')} text={t('noneText')} />}
      <NoticeList notices={list} go={go} />
      {hasNextPage && (
        <Button kind="ghost" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('older')}
        </Button>
      )}
    </div>
  );
}
