import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import type { Label } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { type ItemPage, type Reference, recordKeys } from '../data/records.ts';
import type { RoleFields } from './field-rights.ts';

export interface RoleName {
  readonly id: string;
  readonly key: string;
  readonly name: Label;
}

/** A person as administrators see them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly position: string | null;
  readonly department: Reference | null;
  readonly active: boolean;
  readonly roles: readonly RoleName[];
  /** Has come in; else invited at most. */
  readonly joined: boolean;
  readonly invitedUntil: string | null;
  readonly lastSeenAt: string | null;
  /** After too many wrong passwords or codes. */
  readonly lockedUntil: string | null;
  /** Has a second step or a passkey. */
  readonly twoStep: boolean;
}

export type ScopeLevel = 'own' | 'department' | 'departmentAndBelow' | 'all';
export type ScopeVerb = 'read' | 'edit' | 'delete' | 'transfer';
export type VerbScopes = Readonly<Partial<Record<ScopeVerb, ScopeLevel>>>;
export type Scopes = VerbScopes & { readonly objects?: Readonly<Record<string, VerbScopes>> };

export interface Role extends RoleName {
  readonly system: boolean;
  readonly permissions: readonly string[];
  readonly scopes: Scopes;
  readonly fields: RoleFields;
  /** set: a permission set, given beside the roles. */
  readonly kind: 'role' | 'set';
  readonly home: string | null;
  readonly users: number;
}

export interface Count {
  readonly object: string;
  readonly count: number;
}

export interface MoneySum {
  readonly field: string;
  readonly currency: string;
  readonly sum: string;
}

/** What somebody owns of one object, and to what it may go beside people: rules of assignment, pools. */
export interface OwnedCount extends Count {
  readonly money: readonly MoneySum[];
  readonly rules: boolean;
  /** Of these, finished by their own state: not for a pool. */
  readonly finished: number;
  readonly pools: readonly { readonly id: string; readonly name: string }[];
}

/** Who takes over the records of an object: a person by their id, its rules of assignment, or a pool. */
export type HandoverTarget = string | { readonly kind: 'rules' } | { readonly kind: 'pool'; readonly id: string };

/** What a leaver would hand over. */
export interface HandoverPreview {
  readonly counts: readonly OwnedCount[];
  /** Among the activities. */
  readonly openTasks: number;
  readonly others: Readonly<
    Record<'views' | 'reports' | 'departments' | 'imports' | 'teams' | 'groups' | 'pools' | 'requests' | 'rules' | 'work', number>
  >;
}

/** A handover with its report so far. */
export interface Handover {
  readonly id: string;
  readonly status: 'scheduled' | 'running' | 'done' | 'cancelled';
  readonly plan: { readonly to: string; readonly objects: Readonly<Record<string, HandoverTarget>> };
  readonly counts: Readonly<Record<string, number>>;
  readonly left: readonly { readonly object: string; readonly skipped: number; readonly failed: number }[];
  readonly createdAt: string;
  readonly effectiveAt: string;
  readonly finishedAt: string | null;
  readonly job: string | null;
  readonly problem: string | null;
}

/** Handovers of somebody, the newest first; asked again while one is under way. */
export function useHandovers(user: string) {
  return useQuery({
    queryKey: ['handovers', user],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly Handover[] }>(userPath(user, 'handovers'), { signal })).items,
    refetchInterval: (query) => (query.state.data?.some((one) => one.status === 'running') ? 1_000 : false),
    staleTime: 0,
  });
}

/** How much of one kind belongs to a user alone. */
export interface OwnDataCount {
  readonly table: string;
  readonly label: Label;
  readonly count: { readonly value: number; readonly capped: boolean };
  /** Used by others, too: stays when the account is deleted. */
  readonly shared: number;
  /** Whether the copy holds it. */
  readonly told: boolean;
}

/** What belongs to a user alone, counted; only what there is. */
export function useOwnData(user: string) {
  return useQuery({
    queryKey: ['user-data', user],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly OwnDataCount[] }>(userPath(user, 'data/counts'), { signal })).items.filter(
        ({ count }) => count.value > 0,
      ),
    staleTime: 0,
  });
}

export function usePeople(search: string) {
  return useInfiniteQuery({
    queryKey: ['people', search],
    queryFn: ({ pageParam, signal }) => api.get<ItemPage<Person>>('/users', { query: { search, cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (previous) => previous,
  });
}

export function useRoles() {
  return useQuery({
    queryKey: ['roles'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly Role[] }>('/roles', { signal })).items,
  });
}

/** After anything about people changed: their list, their records, the roles' counts. */
export async function peopleChanged(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['people'] }),
    queryClient.invalidateQueries({ queryKey: ['roles'] }),
    queryClient.invalidateQueries({ queryKey: recordKeys.object('user') }),
    queryClient.invalidateQueries({ queryKey: ['record', 'user'] }),
  ]);
}

export const userPath = (id: string, what = '') => `/users/${encodeURIComponent(id)}${what && `/${what}`}`;
