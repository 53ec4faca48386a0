import { queryOptions, useQuery } from '@tanstack/react-query';
import { ApiError, api } from '../data/api.ts';
import { readLocal, writeLocal } from '../data/local.ts';
import { queryClient } from '../data/query-client.ts';

export type Density = 'compact' | 'standard' | 'loose';
export const ROW_HEIGHTS: Readonly<Record<Density, number>> = { compact: 32, standard: 40, loose: 48 };

interface ListPreference {
  readonly density?: Density;
}

const KEY = 'list';
const NONE: ListPreference = {};

const preferenceQuery = queryOptions({
  queryKey: ['preference', KEY],
  queryFn: async ({ signal }): Promise<ListPreference> => {
    try {
      const { value } = await api.get<{ value: ListPreference | null }>(`/preferences/${KEY}`, { signal });
      return value ?? NONE;
    } catch (error) {
      // Never set, or not kept by this server: the choice of this device stands.
      if (error instanceof ApiError && error.status === 404) return NONE;
      throw error;
    }
  },
  staleTime: 10 * 60_000,
});

/** The row height, kept per person on the server; this device remembers it too, so that the first paint is right. */
export function useDensity(): readonly [Density, (density: Density) => void] {
  const known = useQuery(preferenceQuery).data?.density;
  const local = readLocal<Density>('list.density', 'standard');
  const density = known && known in ROW_HEIGHTS ? known : local in ROW_HEIGHTS ? local : 'standard';
  const choose = (next: Density) => {
    writeLocal('list.density', next);
    queryClient.setQueryData(preferenceQuery.queryKey, { density: next });
    // A choice that could not be kept on the server still holds on this device.
    api.put(`/preferences/${KEY}`, { value: { density: next } }).catch(() => undefined);
  };
  return [density, choose];
}
