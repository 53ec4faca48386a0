/** A milestone as the chart places it. */
export interface Bar {
  readonly id: string;
  /** Percent of the width: where its stretch begins, and where it ends. */
  readonly from: number;
  readonly to: number;
  /** Percent of the width of the day it was accepted; null while open. */
  readonly actual: number | null;
}

export interface Planned {
  readonly id: string;
  readonly planOn: string | null;
  readonly actualOn: string | null;
}

const DAY = 86_400_000;
const dayOf = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);

/**
 * Places milestones on one line of days: each stretches from the plan of the one before (the first from the start of the project) to its own.
 * The line holds all days that are shown and today. Null where no milestone has a day.
 */
export function placeBars(
  steps: readonly Planned[],
  { start, today }: { readonly start: string | null; readonly today: string },
): { readonly bars: readonly Bar[]; readonly today: number } | null {
  const planned = steps.flatMap((step) => (step.planOn ? [{ ...step, planOn: step.planOn }] : []));
  const [first] = planned;
  if (!first) return null;
  const begin = start !== null && start < first.planOn ? start : first.planOn;
  const days = [begin, today, ...planned.flatMap(({ planOn, actualOn }) => [planOn, actualOn ?? planOn])].map(dayOf);
  const [low, high] = [Math.min(...days), Math.max(...days)];
  const at = (day: string) => (high === low ? 0 : Math.round(((dayOf(day) - low) / (high - low)) * 1000) / 10);
  const bars = planned.map((step, index): Bar => {
    const before = planned[index - 1]?.planOn ?? begin;
    return { id: step.id, from: at(before), to: at(step.planOn), actual: step.actualOn ? at(step.actualOn) : null };
  });
  return { bars, today: at(today) };
}
