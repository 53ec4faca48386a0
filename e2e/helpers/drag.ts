import type { Page } from 'playwright-core';

/** Drags like a hand: press, a few moves, release. */
export async function drag(page: Page, from: string, to: string, look?: () => Promise<void>): Promise<void> {
  const start = await page.locator(from).first().boundingBox();
  const end = await page.locator(to).first().boundingBox();
  if (!start || !end) throw new Error(`nothing to drag: ${from} → ${to}`);
  await page.mouse.move(start.x + 30, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(start.x + 50, start.y + start.height / 2 + 8, { steps: 3 });
  await page.mouse.move(end.x + 20, end.y + end.height / 2, { steps: 8 });
  await look?.();
  await page.mouse.up();
}
