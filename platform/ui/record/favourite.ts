import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { listOf } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';

interface Kept {
  readonly object: string;
  readonly id: string;
  readonly title?: string;
}

const KEY = ['favourites'];

/** The star: all favourites are asked for once, and follow a press at once. */
export function useFavourite(object: string, id: string, title: string) {
  const query = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => listOf<Kept>(await api.get<unknown>('/favourites', { signal }), 'items'),
    staleTime: 60_000,
  });
  const isMine = (kept: Kept) => kept.object === object && kept.id === id;
  const on = query.data?.some(isMine) ?? false;
  const path = `/favourites/${encodeURIComponent(object)}/${encodeURIComponent(id)}`;
  const toggle = useMutation({
    mutationFn: (next: boolean) => (next ? api.put(path) : api.delete(path)),
    onMutate: (next) => {
      const before = queryClient.getQueryData<readonly Kept[]>(KEY);
      const others = (before ?? []).filter((kept) => !isMine(kept));
      queryClient.setQueryData<readonly Kept[]>(KEY, next ? [{ object, id, title }, ...others] : others);
      return { before };
    },
    onError: (_error, _next, context) => queryClient.setQueryData(KEY, context?.before),
  });
  return { on, toggle: () => toggle.mutate(!on) };
}
