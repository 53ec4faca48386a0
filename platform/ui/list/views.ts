import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { listOf } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import type { ViewDefinition } from './state.ts';

export interface SavedView {
  readonly id: string;
  readonly object: string;
  readonly name: string;
  readonly shared: boolean;
  readonly mine: boolean;
  readonly pinned: boolean;
  readonly definition: ViewDefinition;
}

/** All saved views this person may use, of every object: lists and the side bar share one answer. */
export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: async ({ signal }) => listOf<SavedView>(await api.get<unknown>('/views', { signal }), 'items'),
  staleTime: 5 * 60_000,
});

export function useViews() {
  return useQuery(viewsQuery);
}

export interface NewView {
  readonly object: string;
  readonly name: string;
  readonly shared: boolean;
  readonly pinned: boolean;
  readonly definition: ViewDefinition;
}

const put = (change: (views: readonly SavedView[]) => readonly SavedView[]) =>
  queryClient.setQueryData(viewsQuery.queryKey, (views) => views && change(views));

/** Everything one does with saved views; each answer is in the cache before the promise resolves. */
export function useViewActions() {
  const create = useMutation({
    mutationFn: (view: NewView) => api.post<SavedView>('/views', view),
    onSuccess: (view) => put((views) => [...views, view]),
  });
  const update = useMutation({
    mutationFn: ({
      id,
      ...changes
    }: {
      readonly id: string;
      readonly name?: string;
      readonly shared?: boolean;
      readonly definition?: ViewDefinition;
    }) => api.patch<SavedView>(`/views/${id}`, changes),
    onSuccess: (view) => put((views) => views.map((one) => (one.id === view.id ? view : one))),
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/views/${id}`),
    onSuccess: (_, id) => put((views) => views.filter((one) => one.id !== id)),
  });
  const pin = useMutation({
    mutationFn: ({ id, pinned }: { readonly id: string; readonly pinned: boolean }) =>
      pinned ? api.put(`/views/${id}/pin`) : api.delete(`/views/${id}/pin`),
    onSuccess: (_, { id, pinned }) => put((views) => views.map((one) => (one.id === id ? { ...one, pinned } : one))),
  });
  return { create, update, remove, pin };
}
