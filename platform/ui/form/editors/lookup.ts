import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../data/api.ts';
import { type FieldMeta, fieldOf, type ObjectMeta, useObject } from '../../data/meta.ts';
import { useRecent } from '../../data/recent.ts';
import type { Filter, RecordData, RecordPage, Reference } from '../../data/records.ts';
import { usePlain } from '../plain.ts';

export interface Found extends Reference {
  readonly sub?: string;
}

const TELLING = new Set(['picklist', 'stage', 'lookup', 'masterDetail', 'user', 'department', 'text', 'phone', 'currency', 'date']);
const MOST = 8;
const ASKED = 20;

/** The objects a lookup may point to; null means any. */
export function targetsOf(field: FieldMeta): readonly string[] | null {
  if (field.type === 'user') return ['user'];
  if (field.type === 'department') return ['department'];
  if (field.object) return [field.object];
  return !field.objects || field.objects.includes('*') ? null : field.objects;
}

/** The text a moment after the last key. */
export function useSettled(text: string, ms = 150): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === '' ? 0 : ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return settled;
}

/** The two fields that tell one record of an object from another of the same name. */
export function subFields(meta: ObjectMeta | undefined): readonly FieldMeta[] {
  const compact = meta?.layouts?.find((layout) => layout.compactFields?.length)?.compactFields;
  const names = (compact ?? [...(meta?.highlights ?? []), ...(meta?.listColumns ?? [])]).filter((name) => name !== meta?.title);
  const fields = [...new Set(names)].flatMap((name) => fieldOf(meta, name) ?? []);
  return fields.filter((field) => TELLING.has(field.type) && !field.many && !field.masked).slice(0, 2);
}

function filterFor(meta: ObjectMeta, text: string): Filter | undefined {
  const parts: Filter[] = [];
  if (meta.name === 'user') parts.push({ field: 'active', op: 'eq', value: true });
  if (text && !meta.searchable) parts.push({ field: meta.title, op: 'contains', value: text });
  return parts.length > 0 ? { and: parts } : undefined;
}

async function searchOne(meta: ObjectMeta, text: string, fields: readonly string[], signal: AbortSignal): Promise<readonly RecordData[]> {
  const filter = filterFor(meta, text);
  const byName = meta.name === 'user' || meta.name === 'department';
  const body = {
    fields: ['id', meta.title, ...fields],
    limit: text ? ASKED : MOST,
    ...(filter ? { filter } : {}),
    ...(text && meta.searchable ? { search: text } : {}),
    ...(text ? {} : { sort: [byName ? { field: meta.title, direction: 'asc' } : { field: 'updatedAt', direction: 'desc' }] }),
  };
  return (await api.post<RecordPage>(`/records/${encodeURIComponent(meta.name)}/query`, body, { signal })).records;
}

/** Names that begin with what was typed, then those that hold it, then what was found by pinyin, phone or another field. */
export function nearestFirst(records: readonly RecordData[], title: string, text: string): readonly RecordData[] {
  const wanted = text.toLowerCase();
  const rank = (record: RecordData) => {
    const at = String(record[title] ?? '')
      .toLowerCase()
      .indexOf(wanted);
    return at === 0 ? 0 : at > 0 ? 1 : 2;
  };
  return text === '' ? records : records.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST);
}

/** Finds records for one object by name, pinyin or phone; without a text the ones changed last. */
export function useFindOne(object: string | undefined, text: string, enabled: boolean) {
  const meta = useObject(object ?? '').data;
  const plain = usePlain();
  const subs = subFields(meta);
  const names = subs.map((field) => field.name);
  const query = useQuery({
    queryKey: ['records', object, 'find', text, names],
    queryFn: ({ signal }) => (meta ? searchOne(meta, text, names, signal) : []),
    enabled: enabled && meta !== undefined,
    placeholderData: keepPreviousData,
  });
  const found: readonly Found[] = nearestFirst(query.data ?? [], meta?.title ?? 'name', text).map((record) => ({
    id: record.id,
    title: String(record[meta?.title ?? 'name'] ?? ''),
    object: object ?? '',
    sub: subs
      .filter((field) => record[field.name] !== null && record[field.name] !== undefined)
      .map((field) => plain(field, record[field.name], record))
      .join(' · '),
  }));
  return { meta, found, busy: query.isFetching };
}

interface SearchAnswer {
  readonly groups: readonly {
    readonly object: string;
    readonly items: readonly { readonly id: string; readonly title: string; readonly subtitle: string }[];
  }[];
}

/** Finds records over several objects (null: all); without a text the ones opened last. */
export function useFindAny(objects: readonly string[] | null, text: string, enabled: boolean) {
  const recent = useRecent();
  const query = useQuery({
    queryKey: ['find', objects, text],
    queryFn: ({ signal }) => api.get<SearchAnswer>('/search', { query: { q: text, objects: objects?.join(','), limit: 20 }, signal }),
    enabled: enabled && text !== '',
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  const opened = recent.filter((record) => !objects || objects.includes(record.object)).slice(0, MOST);
  const hits = (query.data?.groups ?? []).flatMap((group) =>
    group.items.map((item) => ({ ...item, object: group.object, sub: item.subtitle })),
  );
  return { found: (text ? hits : opened) as readonly Found[], busy: query.isFetching };
}
