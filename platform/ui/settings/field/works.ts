import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../../data/api.ts';
import { queryClient } from '../../data/query-client.ts';

/** Work on the values of a field that is under way; the object of an option set is ''. */
export interface OpenWork {
  readonly kind: 'type' | 'replace' | 'rollup';
  readonly object: string;
  readonly field: string;
  readonly share: number;
}

const pace = 1_000;

/** The works of the whole company; once one has ended the fields are read anew. `expected`: there is one, as the fields tell. */
export function useOpenWorks(expected = false): readonly OpenWork[] {
  const works = useQuery({
    queryKey: ['works'],
    queryFn: async ({ signal }) => (await api.get<{ works: readonly OpenWork[] }>('/meta/works', { signal })).works,
    refetchInterval: (query) => (expected || query.state.data?.length ? pace : false),
    staleTime: 0,
  }).data;
  const before = useRef(0);
  const count = works?.length ?? 0;
  useEffect(() => {
    if (count < before.current) void queryClient.invalidateQueries({ queryKey: ['meta'] });
    before.current = count;
  }, [count]);
  return works ?? [];
}
