import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { fieldOf, type ObjectMeta, type RelatedList, titleOf } from '../data/meta.ts';
import { type RecordData, type RecordPage, recordKeys } from '../data/records.ts';

/** The records of a related list with their number; the same filter as the full list behind 全部. */
export function useRelated(list: RelatedList, id: string, limit: number) {
  const filter = { field: list.field, op: 'eq', value: id } as const;
  const query = useInfiniteQuery({
    queryKey: [...recordKeys.object(list.object), 'related', list.field, id, limit, list.columns],
    queryFn: ({ pageParam, signal }) =>
      api.post<RecordPage>(
        `/records/${encodeURIComponent(list.object)}/query`,
        {
          fields: ['id', 'version', ...list.columns],
          filter,
          limit,
          ...(list.sort ? { sort: list.sort } : {}),
          ...(pageParam === null ? { count: 'capped' } : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const records: readonly RecordData[] = query.data?.pages.flatMap((page) => page.records) ?? [];
  const count = query.data?.pages[0]?.count;
  return { ...query, records, count: count ? { value: count.value, capped: count.capped } : null };
}

/** The lists of an object whose records the person may read; the list itself names the field that points here. */
export function relatedLists(meta: ObjectMeta): readonly RelatedList[] {
  return meta.related ?? [];
}

/** What a new record of the list begins with: it belongs to this one. */
export function prefilled(list: RelatedList, record: RecordData, meta: ObjectMeta): Readonly<Record<string, unknown>> {
  const title = titleOf(meta, record);
  return { [list.field]: { id: record.id, title } };
}

/** The columns that are there; the currency of an amount stands with the amount. */
export function columnsOf(meta: ObjectMeta | undefined, list: RelatedList) {
  const columns = list.columns.flatMap((name) => fieldOf(meta, name) ?? []);
  return columns.filter(({ name }) => columns.every(({ base }) => base?.currency !== name));
}
