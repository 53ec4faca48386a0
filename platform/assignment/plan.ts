/** Who could have which record, and what that would be worth. */
export interface Problem {
  /** By record, then by person: a whole number; null: never. */
  readonly values: readonly (readonly (number | null)[])[];
  /** How many records each person may get. */
  readonly capacity: readonly number[];
  /** What unequal numbers of records cost: value for each unit of the variance over the people of what they get. 0: nothing. */
  readonly fairness?: number;
}

/** By record the place of the person who gets it; null: nobody. */
export type Plan = readonly (number | null)[];

/** How many records each person gets by a plan. */
export function countsOf(plan: Plan, people: number): number[] {
  const counts = Array.from({ length: people }, () => 0);
  for (const at of plan) if (at !== null) counts[at] = (counts[at] ?? 0) + 1;
  return counts;
}

export function varianceOf(counts: readonly number[]): number {
  if (counts.length === 0) return 0;
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
}

/** What a plan is worth: its values, less what its unfairness costs. */
export function worthOf({ values, capacity, fairness = 0 }: Problem, plan: Plan): number {
  const sum = plan.reduce<number>((all, at, record) => all + (at === null ? 0 : (values[record]?.[at] ?? 0)), 0);
  return fairness === 0 ? sum : sum - fairness * varianceOf(countsOf(plan, capacity.length));
}

/**
 * First come, first served: each record in its order to who is worth most for it and has room, while that is worth something at all.
 *
 * @example values [[9, 8], [8, 1], [7, 2]], capacity [1, 2] → 9 + 1 + 2 = 12
 */
export function greedy({ values, capacity }: Problem): Plan {
  const left = [...capacity];
  return values.map((row) => {
    let best: number | null = null;
    row.forEach((value, at) => {
      if (value !== null && value >= 0 && (left[at] ?? 0) > 0 && (best === null || value > (row[best] ?? 0))) best = at;
    });
    if (best !== null) left[best] = (left[best] ?? 0) - 1;
    return best;
  });
}
