/** Something under work, with the steps that led here and those taken back. */
export interface Steps<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
  /** What the last step changed: further changes of the same are the same step. */
  readonly mark?: string | undefined;
}

const MOST_STEPS = 100;

export const firstStep = <T>(now: T): Steps<T> => ({ past: [], now, future: [] });

/** `mark` names what is typed into, so that a word is one step and not one for each letter. */
export function step<T>(steps: Steps<T>, next: T, mark?: string): Steps<T> {
  const goesOn = mark !== undefined && mark === steps.mark && steps.future.length === 0;
  return { past: goesOn ? steps.past : [...steps.past, steps.now].slice(-MOST_STEPS), now: next, future: [], mark };
}

export function undo<T>(steps: Steps<T>): Steps<T> {
  const last = steps.past.at(-1);
  return last === undefined ? steps : { past: steps.past.slice(0, -1), now: last, future: [steps.now, ...steps.future] };
}

export function redo<T>(steps: Steps<T>): Steps<T> {
  const [next, ...future] = steps.future;
  return next === undefined ? steps : { past: [...steps.past, steps.now], now: next, future };
}
