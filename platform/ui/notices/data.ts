import { type InfiniteData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, apiUrl } from '../data/api.ts';
import { isOpen, type Job } from '../data/jobs.ts';
import { onLive } from '../data/live.ts';
import { queryClient } from '../data/query-client.ts';
import type { ItemPage } from '../data/records.ts';
import type { Import } from '../import/data.ts';
import { paths } from '../links.ts';
import { listHref } from '../list/href.ts';

export interface Notice {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly at: string;
  readonly read: boolean;
  readonly object: string | null;
  readonly record: { readonly id: string; readonly title: string } | null;
  readonly data: Readonly<Record<string, unknown>>;
}
interface NoticePage extends ItemPage<Notice> {
  readonly unread: number;
}
const UNREAD = ['notices', 'unread'] as const;
const LIST = ['notices', 'list'] as const;
const JOBS = ['jobs'] as const;

/** How many notices wait; the live stream says when that changes. */
export function useUnread(): number {
  const { data } = useQuery({
    queryKey: UNREAD,
    queryFn: async ({ signal }) => (await api.get<NoticePage>('/notifications', { query: { limit: 1 }, signal })).unread,
    staleTime: 60_000,
  });
  useEffect(
    () =>
      onLive((event) => {
        const { unread } = event as { readonly unread?: unknown };
        if (event.event === 'notification' && typeof unread === 'number') {
          queryClient.setQueryData(UNREAD, unread);
          void queryClient.invalidateQueries({ queryKey: LIST });
        }
        if (event.event === 'job') void queryClient.invalidateQueries({ queryKey: JOBS });
        if (event.event === 'import') void queryClient.invalidateQueries({ queryKey: ['imports'] });
      }),
    [],
  );
  return data ?? 0;
}

export interface NoticeFilter {
  /** A group of kinds; empty: all. */
  readonly group: string;
  readonly unread: boolean;
}

const EVERYTHING: NoticeFilter = { group: '', unread: false };

export function useNotices({ group, unread }: NoticeFilter = EVERYTHING) {
  return useInfiniteQuery({
    queryKey: [...LIST, group, unread],
    queryFn: ({ pageParam, signal }) =>
      api.get<NoticePage>('/notifications', {
        query: { cursor: pageParam, limit: 20, ...(group ? { groups: group } : {}), ...(unread ? { unread } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 5_000,
  });
}

/** Work of this person that is not finished, and files that are ready. */
export function useJobs() {
  return useQuery({
    queryKey: JOBS,
    queryFn: async ({ signal }) => (await api.get<{ items: readonly Job[] }>('/jobs', { query: { limit: 10 }, signal })).items,
    refetchInterval: (query) => (query.state.data?.some(isOpen) ? 1_500 : false),
    staleTime: 0,
  });
}

export function useRunningImports(): readonly Import[] {
  const { data } = useQuery({
    queryKey: ['imports', ''],
    queryFn: ({ signal }) => api.get<ItemPage<Import>>('/imports', { query: { limit: 50 }, signal }),
    refetchInterval: (query) => (query.state.data?.items.some((one) => one.status === 'running') ? 1_500 : false),
    staleTime: 0,
  });
  return (data?.items ?? []).filter((one) => one.status === 'running' && one.phase !== 'check');
}

/** Marks as read at once, here and on the server. */
export async function markRead(which: readonly string[] | 'all'): Promise<void> {
  queryClient.setQueriesData<InfiniteData<NoticePage>>(
    { queryKey: LIST },
    (before) =>
      before && {
        ...before,
        pages: before.pages.map((page) => ({
          ...page,
          items: page.items.map((item) => (which === 'all' || which.includes(item.id) ? { ...item, read: true } : item)),
        })),
      },
  );
  const { unread } = await api.post<{ unread: number }>('/notifications/read', which === 'all' ? { all: true } : { ids: which });
  queryClient.setQueryData(UNREAD, unread);
}

/** Where a notice leads: its record, its import, its list; a file is a download. */
export function targetOf(notice: Pick<Notice, 'object' | 'record' | 'data'>): { readonly href: string; readonly file: boolean } | null {
  const { fileId, import: importId, page } = notice.data;
  if (typeof fileId === 'string') return { href: apiUrl(`/files/${fileId}`), file: true };
  if (page === 'exports' || page === 'calendar') return { href: paths.settings(page), file: false };
  if (typeof importId === 'string') return { href: `/import/${importId}`, file: false };
  if (notice.object && notice.record) return { href: paths.record(notice.object, notice.record.id), file: false };
  return notice.object ? { href: listHref(notice.object, { view: 'mine' }), file: false } : null;
}
