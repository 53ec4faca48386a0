import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';

/** An entry as `GET /audit` lists it. */
export interface AuditItem {
  readonly id: string;
  readonly at: string;
  readonly event: string;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly channel: string;
  readonly address: string | null;
  readonly agent: string | null;
  readonly object: string | null;
  readonly record: string | null;
  readonly recordTitle: string | null;
  readonly titles: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, unknown>>;
  readonly seq: number | null;
}

export interface ChainState {
  readonly ok: boolean;
  readonly entries: number;
  readonly head?: { readonly seq: number; readonly hash: string };
  readonly broken?: { readonly fault: 'changed' | 'removed' | 'inserted' | 'reordered' | 'anchor'; readonly seq?: number };
  /** How long entries are kept; null: for ever. */
  readonly days: number | null;
}

/** What the list is narrowed to; '' = everything. */
export interface AuditFilter {
  readonly event: string;
  readonly by: string;
  readonly object: string;
  readonly from: string;
  readonly to: string;
}

export const NO_FILTER: AuditFilter = { event: '', by: '', object: '', from: '', to: '' };

interface Page {
  readonly items: readonly AuditItem[];
  readonly nextCursor: string | null;
}

/** Days as the person sees them: from the first moment of one to the last of the other. */
export function queryOf({ from, to, ...rest }: AuditFilter): Record<string, string> {
  const until = to ? new Date(`${to}T00:00:00`) : undefined;
  until?.setDate(until.getDate() + 1);
  const all = { ...rest, from: from ? new Date(`${from}T00:00:00`).toISOString() : '', to: until ? until.toISOString() : '' };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

export function useAudit(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page>('/audit', { query: { ...queryOf(filter), ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useFacets() {
  return useQuery({
    queryKey: ['audit', 'facets'],
    queryFn: ({ signal }) =>
      api.get<{ events: readonly string[]; people: readonly { id: string; title: string }[] }>('/audit/facets', { signal }),
  }).data;
}

export function useChain() {
  return useQuery({ queryKey: ['audit', 'chain'], queryFn: ({ signal }) => api.get<ChainState>('/audit/chain', { signal }) });
}
