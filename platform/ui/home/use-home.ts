import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../data/api.ts';
import { createRefresher, onLive } from '../data/live.ts';
import { queryClient } from '../data/query-client.ts';

export interface HomeAnswer {
  readonly home: string;
  readonly today: string;
  readonly objects: readonly string[];
  readonly sections: Readonly<Record<string, unknown>>;
}

/** What others change may wait so long. */
const WAIT_MS = 3_000;

const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: ({ signal }) => api.get<HomeAnswer>('/home', { signal }),
});

/** After something was done from the home: its next things are others now. */
export const refreshHome = () => queryClient.invalidateQueries({ queryKey: homeQuery.queryKey });

/** The whole home, read anew when one comes to it and when records change that it tells of. For the page itself; cards ask for their section. */
export function useHome() {
  const query = useQuery({ ...homeQuery, refetchOnMount: 'always' });
  const objects = query.data?.objects;
  useEffect(() => {
    if (!objects) return;
    const refresh = createRefresher(() => void refreshHome(), WAIT_MS);
    return onLive((event) => {
      if (event.object && objects.includes(event.object)) refresh(event);
    });
  }, [objects]);
  return query;
}

/** What one section of the server's half answered; undefined while it is not there yet, or not for this person. */
export function useHomeSection<T>(name: string) {
  const { data, error, refetch } = useQuery({ ...homeQuery, refetchOnMount: false });
  return {
    data: data?.sections[name] as T | undefined,
    today: data?.today ?? '',
    isReady: data !== undefined,
    error,
    refetch: () => void refetch(),
  };
}
