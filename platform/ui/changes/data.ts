import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import type { Label } from '../data/meta.ts';

/** A change as `GET /meta/changes` lists it. */
export interface ChangeItem {
  readonly id: string;
  readonly at: string;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly channel: string;
  readonly kind: string;
  readonly kindLabel: Label;
  readonly object: string;
  readonly objectLabel: Label | null;
  readonly name: string;
  readonly label: Label;
  /** What the properties of the definition are called, where that is known. */
  readonly names?: Readonly<Record<string, Label>>;
  readonly operation: 'create' | 'update' | 'delete' | 'restore';
  readonly before: unknown;
  readonly after: unknown;
  readonly undoOf: string | null;
  readonly undone: boolean;
  readonly canUndo: boolean;
}

/** Settings are always there: what is kept of them may come and go, for people they are changed. */
export const operationOf = ({ names, operation }: ChangeItem): ChangeItem['operation'] => (names ? 'update' : operation);

/** What the list is narrowed to; '' = everything. */
export interface ChangeFilter {
  readonly object: string;
  readonly kind: string;
  readonly by: string;
  readonly from: string;
  readonly to: string;
}

export const NO_FILTER: ChangeFilter = { object: '', kind: '', by: '', from: '', to: '' };

interface Page {
  readonly items: readonly ChangeItem[];
  readonly nextCursor: string | null;
}

/** Days as the person sees them: from the first moment of one to the last of the other. */
function queryOf({ from, to, ...rest }: ChangeFilter): Record<string, string> {
  const until = to ? new Date(`${to}T00:00:00`) : undefined;
  until?.setDate(until.getDate() + 1);
  const all = {
    ...rest,
    from: from ? new Date(`${from}T00:00:00`).toISOString() : '',
    to: until ? until.toISOString() : '',
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

export function useChanges(filter: ChangeFilter) {
  return useInfiniteQuery({
    queryKey: ['meta', 'changes', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page>('/meta/changes', { query: { ...queryOf(filter), ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useFacets() {
  return useQuery({
    queryKey: ['meta', 'changeFacets'],
    queryFn: ({ signal }) =>
      api.get<{
        people: readonly { id: string; title: string }[];
        kinds: readonly { kind: string; label: Label }[];
      }>('/meta/changes/facets', { signal }),
  }).data;
}
