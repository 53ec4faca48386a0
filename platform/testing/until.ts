/** A loaded machine is slow, not wrong: nothing that is waited for is held to less than this. */
const PATIENCE = 90_000;

/**
 * Asks again and again until the answer is truthy, and gives it back. Events settle only when the oldest open transaction of the whole
 * database server has ended, and tests share one: seconds are no bound.
 *
 * @throws after a minute and a half, naming what did not come.
 */
export async function until<T>(ask: () => T | Promise<T>, what = 'what was waited for'): Promise<NonNullable<T>> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} did not come`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
