import type { Steps } from '@huanke/platform/assignment';
import { greedy, type Plan, type Problem, worthOf } from '@huanke/platform/assignment';
import { type Random, seeded } from '@huanke/platform/kernel';
import { Workbench } from './workbench.ts';

/** The figures of SAL-6. */
export const antSettings = {
  ants: 20,
  rounds: 100,
  /** Weight of what earlier ants have found. */
  alpha: 1,
  /** Weight of the value of a pair. */
  beta: 3,
  evaporation: 0.1,
  /** How often an ant takes what looks best instead of drawing. */
  greedyShare: 0.9,
  /** People among whom an ant chooses for a lead; the best of them that have room. */
  candidates: 20,
} as const;

export interface AntOptions {
  /** The same seed gives the same plan, unless the time runs out. */
  readonly seed: number;
  /** Milliseconds after which no further round begins. */
  readonly boxMs: number;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

/**
 * A good plan where the worth does not add up by leads: a max-min ant system. Ants build plans by pheromone and value, each round's best is
 * improved by moves and exchanges and lays pheromone, which stays within bounds. Stützle & Hoos 2000; greedy choice as in Dorigo &
 * Gambardella 1997. Never worth less than the greedy plan.
 */
export function* antColony(problem: Problem, { seed, boxMs, now }: AntOptions): Steps<Plan> {
  const bench = new Workbench(problem);
  const random = seeded(seed);
  const began = now();
  let best = yield* bench.improve(greedy(problem), 0);
  let worth = worthOf(problem, best);
  const trails = new Trails(problem);
  for (let round = 0; round < antSettings.rounds && now() - began < boxMs; round += 1) {
    let found: Plan = best;
    let foundWorth = Number.NEGATIVE_INFINITY;
    const share = round / antSettings.rounds;
    const pull = trails.pull();
    for (let ant = 0; ant < antSettings.ants; ant += 1) {
      const plan = build(problem, { pull, lists: trails.lists, random });
      const value = worthOf(problem, plan);
      if (value > foundWorth) [found, foundWorth] = [plan, value];
      yield share;
    }
    const improved = yield* bench.improve(found, share);
    const value = worthOf(problem, improved);
    if (value > worth) [best, worth] = [improved, value];
    trails.lay(best);
  }
  return best;
}

/** One ant: the leads in an order drawn anew, each to one of its candidates with room. */
function build(
  { values, capacity }: Problem,
  {
    pull,
    lists,
    random,
  }: { readonly pull: readonly Float64Array[]; readonly lists: readonly (readonly number[])[]; readonly random: Random },
): Plan {
  const left = [...capacity];
  const plan: (number | null)[] = values.map(() => null);
  for (const lead of random.shuffle([...values.keys()])) {
    const open: number[] = [];
    for (const at of lists[lead] ?? []) {
      if ((left[at] ?? 0) > 0) open.push(at);
      if (open.length === antSettings.candidates) break;
    }
    const at = open.length === 0 ? null : draw(open, pull[lead] ?? new Float64Array(), random);
    if (at !== null) left[at] = (left[at] ?? 0) - 1;
    plan[lead] = at;
  }
  return plan;
}

function draw(open: readonly number[], pull: Float64Array, random: Random): number {
  const first = open[0] ?? 0;
  const of = (at: number) => pull[at] ?? 0;
  if (random.chance(antSettings.greedyShare)) return open.reduce((best, at) => (of(at) > of(best) ? at : best), first);
  const sum = open.reduce((all, at) => all + of(at), 0);
  let ball = random.next() * sum;
  for (const at of open) {
    ball -= of(at);
    if (ball < 0) return at;
  }
  return first;
}

/** Pheromone of every pair, between bounds, and the people of each lead by value. */
class Trails {
  readonly lists: readonly (readonly number[])[];
  private readonly desire: readonly Float64Array[];
  private readonly trails: readonly Float64Array[];
  private static readonly most = 1;
  private readonly least: number;

  constructor({ values, capacity }: Problem) {
    const people = capacity.length;
    // with bounds so far apart the best pair of a settled lead is drawn about every other time
    this.least = 1 / (2 * Math.max(1, people));
    const known = values.flatMap((row) => row.filter((value) => value !== null));
    const low = known.reduce((min, value) => Math.min(min, value), 0);
    const span = known.reduce((max, value) => Math.max(max, value), 0) - low || 1;
    this.desire = values.map((row) =>
      Float64Array.from(row, (value) => (value === null ? 0 : (0.01 + (value - low) / span) ** antSettings.beta)),
    );
    this.trails = values.map(() => new Float64Array(people).fill(Trails.most));
    this.lists = values.map((row) =>
      row.flatMap((value, at) => (value !== null && value >= 0 ? [at] : [])).sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0) || a - b),
    );
  }

  /** Pheromone to the power of α times desire to that of β. */
  pull(): Float64Array[] {
    return this.trails.map((row, lead) => row.map((trail, at) => trail ** antSettings.alpha * (this.desire[lead]?.[at] ?? 0)));
  }

  /** Everything evaporates, and the best plan so far is strengthened. */
  lay(plan: Plan): void {
    this.trails.forEach((row, lead) => {
      for (let at = 0; at < row.length; at += 1) {
        const laid = plan[lead] === at ? antSettings.evaporation * Trails.most : 0;
        const trail = (row[at] ?? 0) * (1 - antSettings.evaporation) + laid;
        row[at] = Math.min(Trails.most, Math.max(this.least, trail));
      }
    });
  }
}
