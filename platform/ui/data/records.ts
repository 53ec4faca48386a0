import { type InfiniteData, type Query, type QueryKey, queryOptions, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { ApiError, api, randomKey } from './api.ts';
import { queryClient } from './query-client.ts';

/** A record as the API gives it: flat, with its own fields beside the common ones. */
export interface RecordData {
  readonly id: string;
  readonly version: number;
  readonly [field: string]: unknown;
}

/** How a lookup, user or department value reads. */
export interface Reference {
  readonly id: string;
  readonly title: string;
  readonly object?: string;
}

export function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'id' in value && 'title' in value;
}

export type FilterOp =
  | 'eq'
  | 'ne'
  | 'in'
  | 'notIn'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'between'
  | 'contains'
  | 'startsWith'
  | 'isNull'
  | 'isNotNull'
  | 'under'
  | 'near'
  | 'within';
export interface Condition {
  readonly field: string;
  readonly op: FilterOp;
  readonly value?: unknown;
}
export type Filter = Condition | { readonly and: readonly Filter[] } | { readonly or: readonly Filter[] } | { readonly not: Filter };

export interface SortKey {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

export interface RecordQuery {
  readonly fields?: readonly string[];
  readonly filter?: Filter;
  readonly search?: string;
  readonly sort?: readonly SortKey[];
  readonly limit?: number;
}

export interface RecordPage {
  readonly records: readonly RecordData[];
  readonly nextCursor: string | null;
  readonly count?: RecordCount;
}

export interface RecordCount {
  readonly value: number;
  readonly capped: boolean;
}

const path = (object: string, ...rest: readonly string[]) =>
  ['/records', object, ...rest].map((part, at) => (at === 0 ? part : encodeURIComponent(part))).join('/');

/** Query keys: everything of an object starts with `['records', object]`, one record is `['record', object, id]`. */
export const recordKeys = {
  object: (object: string) => ['records', object] as const,
  query: (object: string, query: RecordQuery) => ['records', object, 'query', query] as const,
  record: (object: string, id: string) => ['record', object, id] as const,
};

/** A list, page by page: `data.pages.flatMap((page) => page.records)`, `fetchNextPage()`. Old rows stay while a new filter loads. */
export function useRecordQuery(
  object: string,
  query: RecordQuery,
  options: {
    readonly enabled?: boolean;
    /** `inPlace`: rows that others change are renewed where they stand, and the list is not loaded anew for them. */
    readonly live?: 'reload' | 'inPlace';
  } = {},
) {
  return useInfiniteQuery({
    queryKey: recordKeys.query(object, query),
    meta: { live: options.live ?? 'reload' },
    queryFn: ({ pageParam, signal }) =>
      api.post<RecordPage>(path(object, 'query'), { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (previous, previousQuery) => (previousQuery?.queryKey[1] === object ? previous : undefined),
    enabled: options.enabled ?? true,
  });
}

/** How many records match; apart from the list, so that rows never wait for it. */
export function useRecordCount(
  object: string,
  query: Pick<RecordQuery, 'filter' | 'search'>,
  mode: 'capped' | 'exact' = 'capped',
  enabled = true,
) {
  return useQuery({
    queryKey: [...recordKeys.object(object), 'count', mode, query],
    queryFn: async ({ signal }) =>
      (await api.post<RecordPage>(path(object, 'query'), { ...query, fields: ['id'], limit: 1, count: mode }, { signal })).count ?? null,
    enabled,
  });
}

export const recordQuery = (object: string, id: string) =>
  queryOptions({
    queryKey: recordKeys.record(object, id),
    queryFn: ({ signal }) => api.get<RecordData>(path(object, id), { signal }),
  });

export function useRecord(object: string, id: string) {
  return useQuery(recordQuery(object, id));
}

type Pages = InfiniteData<RecordPage, string | null>;

const LONG = 3;

/** Loading such a list anew takes many requests. */
export function isLongList(query: Query): boolean {
  return ((query.state.data as Pages | undefined)?.pages?.length ?? 0) > LONG;
}

/** Asks for changed records with the fields of a loaded list and puts them where they stand. */
export async function renewRows(object: string, query: Query, ids: readonly string[]): Promise<void> {
  const { fields, limit: _limit, sort: _sort, filter: _filter, search: _search, ...rest } = (query.queryKey[3] ?? {}) as RecordQuery;
  const loaded = new Set((query.state.data as Pages | undefined)?.pages.flatMap((page) => page.records.map((record) => record.id)));
  const wanted = ids.filter((id) => loaded.has(id));
  if (wanted.length === 0) return;
  try {
    const body = { ...rest, ...(fields ? { fields } : {}), filter: { field: 'id', op: 'in', value: wanted }, limit: wanted.length };
    const { records } = await api.post<RecordPage>(path(object, 'query'), body);
    const fresh = new Map(records.map((record) => [record.id, record]));
    queryClient.setQueryData<Pages>(
      query.queryKey,
      (data) =>
        data && {
          ...data,
          pages: data.pages.map((page) => ({ ...page, records: page.records.map((record) => fresh.get(record.id) ?? record) })),
        },
    );
  } catch {
    // The rows stay as they were; the next load brings them.
  }
}

/** Puts a changed record into every loaded list and its own page; returns how to take it back. */
function patchCaches(object: string, id: string, change: (record: RecordData) => RecordData): () => void {
  const before: [QueryKey, unknown][] = [];
  for (const [key, data] of queryClient.getQueriesData<Pages>({ queryKey: [...recordKeys.object(object), 'query'] })) {
    if (!data?.pages.some((page) => page.records.some((record) => record.id === id))) continue;
    before.push([key, data]);
    const pages = data.pages.map((page) => ({
      ...page,
      records: page.records.map((record) => (record.id === id ? change(record) : record)),
    }));
    queryClient.setQueryData<Pages>(key, { ...data, pages });
  }
  const own = recordKeys.record(object, id);
  const record = queryClient.getQueryData<RecordData>(own);
  if (record) {
    before.push([own, record]);
    queryClient.setQueryData<RecordData>(own, change(record));
  }
  return () => {
    for (const [key, data] of before) queryClient.setQueryData(key, data);
  };
}

export interface SaveInput {
  readonly id: string;
  /** The version the person saw. The web app always sends one. */
  readonly version: number;
  /** What to send. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** What to show until the answer is there, where it differs from what is sent (a lookup's title). */
  readonly optimistic?: Readonly<Record<string, unknown>>;
}

/**
 * Saves at once and shows the change before the answer; a refusal puts the old value back and rejects with `ApiError`
 * (`error.isConflict` with `errors[].current` when someone else was first).
 */
export function useSaveRecord(object: string) {
  return useMutation({
    mutationFn: ({ id, version, changes }: SaveInput) => api.patch<RecordData>(path(object, id), changes, { ifMatch: version }),
    onMutate: async ({ id, changes, optimistic }: SaveInput) => {
      await queryClient.cancelQueries({ queryKey: recordKeys.record(object, id) });
      return { undo: patchCaches(object, id, (record) => ({ ...record, ...changes, ...optimistic })) };
    },
    onError: (error, { id }, context) => {
      context?.undo();
      if (error instanceof ApiError && error.isConflict) void queryClient.invalidateQueries({ queryKey: recordKeys.record(object, id) });
    },
    onSuccess: (saved) => {
      patchCaches(object, saved.id, (record) => ({ ...record, ...saved }));
      queryClient.setQueryData(recordKeys.record(object, saved.id), saved);
    },
    onSettled: (_saved, _error, { id }) => invalidateRecord(object, id, { lists: false }),
  });
}

/** Marks what depends on a record as stale: its lists, counts, sums, history, timeline. */
export async function invalidateRecord(object: string, id?: string, { lists = true }: { readonly lists?: boolean } = {}): Promise<void> {
  const jobs: Promise<void>[] = [];
  if (id)
    jobs.push(queryClient.invalidateQueries({ queryKey: recordKeys.record(object, id), predicate: (query) => query.queryKey.length > 3 }));
  jobs.push(
    queryClient.invalidateQueries({
      queryKey: recordKeys.object(object),
      // A list that was just patched in place must not jump under the hand that edits it; it is only marked as stale.
      predicate: (query) => query.queryKey[2] !== 'query',
    }),
    queryClient.invalidateQueries({ queryKey: [...recordKeys.object(object), 'query'], refetchType: lists ? 'active' : 'none' }),
  );
  await Promise.all(jobs);
}

/** Creates once, even when the connection breaks and the person presses again: keep one `key` per open form. */
export interface CreateInput {
  readonly values: Readonly<Record<string, unknown>>;
  readonly key?: string;
  readonly duplicates?: 'ask' | 'confirmed';
}

export function useCreateRecord(object: string) {
  return useMutation({
    mutationFn: ({ values, key = randomKey(), duplicates }: CreateInput) =>
      api.post<RecordData>(path(object), values, { idempotencyKey: key, ...(duplicates ? { duplicates } : {}) }),
    onSuccess: (record) => {
      queryClient.setQueryData(recordKeys.record(object, record.id), record);
      void invalidateRecord(object);
    },
  });
}

export function useDeleteRecord(object: string) {
  return useMutation({ mutationFn: (id: string) => api.delete(path(object, id)), onSuccess: () => void invalidateRecord(object) });
}

export function useRestoreRecord(object: string) {
  return useMutation({
    mutationFn: (id: string) => api.post<RecordData>(path(object, id, 'restore')),
    onSuccess: () => void invalidateRecord(object),
  });
}

export interface BulkInput {
  readonly operation: 'create' | 'update' | 'upsert' | 'delete';
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly key?: string;
  readonly allOrNothing?: boolean;
}
export interface BulkResult {
  readonly index: number;
  readonly status: number | string;
  readonly id?: string;
  readonly version?: number;
  readonly error?: { readonly code?: string; readonly detail?: string; readonly title?: string };
}

/** At most 1,000 records in one call. */
export function useBulk(object: string) {
  return useMutation({
    mutationFn: async (input: BulkInput) =>
      (await api.post<{ results: readonly BulkResult[] }>(path(object, 'bulk'), input, { idempotencyKey: randomKey() })).results,
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['record', object] });
      void invalidateRecord(object);
    },
  });
}

