import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import type { ObjectMeta } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import type { Filter, Reference } from '../data/records.ts';
import { flatten } from '../filter/grammar.ts';
import type { Principal } from '../sharing/data.ts';

export interface Quota {
  readonly dailyLimit: number;
  readonly claimedToday: number;
  readonly dailyLeft: number;
  readonly holdingLimit: number;
  readonly held: number;
  readonly holdingLeft: number;
}

/** A pool as those in it see it. */
export interface PoolView {
  readonly id: string;
  readonly name: string;
  readonly object: string;
  readonly active: boolean;
  readonly visibility: 'full' | 'masked' | 'adminOnly';
  readonly claimMode: 'self' | 'apply' | 'assignOnly';
  readonly batchMax: number;
  readonly admin: boolean;
  readonly member: boolean;
  readonly count: number;
  /** Requests that wait: those one may decide, else one's own. */
  readonly requests: number;
  readonly quota: Quota;
}

/** Somebody applies for a record of a pool. */
export interface PoolRequest {
  readonly id: string;
  readonly pool: Reference;
  readonly object: string;
  readonly record: Reference;
  readonly user: Reference;
  readonly status: 'waiting' | 'approved' | 'refused' | 'withdrawn' | 'lapsed';
  readonly reason: string;
  readonly at: string;
  readonly mayDecide: boolean;
}

export const ruleKinds = ['firstFollowUp', 'followUp', 'opportunity', 'deal', 'hold'] as const;
export type RuleKind = (typeof ruleKinds)[number];
export const ruleUnits = ['day', 'workingDay', 'workingHour'] as const;

export interface PoolRule {
  readonly kind: RuleKind;
  readonly enabled: boolean;
  readonly amount: number;
  readonly unit: (typeof ruleUnits)[number];
}

export interface PoolSettings extends Omit<PoolView, 'count' | 'requests' | 'quota'> {
  readonly version: number;
  readonly dailyLimit: number;
  readonly holdingLimit: number;
  readonly cooldownHours: number;
  readonly graceDays: number;
  readonly minCharacters: number;
  readonly minCallSeconds: number;
  readonly ownerGone: 'pool' | 'manager' | 'keep';
  /** Kinds of activities that count as a follow-up. */
  readonly followTypes: readonly string[];
  /** Open deals at this stage or a later one keep an account where it is. */
  readonly exemptStage: string | null;
  readonly exemptKeys: readonly string[];
  readonly filter: Filter | null;
  readonly members: readonly (Principal & { readonly admin: boolean })[];
  readonly rules: readonly PoolRule[];
}

export interface Forecast {
  readonly count: number;
  readonly byRule: Readonly<Partial<Record<RuleKind, number>>>;
  readonly items: readonly {
    readonly id: string;
    readonly title: string;
    readonly owner: { readonly title: string };
    readonly at: string;
  }[];
}

/** Whether records of an object can lie in pools. */
export const isPooled = (meta: Pick<ObjectMeta, 'fields'>): boolean =>
  meta.fields.some((field) => field.name === 'pool' && field.object === 'pool');

/** The pools of an object in which one takes part, with what is left of the quota; every pool for who manages them. */
export function usePools(object: string | undefined, enabled = true) {
  return useQuery({
    queryKey: ['pools', object ?? '*'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly PoolView[] }>('/pools', { query: { object }, signal })).items,
    enabled,
    staleTime: 60_000,
  });
}

/** The pool that a list shows; undefined when it shows something else. */
export function shownPool(filter: Filter | undefined): string | undefined {
  const found = (flatten(filter) ?? []).find((one) => one.field === 'pool' && one.op === 'eq');
  return typeof found?.value === 'string' ? found.value : undefined;
}

export const logKinds = ['claimed', 'assigned', 'returned', 'reclaimed'] as const;
export type LogKind = (typeof logKinds)[number];

/** Something that happened to a record of a pool. */
export interface LogEntry {
  readonly id: string;
  readonly what: LogKind;
  readonly reason: string;
  readonly note: string;
  readonly at: string;
  readonly record: Reference;
  readonly from: Reference | null;
  readonly to: Reference | null;
  readonly by: Reference | null;
}

interface LogPage {
  readonly items: readonly LogEntry[];
  readonly nextCursor: string | null;
}

/** What happened in a pool, the newest first, page by page; of one kind, or everything. */
export const useLog = (pool: string, what: LogKind | 'all') =>
  useInfiniteQuery({
    queryKey: ['pools', 'log', pool, what],
    queryFn: ({ pageParam, signal }) =>
      api.get<LogPage>(`/pools/${pool}/log`, { query: { before: pageParam, what: what === 'all' ? undefined : what }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const usePool = (id: string | null) =>
  useQuery({
    queryKey: ['pools', 'settings', id],
    queryFn: ({ signal }) => api.get<PoolSettings>(`/pools/${id}`, { signal }),
    enabled: id !== null,
  });

export const useRequests = () =>
  useQuery({
    queryKey: ['pools', 'requests'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly PoolRequest[] }>('/pools/requests', { signal })).items,
    staleTime: 5_000,
  });

export const poolsChanged = () => queryClient.invalidateQueries({ queryKey: ['pools'] });
