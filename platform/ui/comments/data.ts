import { useMutation, useQuery } from '@tanstack/react-query';
import { api, randomKey } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import { invalidateRecord } from '../data/records.ts';

interface Person {
  readonly id: string;
  readonly title: string;
}

export interface CommentFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/** A comment as the timeline gives it. */
export interface Comment {
  readonly id: string;
  readonly object: string;
  readonly record: string;
  readonly body: string;
  readonly by: Person | null;
  readonly at: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
  readonly deletedBy: Person | null;
  readonly files: readonly CommentFile[];
  readonly can: { readonly edit: boolean; readonly delete: boolean };
  readonly replies: readonly Comment[];
}

export interface Mentionable extends Person {
  readonly department: string | null;
  readonly sees: boolean;
}

export interface About {
  readonly object: string;
  readonly record: string;
}

const path = ({ object, record }: About) => `/records/${encodeURIComponent(object)}/${encodeURIComponent(record)}`;

export async function postComment(
  about: About,
  body: { readonly body: string; readonly parent?: string; readonly files: readonly string[] },
): Promise<void> {
  await api.post(`${path(about)}/comments`, body, { idempotencyKey: randomKey() });
}

export const changeComment = (id: string, body: string): Promise<unknown> => api.patch(`/comments/${id}`, { body });
export const removeComment = (id: string): Promise<unknown> => api.delete(`/comments/${id}`);

/** The feed of the page, whichever record in it was spoken about. */
export const refreshFeed = (page: About): Promise<void> => invalidateRecord(page.object, page.record);

/** People whose name, pinyin or initials begin so. */
export function useMentionable(about: About, typed: string | null) {
  return useQuery({
    queryKey: ['mentionable', about.object, about.record, typed],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly Mentionable[] }>(`${path(about)}/mentionable`, { query: typed ? { q: typed } : {}, signal })).items,
    enabled: typed !== null,
    staleTime: 30_000,
    placeholderData: (before) => before,
  });
}

interface Following {
  readonly following: boolean;
  readonly count: number;
}

/** Whether one follows a record; follows a press at once. */
export function useFollow({ object, record }: About) {
  const key = ['follow', object, record];
  const address = `/follows/${encodeURIComponent(object)}/${encodeURIComponent(record)}`;
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<Following>(address, { signal }), staleTime: 30_000 });
  const toggle = useMutation({
    mutationFn: (next: boolean) => (next ? api.put(address) : api.delete(address)),
    onMutate: (next) => {
      const before = queryClient.getQueryData<Following>(key);
      queryClient.setQueryData<Following>(key, { following: next, count: Math.max(0, (before?.count ?? 0) + (next ? 1 : -1)) });
      return { before };
    },
    onError: (_error, _next, context) => queryClient.setQueryData(key, context?.before),
  });
  return {
    on: query.data?.following ?? false,
    count: query.data?.count ?? 0,
    toggle: () => toggle.mutate(!(query.data?.following ?? false)),
  };
}
