import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { cancelJob } from '../data/jobs.ts';
import { useLabel, useObject, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { startSearch, useSearchState, useSets } from './data.ts';
import { MergeDialog } from './MergeDialog.tsx';
import { SetCard } from './SetCard.tsx';
import './duplicates.css';

/** 查重: looks through all records of an object and shows what is alike, set by set. */
export function DuplicatesPage() {
  const { t } = useTranslation('duplicates');
  const text = useLabel();
  const navigate = useNavigate();
  const { object: asked, import: from } = useSearch({ strict: false }) as { object?: string; import?: string };
  const objects = (useObjects().data ?? []).filter((one) => one.can?.includes('merge') && one.hasMatchRule);
  const object = objects.find((one) => one.name === asked)?.name ?? objects[0]?.name ?? '';
  if (objects.length === 0)
    return (
      <SettingsFrame page="duplicates" text={t('page.text')}>
        <EmptyState small icon="lock" title={t('page.noRight')} />
      </SettingsFrame>
    );
  return (
    <SettingsFrame page="duplicates" wide text={t('page.text')}>
      <nav className="set-pick" aria-label={t('page.objects')}>
        {objects.map((one) => (
          <button
            key={one.name}
            type="button"
            aria-pressed={one.name === object}
            onClick={() => void navigate({ to: '/settings/duplicates', search: { object: one.name }, replace: true })}
          >
            {text(one.label)}
          </button>
        ))}
      </nav>
      <SearchBar key={`search-${object}`} object={object} />
      {from && (
        <p className="alert">
          <Icon name="info" />
          <span>{t('page.ofImport')}</span>
          <Button kind="link" size="sm" onClick={() => void navigate({ to: '/settings/duplicates', search: { object }, replace: true })}>
            {t('page.all')}
          </Button>
        </p>
      )}
      <Sets key={`${object} ${from ?? ''}`} object={object} from={from} />
    </SettingsFrame>
  );
}

function SearchBar({ object }: { readonly object: string }) {
  const { t } = useTranslation('duplicates');
  const format = useFormat();
  const { data } = useSearchState(object);
  const run = async (what: Promise<unknown>) => {
    try {
      await what;
    } catch (error) {
      toast.error(error);
    }
    await queryClient.invalidateQueries({ queryKey: ['duplicates'] });
  };
  if (!data) return null;
  const { job, foundAt, progress } = data;
  return (
    <p className="dupbar" role="status">
      <span>
        {job
          ? t('page.running', { share: format.percent(progress * 100, 0) })
          : foundAt
            ? t('page.last', { when: format.relative(foundAt) })
            : t('page.never')}
      </span>
      {job ? (
        <Button onClick={() => void run(cancelJob(job))}>{t('page.cancel')}</Button>
      ) : (
        <Button kind="primary" icon="search" onClick={() => void run(startSearch(object))}>
          {t(foundAt ? 'page.again' : 'page.start')}
        </Button>
      )}
    </p>
  );
}

function Sets({ object, from }: { readonly object: string; readonly from: string | undefined }) {
  const { t } = useTranslation('duplicates');
  const meta = useObject(object).data;
  const state = useSearchState(object).data;
  const { data, error, refetch, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useSets(object, {
    foundAt: state?.foundAt,
    from,
  });
  const [merging, setMerging] = useState<readonly string[] | null>(null);
  const sets = data?.pages.flatMap((page) => page.items) ?? [];
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (isPending || !meta) return <Skeleton lines={5} />;
  if (sets.length === 0 && !state?.job)
    return (
      <EmptyState
        small
        icon="check"
        title={t(state?.foundAt ? 'page.none' : 'page.never')}
        text={t(state?.foundAt ? 'page.noneText' : 'page.neverText')}
      />
    );
  return (
    <>
      {sets.map((set) => (
        <SetCard key={set.id} meta={meta} set={set} onMerge={setMerging} />
      ))}
      {hasNextPage && (
        <Button kind="ghost" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('page.more')}
        </Button>
      )}
      {merging && <MergeDialog meta={meta} records={merging} onClose={() => setMerging(null)} onDone={() => setMerging(null)} />}
    </>
  );
}
