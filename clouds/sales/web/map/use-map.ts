import { api, type Label, type RecordData, type Reference, recordKeys, useRecordQuery } from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';
import type { Edge, Person } from './layout.ts';

export interface DealPerson extends Person {
  readonly version: number;
  readonly name: string;
  readonly role: string;
  readonly attitude: number;
  readonly influence: number;
  readonly note: string | null;
  readonly lastTouchAt: string | null;
  readonly contacted: boolean;
  readonly left: boolean;
}

export interface Coverage {
  readonly coverage: number | null;
  readonly support: number | null;
  readonly touchDays: number;
  readonly roles: readonly {
    readonly id: string;
    readonly lastTouchAt: string | null;
    readonly contacted: boolean;
    readonly left: boolean;
  }[];
  readonly missing: readonly { readonly role: string; readonly label: Label }[];
}

/** Who is in a deal, how they stand to it and to each other. */
export function useMap(deal: string, stage: unknown) {
  const roles = useRecordQuery('opportunityContact', {
    fields: ['contact', 'role', 'attitude', 'influence', 'note', 'mapX', 'mapY', 'version'],
    filter: { field: 'opportunity', op: 'eq', value: deal },
    sort: [{ field: 'influence', direction: 'desc' }],
    limit: 100,
  });
  const records = roles.data?.pages[0]?.records;
  const coverage = useQuery({
    queryKey: [...recordKeys.object('opportunityContact'), 'coverage', deal, stage],
    queryFn: ({ signal }) => api.get<Coverage>(`/opportunities/${deal}/coverage`, { signal }),
  }).data;
  const contacts = (records ?? []).flatMap((record) => (record['contact'] as Reference | null)?.id ?? []);
  const relations = useRecordQuery(
    'contactRelation',
    {
      fields: ['contact', 'other', 'kind', 'strength'],
      filter: { and: ['contact', 'other'].map((field) => ({ field, op: 'in', value: contacts })) },
      limit: 200,
    },
    { enabled: contacts.length > 1 },
  );
  const people = (records ?? []).map((record) => personOf(record, coverage));
  const edges = contacts.length > 1 ? (relations.data?.pages[0]?.records ?? []).flatMap(edgeOf) : [];
  return { ready: records !== undefined && coverage !== undefined, people, edges, coverage };
}

function personOf(record: RecordData, coverage: Coverage | undefined): DealPerson {
  const contact = record['contact'] as Reference | null;
  const found = coverage?.roles.find(({ id }) => id === record.id);
  const number = (name: string) => (typeof record[name] === 'number' ? (record[name] as number) : null);
  return {
    id: record.id,
    version: record.version,
    contact: contact?.id ?? record.id,
    name: contact?.title ?? '--',
    role: String(record['role'] ?? ''),
    attitude: number('attitude') ?? 0,
    influence: number('influence') ?? 1,
    note: (record['note'] as string | null) ?? null,
    x: number('mapX'),
    y: number('mapY'),
    lastTouchAt: found?.lastTouchAt ?? null,
    contacted: found?.contacted ?? false,
    left: found?.left ?? false,
  };
}

function edgeOf(record: RecordData): Edge[] {
  const [from, to] = [record['contact'] as Reference | null, record['other'] as Reference | null];
  const strength = typeof record['strength'] === 'number' ? record['strength'] : null;
  return from && to ? [{ id: record.id, from: from.id, to: to.id, kind: String(record['kind']), strength }] : [];
}
