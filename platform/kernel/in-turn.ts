const last = new Map<string, Promise<unknown>>();

/**
 * Work on the same thing goes one piece after the other, in the order in which it came, within this process: who waits holds nothing meanwhile.
 * That one fails does not keep the next from being tried.
 *
 * @param key what is worked on, named so that nobody else's keys are met: `sign-in ann@example.cn`
 */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = last.get(key);
  const mine = before ? before.then(work, work) : work();
  last.set(key, mine);
  try {
    return await mine;
  } finally {
    if (last.get(key) === mine) last.delete(key);
  }
}
