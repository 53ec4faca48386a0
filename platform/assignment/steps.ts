/** Work that stops now and then, so that others get their turn; says how much of it is done, 0 to 1. */
export type Steps<T> = Generator<number, T, undefined>;

/** Does all of it without a stop. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Does all of it, and lets others have their turn at each stop. */
export async function inTurns<T>(steps: Steps<T>, stop: (share: number) => Promise<void>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await new Promise((resume) => setImmediate(resume));
    await stop(value);
  }
}
