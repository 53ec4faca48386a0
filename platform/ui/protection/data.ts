import { useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import type { Label } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';

interface Named {
  readonly id: string;
  readonly title: string;
}

export interface Consent {
  readonly id: string;
  readonly purpose: string;
  readonly source: string;
  readonly evidence: string;
  readonly givenAt: string;
  readonly withdrawnAt: string | null;
  readonly by: Named | null;
}

export interface ConsentList {
  readonly items: readonly Consent[];
  readonly purposes: readonly string[];
  readonly sources: readonly string[];
}

export interface Preview {
  readonly people: readonly {
    readonly object: string;
    readonly id: string;
    readonly title: string;
    readonly why: 'start' | 'email' | 'phone' | 'idNumber' | 'merged';
    readonly deleted: boolean;
  }[];
  readonly linked: readonly { readonly object: string; readonly count: number }[];
  readonly counts: Readonly<Record<'history' | 'files' | 'imports' | 'exports' | 'consents', number>>;
  readonly kept: readonly KeptCount[];
}

/** Records of an object that stay when a person is erased. */
export interface KeptCount {
  readonly object: string;
  readonly count: number;
  readonly reason: Label;
  readonly until: string | null;
}

export interface KeptObject {
  readonly object: string;
  readonly reason: Label;
  readonly until: string | null;
  readonly byLaw: boolean;
  readonly inForce: boolean;
}

export function useKept() {
  return useQuery({
    queryKey: ['protection', 'kept'],
    queryFn: async ({ signal }) => (await api.get<{ objects: readonly KeptObject[] }>('/protection/kept', { signal })).objects,
    staleTime: 0,
  });
}

export interface ExportRules {
  readonly approveAbove: number | null;
  readonly approvePersonal: boolean;
  readonly approvers: readonly string[];
  readonly dailyRows: number | null;
  readonly watermark: boolean;
  readonly today: number;
  readonly mayApprove: boolean;
}

export interface ExportRequest {
  readonly id: string;
  readonly object: string;
  readonly status: 'waiting' | 'approved' | 'denied';
  readonly rows: number;
  readonly personal: boolean;
  readonly fields: readonly string[];
  readonly reason: string;
  readonly decision: string;
  readonly by: Named;
  readonly at: string;
  readonly decidedBy: Named | null;
  readonly mayDecide: boolean;
}

export const personPath = (object: string, id: string, rest: string) => `/records/${object}/${id}/${rest}`;

export function useConsents(object: string, id: string) {
  return useQuery({
    queryKey: ['consents', object, id],
    queryFn: ({ signal }) => api.get<ConsentList>(personPath(object, id, 'consents'), { signal }),
  });
}

export const consentsChanged = (id: string) =>
  queryClient.invalidateQueries({ queryKey: ['consents'], predicate: (query) => query.queryKey[2] === id });

export function useExportRules() {
  return useQuery({
    queryKey: ['exports', 'rules'],
    queryFn: ({ signal }) => api.get<ExportRules>('/exports/rules', { signal }),
    staleTime: 0,
  });
}

export function useExportRequests() {
  return useQuery({
    queryKey: ['exports', 'requests'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly ExportRequest[] }>('/exports/requests', { signal })).items,
    staleTime: 0,
  });
}

export const exportsChanged = () => queryClient.invalidateQueries({ queryKey: ['exports'] });
