import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import { invalidateRecord, type RecordData, type Reference } from '../data/records.ts';

/** A record that is like the one at hand; of one that may not be seen only that it is there, and whose team has it. */
export interface Candidate {
  readonly object: string;
  readonly score: number;
  readonly action: 'block' | 'warn' | 'review';
  /** What the two have in common: `mobile`, `company` … */
  readonly kind: string;
  readonly fields: readonly string[];
  readonly id?: string;
  readonly title?: string;
  readonly owner?: Reference | null;
  readonly updatedAt?: string;
  readonly hidden?: boolean;
  readonly team?: string | null;
}

export interface CheckInput {
  readonly object: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly id?: string;
}

/** A record that one whose name says it is a branch may hang below. */
export interface HeadOffice {
  readonly object: string;
  readonly id: string;
  readonly title: string;
  readonly owner: Reference | null;
}

export interface Checked {
  readonly candidates: readonly Candidate[];
  readonly branchOf: readonly HeadOffice[];
}

export const checkRecord = (input: CheckInput, signal?: AbortSignal): Promise<Checked> =>
  api.post<Checked>('/duplicates/check', input, signal ? { signal } : {});

export const checkDuplicates = async (input: CheckInput, signal?: AbortSignal): Promise<readonly Candidate[]> =>
  (await checkRecord(input, signal)).candidates;

/** Asks whoever looks after hidden matches to let one join, or to hand over. */
export const askOwner = (input: CheckInput & { readonly wish: 'join' | 'transfer' }) =>
  api.post<{ asked: number }>('/duplicates/request', input);

export interface MergePreview {
  readonly winner: string;
  readonly records: readonly RecordData[];
  /** Field → the record whose value it takes by itself. */
  readonly fields: Readonly<Record<string, string>>;
  readonly moves: Readonly<Record<string, readonly { readonly object: string; readonly count: number }[]>>;
  readonly refusal: string | null;
}

const path = (object: string) => `/records/${encodeURIComponent(object)}/merge`;

export function useMergePreview(object: string, records: readonly string[], winner: string | undefined) {
  return useQuery({
    queryKey: ['merge', object, records, winner ?? ''],
    queryFn: ({ signal }) => api.post<MergePreview>(`${path(object)}/preview`, { records, ...(winner ? { winner } : {}) }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
}

/** Everything may look different afterwards: children of all objects have moved. */
async function refresh(object: string): Promise<void> {
  await Promise.all([
    invalidateRecord(object),
    queryClient.invalidateQueries({ queryKey: ['records'] }),
    queryClient.invalidateQueries({ queryKey: ['duplicates'] }),
    queryClient.invalidateQueries({ queryKey: ['merges'] }),
  ]);
}

export async function mergeRecords(
  object: string,
  body: { readonly winner: string; readonly losers: readonly string[]; readonly fields: Readonly<Record<string, string>> },
): Promise<{ readonly record: RecordData; readonly mergeId: string }> {
  const merged = await api.post<{ record: RecordData; mergeId: string }>(path(object), body);
  await refresh(object);
  return merged;
}

export interface Unmerged {
  readonly left: { readonly fields: readonly string[]; readonly records: readonly unknown[] };
}

export async function undoMerge(object: string, id: string): Promise<Unmerged> {
  const undone = await api.post<Unmerged>(`/merges/${id}/undo`);
  await refresh(object);
  return undone;
}

export interface MergeView {
  readonly id: string;
  readonly at: string;
  readonly titles: readonly string[];
  readonly undoUntil: string | null;
}

export function useMerges(object: string, record: string, isAsked: boolean) {
  return useQuery({
    queryKey: ['merges', object, record],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly MergeView[] }>(`/records/${encodeURIComponent(object)}/${record}/merges`, { signal }),
    enabled: isAsked,
  });
}

export interface DuplicateSet {
  readonly id: string;
  readonly score: number;
  readonly kind: string;
  readonly records: readonly RecordData[];
  readonly hidden: number;
}

interface SetPage {
  readonly items: readonly DuplicateSet[];
  readonly nextCursor: string | null;
}

/** Sets as the last search has left them: asked anew when another one ends. */
/** `from`: only sets with a record this import has made. */
export function useSets(
  object: string,
  { foundAt, from }: { readonly foundAt: string | null | undefined; readonly from: string | undefined },
) {
  return useInfiniteQuery({
    queryKey: ['duplicates', 'sets', object, from ?? '', foundAt ?? ''],
    queryFn: ({ pageParam, signal }) =>
      api.get<SetPage>('/duplicates/sets', {
        query: { object, limit: 20, ...(from ? { import: from } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled: object !== '' && foundAt !== undefined,
    staleTime: 0,
  });
}

/** When duplicates were last looked for; asked again while a search is under way. */
export function useSearchState(object: string) {
  return useQuery({
    queryKey: ['duplicates', 'search', object],
    queryFn: async ({ signal }) => {
      const state = await api.get<{ foundAt: string | null; job: string | null }>('/duplicates/search', { query: { object }, signal });
      const job = state.job ? await api.get<{ progress: number }>(`/jobs/${state.job}`, { signal }) : undefined;
      return { ...state, progress: job?.progress ?? 0 };
    },
    enabled: object !== '',
    refetchInterval: (query) => (query.state.data?.job ? 1500 : false),
  });
}

export const startSearch = (object: string) => api.post<{ id: string }>('/duplicates/search', { object });

export async function dismissSet(id: string): Promise<void> {
  await api.post(`/duplicates/sets/${id}/dismiss`);
  await queryClient.invalidateQueries({ queryKey: ['duplicates', 'sets'] });
}
