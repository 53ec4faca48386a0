import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import type { Tools } from '../runner/journey.ts';

// The two themes differ in colours only: what is drawn dark is asked again by the rules that look at colours.
const RULES = {
  light: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
} as const;

/** Looks at a page as it stands, in light and in dark: a picture of each for people, axe for everybody else. */
export async function look(tools: Tools, page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    const { type, values } = RULES[colorScheme];
    const { violations } = await new AxeBuilder({ page })
      .options({ resultTypes: ['violations'], runOnly: { type, values: [...values] } })
      .setLegacyMode(true)
      .analyze();
    await tools.shot(page, name);
    for (const { id, help, nodes } of violations) {
      const where = nodes
        .slice(0, 4)
        .map((node) => `${node.target.join(' ')}\n      ${(node.failureSummary ?? '').split('\n').slice(1, 3).join(' ').trim()}`);
      tools.wrong(
        `axe, ${name} ${page.viewportSize()?.width} ${colorScheme}: ${id} (${help}), ${nodes.length}×\n    ${where.join('\n    ')}`,
      );
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await settled(page);
}

/** Nothing is loading or moving any more, and the theme is the one asked for. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.waitForFunction(
    () =>
      localStorage.getItem('huanke.theme') ||
      (document.documentElement.dataset['theme'] === 'dark') === matchMedia('(prefers-color-scheme: dark)').matches,
  );
  await page.waitForFunction(
    () => document.querySelector('.bone') === null && document.getAnimations().every((one) => one.playState !== 'running'),
  );
}