export interface ActionInput {
  readonly id: string;
  readonly action: string;
  readonly input?: Readonly<Record<string, unknown>>;
}

/** `run.mutateAsync({ id, action: 'convert', input })` → the action's result. */
export function useAction(object: string) {
  return useMutation({
    mutationFn: async ({ id, action, input = {} }: ActionInput) =>
      (await api.post<{ result: unknown }>(path(object, id, 'actions', action), { input }, { idempotencyKey: randomKey() })).result,
    onSuccess: (_result, { id }) => {
      void queryClient.invalidateQueries({ queryKey: recordKeys.record(object, id) });
      void invalidateRecord(object, id);
    },
  });
}

export interface AggregateQuery {
  readonly groupBy?: readonly { readonly field: string; readonly bucket?: 'day' | 'week' | 'month' | 'quarter' | 'year' }[];
  readonly measures: readonly {
    readonly fn: 'count' | 'countDistinct' | 'sum' | 'avg' | 'min' | 'max';
    readonly field?: string;
    readonly as?: string;
  }[];
  readonly filter?: Filter;
  readonly search?: string;
  readonly sort?: readonly SortKey[];
  readonly limit?: number;
}
export interface AggregateAnswer {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly truncated: boolean;
}

export function useAggregate(object: string, query: AggregateQuery, enabled = true) {
  return useQuery({
    queryKey: [...recordKeys.object(object), 'aggregate', query],
    queryFn: ({ signal }) => api.post<AggregateAnswer>(path(object, 'aggregate'), { groupBy: [], ...query }, { signal }),
    placeholderData: (previous) => previous,
    enabled,
  });
}

export interface ItemPage<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** `useRecordItems<HistoryItem>(object, id, 'history')`; also `timeline` and `related/{list}`. */
export function useRecordItems<T>(object: string, id: string, what: string, query: Readonly<Record<string, string>> = {}, enabled = true) {
  return useInfiniteQuery({
    queryKey: [...recordKeys.record(object, id), what, query],
    queryFn: ({ pageParam, signal }) =>
      api.get<ItemPage<T>>(`${path(object, id)}/${what}`, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled,
  });
}
