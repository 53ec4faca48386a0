import type { Plan, Problem } from './plan.ts';
import type { Steps } from './steps.ts';

/** Less than any value that may be taken, more than any that may not: values are whole numbers. */
const NOBODY = 0.5;
/** Records put in before others get their turn. */
const recordsAtOnce = 20;

/**
 * The plan of the highest sum of values within all capacities, exactly. A minimum-cost flow by successive shortest paths with potentials: records
 * are put in one after the other, each along the cheapest path on which people hand records on until somebody has room (Dijkstra over the
 * people; reduced costs stay ≥ 0 by the potentials). Edmonds & Karp 1972; Ahuja, Magnanti & Orlin, Network Flows, 9.7. A last person with
 * room for all and a value just below 0 stands for nobody. Fairness is left aside: it does not add up by records.
 *
 * @example values [[9, 8], [8, 1], [7, 2]], capacity [1, 2] → [1, 0, 1], worth 18
 */
export function* minCostFlow({ values, capacity }: Problem): Steps<Plan> {
  const flow = new Flow(values, capacity);
  for (let record = 0; record < values.length; record += 1) {
    flow.put(record);
    if (record % recordsAtOnce === 0) yield record / values.length;
  }
  const nobody = capacity.length;
  return flow.plan.map((at) => (at === nobody ? null : at));
}

class Flow {
  readonly plan: number[] = [];
  private readonly people: number;
  private readonly costs: Float64Array;
  private readonly room: number[];
  private readonly held: number[][];
  private readonly ofRecord: Float64Array;
  private readonly ofPerson: Float64Array;

  constructor(values: Problem['values'], capacity: readonly number[]) {
    this.people = capacity.length + 1;
    this.costs = new Float64Array(values.length * this.people).fill(Number.POSITIVE_INFINITY);
    values.forEach((row, record) => {
      row.forEach((value, at) => {
        if (value !== null) this.costs[record * this.people + at] = -value;
      });
      this.costs[record * this.people + capacity.length] = NOBODY;
    });
    this.room = [...capacity, values.length];
    this.held = this.room.map(() => []);
    this.ofRecord = new Float64Array(values.length);
    this.ofPerson = new Float64Array(this.people);
  }

  /** Puts one more record in by the cheapest path to somebody with room. */
  put(record: number): void {
    const far = new Float64Array(this.people).fill(Number.POSITIVE_INFINITY);
    const from = new Int32Array(this.people).fill(-1);
    const settled: number[] = [];
    const done = new Uint8Array(this.people);
    this.relax(record, 0, { far, from, done });
    let at = nearest(far, done);
    while ((this.room[at] ?? 0) === 0) {
      done[at] = 1;
      settled.push(at);
      for (const other of this.held[at] ?? []) this.relax(other, far[at] ?? 0, { far, from, done });
      at = nearest(far, done);
    }
    this.shift(record, settled, { far, end: far[at] ?? 0 });
    this.handOn(record, at, from);
  }

  private relax(
    record: number,
    begin: number,
    { far, from, done }: { readonly far: Float64Array; readonly from: Int32Array; readonly done: Uint8Array },
  ): void {
    const base = record * this.people;
    const offset = begin - (this.ofRecord[record] ?? 0);
    for (let at = 0; at < this.people; at += 1) {
      if (done[at]) continue;
      const way = offset + (this.costs[base + at] ?? 0) - (this.ofPerson[at] ?? 0);
      if (way < (far[at] ?? 0)) {
        far[at] = way;
        from[at] = record;
      }
    }
  }

  /** Keeps all reduced costs at 0 or above, and at 0 along the plan. */
  private shift(record: number, settled: readonly number[], { far, end }: { readonly far: Float64Array; readonly end: number }): void {
    for (const at of settled) {
      const by = end - (far[at] ?? 0);
      this.ofPerson[at] = (this.ofPerson[at] ?? 0) - by;
      for (const other of this.held[at] ?? []) this.ofRecord[other] = (this.ofRecord[other] ?? 0) + by;
    }
    this.ofRecord[record] = end;
  }

  private handOn(record: number, end: number, from: Int32Array): void {
    this.room[end] = (this.room[end] ?? 0) - 1;
    for (let at = end; ; ) {
      const moved = from[at] ?? record;
      const before = this.plan[moved];
      this.plan[moved] = at;
      this.held[at]?.push(moved);
      if (moved === record || before === undefined) return;
      const list = this.held[before] ?? [];
      list.splice(list.indexOf(moved), 1);
      at = before;
    }
  }
}

function nearest(far: Float64Array, done: Uint8Array): number {
  let best = -1;
  for (let at = 0; at < far.length; at += 1) if (!done[at] && (best < 0 || (far[at] ?? 0) < (far[best] ?? 0))) best = at;
  return best;
}
