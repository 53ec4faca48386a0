import { useQueries } from '@tanstack/react-query';
import { targetObject } from '../cells/fields.ts';
import { api } from '../data/api.ts';
import { type FieldMeta, objectQuery } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import type { Condition, Filter, RecordPage } from '../data/records.ts';

const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value);

/** Every condition of a filter, however nested. */
export function conditionsOf(filter: Filter | undefined): readonly Condition[] {
  if (!filter) return [];
  if ('field' in filter) return [filter];
  if ('not' in filter) return conditionsOf(filter.not);
  return ('and' in filter ? filter.and : filter.or).flatMap(conditionsOf);
}

/** Ids that conditions name, by object, so that one question per object finds their titles. */
export function namedIds(conditions: readonly Condition[], fields: ReadonlyMap<string, FieldMeta>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const { field, value } of conditions) {
    const object = targetObject({ ...fields.get(field), many: false } as FieldMeta);
    if (!object) continue;
    for (const id of Array.isArray(value) ? value : [value]) if (isId(id)) found.set(object, (found.get(object) ?? new Set()).add(id));
  }
  return new Map([...found].map(([object, ids]) => [object, [...ids].sort()]));
}

async function askTitles(object: string, ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const { title } = await queryClient.ensureQueryData(objectQuery(object));
  const page = await api.post<RecordPage>(
    `/records/${encodeURIComponent(object)}/query`,
    { fields: ['id', title], filter: { field: 'id', op: 'in', value: ids }, limit: 200 },
    { signal },
  );
  return new Map(page.records.map((record) => [record.id, String(record[title] ?? '')]));
}

/** The titles of records a filter names. */
export function useTitles(conditions: readonly Condition[], fields: ReadonlyMap<string, FieldMeta>): (id: string) => string | undefined {
  const named = [...namedIds(conditions, fields)];
  const maps = useQueries({
    queries: named.map(([object, ids]) => ({
      queryKey: ['titles', object, ids],
      queryFn: ({ signal }: { signal: AbortSignal }) => askTitles(object, ids, signal),
      staleTime: 60_000,
    })),
  });
  return (id) => maps.map((answer) => answer.data?.get(id)).find((title) => title !== undefined);
}
