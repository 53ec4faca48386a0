import type { Steps } from '@huanke/platform/assignment';
import { countsOf, type Plan, type Problem } from '@huanke/platform/assignment';

/** Improves plans by steps that each make them worth more: a lead to somebody else or to nobody, two leads of two people exchanged. */
export class Workbench {
  private readonly problem: Problem;

  constructor(problem: Problem) {
    this.problem = problem;
  }

  /** The plan, with every improvement there is by a single step; never worth less. `share`: how far the whole work is. */
  *improve(plan: Plan, share: number): Steps<Plan> {
    const now = [...plan];
    const counts = countsOf(now, this.problem.capacity.length);
    for (let better = true; better; ) {
      better = this.move(now, counts);
      better = this.exchange(now) || better;
      yield share;
    }
    return now;
  }

  private value(lead: number, at: number | null): number {
    return at === null ? 0 : (this.problem.values[lead]?.[at] ?? Number.NEGATIVE_INFINITY);
  }

  /** What the variance costs more when one lead of `sum` goes from somebody to somebody: the sum and that of squares change by little. */
  private unfairness(counts: readonly number[], sum: number, { from, to }: { from: number | null; to: number | null }): number {
    const { fairness = 0 } = this.problem;
    if (fairness === 0 || from === to) return 0;
    const people = counts.length;
    const after = sum - (from === null ? 0 : 1) + (to === null ? 0 : 1);
    const squares = (from === null ? 0 : 1 - 2 * (counts[from] ?? 0)) + (to === null ? 0 : 1 + 2 * (counts[to] ?? 0));
    return fairness * (squares / people - (after ** 2 - sum ** 2) / people ** 2);
  }

  private move(plan: (number | null)[], counts: number[]): boolean {
    let better = false;
    const { capacity } = this.problem;
    let sum = plan.reduce<number>((all, at) => all + (at === null ? 0 : 1), 0);
    for (let lead = 0; lead < plan.length; lead += 1) {
      const from = plan[lead] ?? null;
      let best = from;
      let most = 1e-9;
      for (let step = 0; step <= capacity.length; step += 1) {
        const to = step === capacity.length ? null : step;
        if (to === from || (to !== null && (counts[to] ?? 0) >= (capacity[to] ?? 0))) continue;
        const gain = this.value(lead, to) - this.value(lead, from) - this.unfairness(counts, sum, { from, to });
        if (gain > most) [best, most] = [to, gain];
      }
      if (best === from) continue;
      if (from !== null) counts[from] = (counts[from] ?? 0) - 1;
      if (best !== null) counts[best] = (counts[best] ?? 0) + 1;
      sum += (best === null ? 0 : 1) - (from === null ? 0 : 1);
      plan[lead] = best;
      better = true;
    }
    return better;
  }

  /** Exchanges leave the numbers of all as they are; one of the two may have been nobody's. */
  private exchange(plan: (number | null)[]): boolean {
    let better = false;
    for (let a = 0; a < plan.length; a += 1) {
      for (let b = a + 1; b < plan.length; b += 1) {
        const [mine, other] = [plan[a] ?? null, plan[b] ?? null];
        if (mine === other) continue;
        const gain = this.value(a, other) + this.value(b, mine) - this.value(a, mine) - this.value(b, other);
        if (gain <= 1e-9) continue;
        plan[a] = other;
        plan[b] = mine;
        better = true;
      }
    }
    return better;
  }
}
