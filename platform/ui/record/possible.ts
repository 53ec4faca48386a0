import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import type { ObjectMeta } from '../data/meta.ts';
import { type RecordData, recordKeys } from '../data/records.ts';

interface Answer {
  readonly verbs: readonly string[];
  readonly items: readonly { readonly name: string; readonly available: boolean; readonly needs?: readonly string[] }[];
}

/** What the caller may do with one record, and what its state allows now. Until it is known nothing is said. */
export interface Possible {
  /** Whether they may take the action on this record at all; undefined until it is known. */
  may(name: string): boolean | undefined;
  /** Whether the state of the record allows it now, too; undefined until it is known. */
  can(name: string): boolean | undefined;
  /** Whether the record is theirs to edit, delete or transfer; undefined until it is known. */
  reaches(verb: 'edit' | 'delete' | 'transfer'): boolean | undefined;
  /** Inputs that the record can not go without, beside those that the action always asks for. */
  needs(name: string): readonly string[];
}

/** Asked once per state of the record, whoever needs it. */
export function possibleQuery({ name }: ObjectMeta, { id, version }: RecordData) {
  return queryOptions({
    queryKey: [...recordKeys.record(name, id), 'actions', version],
    queryFn: ({ signal }) => api.get<Answer>(`/records/${encodeURIComponent(name)}/${encodeURIComponent(id)}/actions`, { signal }),
  });
}

export function usePossible(meta: ObjectMeta, record: RecordData): Possible {
  const { data } = useQuery(possibleQuery(meta, record));
  const found = (name: string) => data?.items.find((item) => item.name === name);
  return {
    may: (name) => data && found(name) !== undefined,
    can: (name) => data && (found(name)?.available ?? false),
    reaches: (verb) => data?.verbs.includes(verb),
    needs: (name) => found(name)?.needs ?? [],
  };
}
