import { api, type Filter, queryClient } from '@huanke/platform/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

export type ScoreRule =
  | { readonly kind: 'fit'; readonly name: string; readonly points: number; readonly filter: Filter | null }
  | { readonly kind: 'touch' | 'activity'; readonly name: string; readonly points: number; readonly keys: readonly string[] };

export interface ScoreGroup {
  readonly name: string;
  readonly cap: number | null;
  readonly rules: readonly ScoreRule[];
}

export interface ScoreDefinition {
  readonly halfLifeDays: number;
  readonly grades: { readonly a: number; readonly b: number; readonly c: number };
  readonly groups: readonly ScoreGroup[];
}

export interface ScoreModel {
  readonly id: string;
  readonly version: number;
  readonly status: 'draft' | 'publishing' | 'published' | 'retired';
  readonly step: string | null;
  readonly job: string | null;
  readonly definition: ScoreDefinition;
  readonly updatedAt: string;
  readonly publishedAt: string | null;
}

export const grades = ['A', 'B', 'C', 'D'] as const;

export interface Preview {
  readonly sample: number;
  readonly grades: Readonly<Record<(typeof grades)[number], number>>;
  readonly bins: readonly number[];
}

export interface ScoreItem {
  readonly kind: 'fit' | 'touch' | 'activity' | 'cap' | 'floor' | 'ceiling';
  readonly group: string | null;
  readonly name: string | null;
  readonly points: number;
  readonly count: number | null;
}

export interface Explained {
  readonly score: number | null;
  readonly grade: string | null;
  readonly version: number | null;
  readonly at: string | null;
  readonly items: readonly ScoreItem[];
}

export function useModels() {
  return useQuery({
    queryKey: ['score-models'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly ScoreModel[] }>('/score-models', { signal })).items,
  });
}

/** What leads would get; while rules are incomplete the last answer stays. */
export function usePreview(definition: ScoreDefinition) {
  return useQuery({
    queryKey: ['score-models', 'preview', definition],
    queryFn: () => api.post<Preview>('/score-models/preview', definition),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export const modelsChanged = () => queryClient.invalidateQueries({ queryKey: ['score-models'] });

/** What a company begins with. */
export const firstDefinition = (
  text: (key: 'fit' | 'doing' | 'known' | 'reachable' | 'came' | 'spoke' | 'wrote') => string,
): ScoreDefinition => ({
  halfLifeDays: 14,
  grades: { a: 75, b: 50, c: 25 },
  groups: [
    {
      name: text('fit'),
      cap: 60,
      rules: [
        {
          kind: 'fit',
          name: text('known'),
          points: 30,
          filter: { field: 'source', op: 'in', value: ['referral', 'exhibition', 'repeat'] },
        },
        { kind: 'fit', name: text('reachable'), points: 20, filter: { field: 'phone', op: 'isNotNull' } },
      ],
    },
    {
      name: text('doing'),
      cap: 60,
      rules: [
        { kind: 'touch', name: text('came'), points: 15, keys: [] },
        { kind: 'activity', name: text('spoke'), points: 15, keys: ['call', 'visit', 'meeting', 'demo'] },
        { kind: 'activity', name: text('wrote'), points: 5, keys: ['email', 'message'] },
      ],
    },
  ],
});

/** The list with the one at a place changed, or taken out by null. */
export const changed = <T>(list: readonly T[], at: number, next: T | null): T[] =>
  list.flatMap((one, index) => (index === at ? (next === null ? [] : [next]) : [one]));
