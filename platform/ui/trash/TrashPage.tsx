import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { useLabel, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { invalidateRecord, isReference, type RecordData, type RecordPage } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';

function useDeleted(object: string) {
  return useInfiniteQuery({
    queryKey: ['deleted', object],
    queryFn: ({ pageParam, signal }) =>
      api.get<RecordPage>(`/records/${encodeURIComponent(object)}/deleted`, { query: { cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled: object !== '',
    staleTime: 0,
  });
}

/** 回收站: what was deleted, object by object, and back with one press. */
export function TrashPage() {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const format = useFormat();
  const navigate = useNavigate();
  const asked = (useSearch({ strict: false }) as { object?: string }).object;
  const objects = (useObjects().data ?? []).filter((one) => one.can?.includes('delete'));
  const meta = objects.find((one) => one.name === asked) ?? objects.find((one) => one.access?.owned) ?? objects[0];
  const object = meta?.name ?? '';
  const { data, error, refetch, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useDeleted(object);
  const [busy, setBusy] = useState<string | null>(null);
  const list = data?.pages.flatMap((page) => page.records) ?? [];
  const titleOf = (record: RecordData) => {
    const value = meta && record[meta.title];
    return isReference(value) ? value.title : String(value ?? record.id);
  };
  const restore = async (record: RecordData) => {
    setBusy(record.id);
    try {
      await api.post(`/records/${encodeURIComponent(object)}/${record.id}/restore`);
      await Promise.all([queryClient.invalidateQueries({ queryKey: ['deleted', object] }), invalidateRecord(object, record.id)]);
      toast.ok(t('trash.restored', { name: titleOf(record) }), {
        label: t('trash.open'),
        run: () => void navigate({ to: paths.record(object, record.id) }),
      });
    } catch (cause) {
      toast.error(cause);
    } finally {
      setBusy(null);
    }
  };
  return (
    <SettingsFrame page="trash" wide text={t('trash.text')}>
      <nav className="set-pick" aria-label={t('trash.objects')}>
        {objects.map((one) => (
          <button
            key={one.name}
            type="button"
            aria-pressed={one.name === object}
            onClick={() => void navigate({ to: '/settings/trash', search: { object: one.name }, replace: true })}
          >
            {text(one.label)}
          </button>
        ))}
      </nav>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Skeleton lines={5} />}
      {data && list.length === 0 && <EmptyState small icon="trash" title={t('trash.none', { object: meta ? text(meta.label) : '' })} />}
      {list.length > 0 && (
        <table className="set-table trash">
          <thead>
            <tr>
              <th scope="col">{meta ? text(meta.label) : ''}</th>
              <th scope="col">{t('trash.by')}</th>
              <th scope="col">{t('trash.at')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {list.map((record) => {
              const by = record['deletedBy'];
              const at = record['deletedAt'] as string | undefined;
              return (
                <tr key={record.id}>
                  <th scope="row">{titleOf(record)}</th>
                  <td>{isReference(by) ? by.title : ''}</td>
                  <td className="sub" title={format.dateTime(at)}>
                    {format.relative(at)}
                  </td>
                  <td className="act">
                    <Button
                      size="sm"
                      icon="undo"
                      busy={busy === record.id}
                      aria-label={t('trash.restoreOf', { name: titleOf(record) })}
                      onClick={() => void restore(record)}
                    >
                      {t('trash.restore')}
                    </Button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('moreRows')}
        </Button>
      )}
    </SettingsFrame>
  );
}
