import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../data/api.ts';
import { createRefresher, onLive } from '../data/live.ts';
import { queryClient } from '../data/query-client.ts';
import { recordKeys } from '../data/records.ts';

const panelKey = (object: string, record: string, name: string) => [...recordKeys.record(object, record), 'panel', name] as const;

/**
 * One panel of a record, read apart from the others: `usePanel<Money>('account', id, 'money', ['opportunity'])`.
 *
 * @param of the objects it tells of: it is read anew when one of their records changes
 */
export function usePanel<T>(object: string, record: string, name: string, of: readonly string[] = []) {
  const watched = of.join();
  useEffect(() => {
    if (watched === '') return;
    const names = new Set(watched.split(','));
    const refresh = createRefresher(() => void queryClient.invalidateQueries({ queryKey: panelKey(object, record, name) }));
    return onLive((event) => {
      if (names.has(event.object ?? '')) refresh(event);
    });
  }, [watched, object, record, name]);
  return useQuery({
    queryKey: panelKey(object, record, name),
    queryFn: async ({ signal }) => (await api.get<{ readonly data: T }>(`/records/${object}/${record}/panels/${name}`, { signal })).data,
  });
}
