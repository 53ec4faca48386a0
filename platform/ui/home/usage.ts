import { useQueries, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { type ObjectSummary, useObjects } from '../data/meta.ts';
import { type ItemPage, type RecordCount, type RecordPage, type Reference, recordKeys } from '../data/records.ts';

export interface ObjectUse {
  readonly object: ObjectSummary;
  readonly count: RecordCount | null | undefined;
}

/** How many records each object holds: capped counts, so that large companies wait no longer than small ones. */
export function useObjectUse(): { readonly isReady: boolean; readonly list: readonly ObjectUse[] } {
  const objects = useObjects().data;
  const shown = (objects ?? []).filter((object) => object.access?.owned || object.can?.includes('import'));
  const answers = useQueries({
    queries: shown.map((object) => ({
      queryKey: [...recordKeys.object(object.name), 'count', 'capped', {}],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
        (
          await api.post<RecordPage>(
            `/records/${encodeURIComponent(object.name)}/query`,
            { fields: ['id'], limit: 1, count: 'capped' },
            { signal },
          )
        ).count ?? null,
    })),
  });
  return {
    isReady: objects !== undefined && answers.every((answer) => !answer.isPending),
    list: shown.map((object, index) => ({ object, count: answers[index]?.data })),
  };
}

export interface PastImport {
  readonly id: string;
  readonly object: string;
  readonly status: string;
  readonly created: number;
  readonly updated: number;
  readonly failed: number;
  readonly file: { readonly name: string };
  readonly createdAt: string;
  readonly createdBy: Reference | null;
}

export function usePastImports() {
  return useQuery({
    queryKey: ['imports', 'home'],
    queryFn: async ({ signal }) => (await api.get<ItemPage<PastImport>>('/imports', { signal })).items,
  });
}

export interface Job {
  readonly id: string;
  readonly kind?: string;
  readonly status: string;
}

export function useJobs() {
  return useQuery({
    queryKey: ['jobs', 'home'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly Job[] }>('/jobs', { signal })).items,
  });
}
