import { queryOptions } from '@tanstack/react-query';
import { api } from '../../data/api.ts';
import type { Job } from '../../data/jobs.ts';
import type { Label } from '../../data/meta.ts';
import { queryClient } from '../../data/query-client.ts';

export interface Pack {
  readonly name: string;
  readonly version: string;
  readonly label: Label;
  readonly description: Label | null;
  readonly author: string | null;
  readonly objects: readonly { readonly name: string; readonly label: Label | null; readonly fields: number }[];
  readonly parts: number;
  readonly roles: number;
  readonly views: number;
  readonly examples: number;
}

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly label: Label;
  readonly demo: boolean;
  readonly installedAt: string;
  readonly items: number;
  /** The version that comes with this release, of an industry pack. */
  readonly available: string | null;
}

export type ChangeKind = 'new' | 'changed' | 'same' | 'kept' | 'conflict' | 'removed';
export type Body = Readonly<Record<string, unknown>>;

export interface PlanItem {
  readonly key: string;
  readonly kind: 'object' | 'field' | 'part' | 'role' | 'view';
  readonly object: string;
  readonly name: string;
  readonly label: Label | null;
  readonly kindLabel: Label | null;
  readonly change: ChangeKind;
  readonly was?: Body;
  readonly is?: Body;
  readonly reason?: Label;
}

export interface Outcome {
  readonly name: string;
  readonly version: string;
  readonly installed: string | null;
  readonly counts: Readonly<Record<ChangeKind, number>>;
  readonly items: readonly PlanItem[];
  readonly missing: readonly { readonly place: string; readonly message: Label }[];
}

export interface Usage {
  readonly key: string;
  readonly label: Label | null;
  readonly name: string;
  readonly records: number;
  readonly text: Label;
}

/** What is to be installed: a file, or a pack that comes with the release. */
export type Source = { readonly package: unknown } | { readonly pack: string };

export const packagesQuery = queryOptions({
  queryKey: ['packages'],
  queryFn: ({ signal }) => api.get<{ packs: readonly Pack[]; installed: readonly InstalledPackage[] }>('/packages', { signal }),
  staleTime: 0,
});

export interface Sandbox {
  readonly id: number;
  readonly name: string;
  readonly status: 'making' | 'ready' | 'failed';
  readonly objects: readonly string[];
  readonly createdAt: string;
  readonly job: Job | null;
}

export interface Changes {
  readonly outcome: Outcome;
  readonly deleted: readonly { readonly key: string; readonly label: Label | null }[];
  readonly left: readonly { readonly key: string; readonly reason: Label }[];
}

export const sandboxesQuery = queryOptions({
  queryKey: ['sandboxes'],
  queryFn: ({ signal }) => api.get<{ items: readonly Sandbox[]; most: number }>('/sandboxes', { signal }),
  refetchInterval: (query) => (query.state.data?.items.some((one) => one.status === 'making') ? 1_000 : false),
  staleTime: 0,
});

/** Objects, fields, lists and menus may be others now. */
export async function configurationChanged(): Promise<void> {
  await Promise.all(['packages', 'meta', 'views', 'roles', 'session'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
}
