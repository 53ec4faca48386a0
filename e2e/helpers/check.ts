import type { Locator } from 'playwright-core';

const PATIENCE_MS = 60_000;

/** Waits until something holds; says what was found last otherwise. */
export async function eventually<T>(what: string, read: () => Promise<T>, isRight: (value: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  let value = await read();
  while (!isRight(value)) {
    if (Date.now() > end) throw new Error(`${what}: found ${JSON.stringify(value)}`);
    await new Promise((wake) => setTimeout(wake, 50));
    value = await read();
  }
  return value;
}

export const sees = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible' });

export const gone = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'hidden' });

/** The text of an element is, in the end, this. */
export async function reads(locator: Locator, expected: string | RegExp): Promise<string> {
  const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  return eventually(
    `${locator} should read ${expected}`,
    async () =>
      plain(
        (await locator
          .first()
          .textContent()
          .catch(() => '')) ?? '',
      ),
    (text) => (typeof expected === 'string' ? text.includes(expected) : expected.test(text)),
  );
}

export async function counts(locator: Locator, expected: number): Promise<void> {
  await eventually(
    `number of ${locator} should be ${expected}`,
    () => locator.count(),
    (count) => count === expected,
  );
}

export function same(what: string, found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}
