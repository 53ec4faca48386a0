import { api, type Filter, queryClient, type Reference } from '@huanke/platform/ui';
import type { MapTiles } from '@huanke/platform/ui/map';
import { useQuery } from '@tanstack/react-query';

export const weightKeys = ['chance', 'skill', 'territory', 'load', 'travel'] as const;
export type WeightKey = (typeof weightKeys)[number];
export type Weights = Readonly<Record<WeightKey, number>>;

export const shippedWeights: Weights = { chance: 1, skill: 0.5, territory: 0.5, load: 0.2, travel: 0.2 };

export interface DispatchBody {
  readonly filter: Filter | null;
  readonly people: readonly { readonly kind: string; readonly id: string }[];
  readonly weights: Weights;
  readonly fairness: number;
  readonly maxEach: number | null;
  readonly regionField: string | null;
  readonly seed: number;
}

export const outcomes = ['applied', 'gone', 'owned', 'closed', 'inactive', 'away', 'shift', 'capacity', 'holding', 'refused'] as const;

export interface Line {
  readonly position: number;
  readonly lead: Reference;
  readonly user: Reference | null;
  /** Hundredths of a point, as all values of a run. */
  readonly value: number;
  /** The way is null where it is not known; what a plan of before does not have is absent. */
  readonly terms: Readonly<Partial<Record<WeightKey, number | null>>>;
  /** Where the lead is, as far as the caller may see it. */
  readonly place: { readonly lng: number; readonly lat: number } | null;
  readonly outcome: (typeof outcomes)[number] | null;
}

export interface Run {
  readonly id: string;
  readonly status: 'solving' | 'draft' | 'applied' | 'discarded' | 'failed';
  readonly options: DispatchBody;
  readonly result: {
    readonly leads: number;
    readonly assigned: number;
    readonly worth: number;
    readonly greedy: number;
    readonly bound: number;
    readonly solver: 'exact' | 'ants';
  } | null;
  readonly job: string | null;
  readonly createdAt: string;
  readonly appliedAt: string | null;
}

export interface RunWithLines extends Run {
  readonly lines: readonly Line[];
  readonly tiles: MapTiles | null;
}

const key = ['dispatch-runs'];

export function useRuns() {
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.get<{ items: readonly Run[] }>('/dispatch-runs', { signal })).items,
  });
}

/** A run; asked again until its plan is there. */
export function useRun(id: string) {
  return useQuery({
    queryKey: [...key, id],
    queryFn: ({ signal }) => api.get<RunWithLines>(`/dispatch-runs/${id}`, { signal }),
    refetchInterval: (query) => (query.state.data?.status === 'solving' ? 500 : false),
  });
}

export const runsChanged = () => queryClient.invalidateQueries({ queryKey: key });

/** `12345` → `123.45` */
export const points = (hundredths: number): string => (hundredths / 100).toFixed(2);

/** How far a plan is from what no plan exceeds, in percent; null where there is nothing to compare. */
export const gapOf = ({ worth, bound }: { readonly worth: number; readonly bound: number }): number | null =>
  bound > 0 ? (100 * (bound - worth)) / bound : null;
