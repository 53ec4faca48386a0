import type { Choice, Rep } from './choose.ts';
import { minCostFlow } from './min-cost-flow.ts';
import type { PoolRoom } from './room.ts';
import { inTurns } from './steps.ts';

/** A record that waits for a plan. */
export interface Waiting {
  /** Who could have it, as things stand before the plan. */
  readonly choice: Choice;
  /** By person. */
  readonly worth: ReadonlyMap<string, number>;
  readonly pool: unknown;
}

interface Limits {
  readonly asked: readonly Waiting[];
  readonly dailyCap: number | null;
  readonly room: Pick<PoolRoom, 'left'>;
}

/**
 * Who gets which record by the plan worth most in all, nobody more than they can carry, may have today and may hold of the pools; undefined: there
 * was no more room. As many records as can be are given, then as much worth as can be: a pair worth less than nothing is still a pair.
 *
 * The plan is exact, but for one thing: records of several pools whose limits bind. What is beyond such a limit is given to others by one
 * more plan, the most valuable stay.
 */
export async function planOf(reps: readonly Rep[], { asked, dailyCap, room }: Limits): Promise<(Rep | undefined)[]> {
  const pools = Map.groupBy(asked.keys(), (at) => asked[at]?.pool);
  const values = asked.map(({ choice, worth }) =>
    reps.map(({ id }, place): number | null => (choice.considered[place]?.refused === null ? (worth.get(id) ?? 0) : null)),
  );
  // one more record given is worth more than all that could be gained by leaving it
  const most = values.flat().reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  const lift = 2 * most * asked.length + most + 1;
  const lifted = values.map((row) => row.map((value) => (value === null ? null : value + lift)));
  const capacity = reps.map(({ id, capacity: carries, carried, today }) =>
    Math.max(
      0,
      Math.min(
        carries - carried.open,
        dailyCap === null ? asked.length : dailyCap - today,
        [...pools].reduce((sum, [pool, records]) => sum + Math.min(records.length, room.left(pool, id)), 0),
      ),
    ),
  );
  for (;;) {
    const plan = await inTurns(minCostFlow({ values: lifted, capacity }), async () => undefined);
    const beyond = [...pools].flatMap(([pool, records]) =>
      reps.flatMap(({ id }, place) => {
        const mine = records.filter((at) => plan[at] === place).sort((a, b) => (lifted[b]?.[place] ?? 0) - (lifted[a]?.[place] ?? 0));
        const kept = new Set(mine.slice(0, room.left(pool, id)));
        return mine.length > kept.size ? records.filter((at) => !kept.has(at)).map((at) => ({ at, place })) : [];
      }),
    );
    if (beyond.length === 0) return plan.map((place) => (place === null ? undefined : reps[place]));
    for (const { at, place } of beyond) {
      const row = lifted[at];
      if (row) row[place] = null;
    }
  }
}
