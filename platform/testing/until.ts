/** A loaded machine is slow, not wrong: nothing that is waited for is held to less than this. */
const PATIENCE = 90_000;

// What is waited for runs on the same processors as the question: soon at first, then less often.
const SOON = 10;
const SELDOM = 120;

/**
 * Asks again and again until the answer is truthy, and gives it back. Events settle only when the oldest open transaction of the whole
 * database server has ended, and tests share one: seconds are no bound. `every` (milliseconds) is for what passes quickly, and must be seen
 * while it lasts.
 *
 * @throws after a minute and a half, naming what did not come.
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  what = 'what was waited for',
  { every }: { every?: number } = {},
): Promise<NonNullable<T>> {
  const end = Date.now() + PATIENCE;
  for (let wait = SOON; ; wait = Math.min(wait * 1.5, SELDOM)) {
    const found = await ask();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} did not come`);
    await new Promise((wake) => setTimeout(wake, every ?? wait));
  }
}
