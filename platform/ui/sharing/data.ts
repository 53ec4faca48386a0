import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import type { Label } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import type { Filter, RecordData, Reference } from '../data/records.ts';

export type PrincipalKind = 'user' | 'department' | 'group' | 'role';
export type Level = 'read' | 'edit';

export interface Principal {
  readonly kind: PrincipalKind;
  readonly id: string;
  readonly title: string;
}

export interface Share {
  readonly principal: Principal;
  readonly level: Level;
  readonly source: 'manual' | 'team' | 'rule';
  readonly rule: { readonly name: string; readonly label: Label } | null;
  readonly role: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly by: { readonly id: string; readonly title: string } | null;
}

export interface TeamMember {
  readonly user: Reference;
  readonly role: string | null;
  readonly level: Level;
  readonly from: string | null;
  readonly until: string | null;
}

export interface Team {
  readonly mayShare: boolean;
  readonly roles: readonly { readonly key: string; readonly label: Label }[];
  readonly items: readonly TeamMember[];
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly members: readonly Principal[];
}

export interface SharingRule {
  readonly label: Label;
  readonly active: boolean;
  readonly by: 'owner' | 'filter';
  readonly from: readonly Omit<Principal, 'title'>[];
  readonly filter?: Filter;
  readonly to: readonly Omit<Principal, 'title'>[];
  readonly level: Level;
}

export interface StoredSharingRule {
  readonly name: string;
  readonly definition: SharingRule;
}

const recordPath = (object: string, id: string) => `/records/${encodeURIComponent(object)}/${id}`;

export const sharesPath = (object: string, record: RecordData) => `${recordPath(object, record.id)}/shares`;
export const teamPath = (object: string, record: RecordData) => `${recordPath(object, record.id)}/team`;
export const rulesPath = (object: string) => `/meta/objects/${encodeURIComponent(object)}/parts/sharingRule`;

export function useShares(object: string, record: RecordData) {
  return useQuery({
    queryKey: ['shares', object, record.id],
    queryFn: ({ signal }) => api.get<{ mayShare: boolean; items: readonly Share[] }>(sharesPath(object, record), { signal }),
  });
}

export function useTeam(object: string, record: RecordData) {
  return useQuery({
    queryKey: ['team', object, record.id],
    queryFn: ({ signal }) => api.get<Team>(teamPath(object, record), { signal }),
  });
}

/** After any change of who may see a record: both lists show members of the team. */
export async function sharesChanged(object: string, record: RecordData): Promise<void> {
  await Promise.all(['shares', 'team'].map((what) => queryClient.invalidateQueries({ queryKey: [what, object, record.id] })));
}

export function useGroups() {
  return useQuery({
    queryKey: ['groups'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly Group[] }>('/groups', { signal })).items,
  });
}

/** With whom something can be shared, by name, pinyin or initials. */
export function useFindPrincipals(search: string, kinds: readonly PrincipalKind[] | undefined, enabled: boolean) {
  return useQuery({
    queryKey: ['principals', search, kinds],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ items: readonly Principal[] }>('/principals', {
          query: { search: search || undefined, kinds: kinds?.join(',') },
          signal,
        })
      ).items,
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}
