import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Visitor, type VisitorOptions, visit } from './visitor.ts';

/** What a journey works with. */
export interface Tools {
  readonly base: string;
  /** Where it may put files of its own; gone afterwards. */
  readonly folder: string;
  /** The port at which the product looks for WeCom, free for a simulator; 0 where it is the real one. */
  readonly wecom: number;
  /** A named part of the journey; the journey ends where one throws. */
  step(name: string, work: () => Promise<void>): Promise<void>;
  /** A browser of its own: cookies and storage are shared with nobody. */
  visitor(options?: VisitorOptions): Promise<Page>;
  /** Something wrong that need not end the journey: the step fails, the journey goes on. */
  wrong(problem: string): void;
  /** From now on answers of this kind are what the journey wants to see. */
  mayRefuse(status: number, path: RegExp): void;
  shot(page: Page, name: string): Promise<void>;
  note(text: string): void;
}

export interface Journey {
  readonly name: string;
  /** Works in the demo company, where the journeys before it have left their traces: one after the other. */
  readonly inDemo?: boolean;
  run(tools: Tools): Promise<void>;
}

export interface Outcome {
  passed: number;
  failed: number;
}

const STEP_LIMIT_MS = 300_000;
const root = join(import.meta.dirname, '../..');

export const shotPath = (width: string, theme: string, name: string): string =>
  join(root, 'screenshots', `${width}-${theme}`, `${name}.png`);

/** Plays one journey from its first step to its last, or to the first that throws. */
export async function play(
  journey: Journey,
  surroundings: { browser: Browser; base: string; folder: string; wecom: number },
): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: 0 };
  const visitors: Visitor[] = [];
  const problems: string[] = [];
  const allowed: { status: number; path: RegExp }[] = [{ status: 401, path: /\/auth\/me$/ }];
  let current = '';
  const shot = async (page: Page, name: string): Promise<void> => {
    // in a pipeline nobody looks at them
    if (process.env.CI) return;
    const width = page.viewportSize()?.width ?? 0;
    const theme = await page.evaluate(() => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));
    const path = shotPath(String(width), theme, name);
    mkdirSync(dirname(path), { recursive: true });
    await page.screenshot({ path });
  };
  const tools: Tools = {
    base: surroundings.base,
    folder: surroundings.folder,
    wecom: surroundings.wecom,
    wrong: (problem) => problems.push(problem),
    mayRefuse: (status, path) => allowed.push({ status, path }),
    note: (text) => console.log(`    ${text}`),
    shot,
    visitor: async (options = {}) => {
      const visitor = await visit(surroundings.browser, surroundings.base, options, {
        problem: (text) => problems.push(text),
        isAllowed: (status, path) => allowed.some((one) => one.status === status && one.path.test(path)),
      });
      visitors.push(visitor);
      return visitor.page;
    },
    step: async (name, work) => {
      current = name;
      const start = performance.now();
      let thrown: unknown;
      try {
        await within(work(), STEP_LIMIT_MS);
      } catch (error) {
        thrown = error;
      }
      const found = [...(thrown === undefined ? [] : [textOf(thrown)]), ...problems.splice(0)];
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      if (found.length === 0) {
        outcome.passed += 1;
        console.log(`  ✓ ${journey.name} › ${name} (${seconds} s)`);
        return;
      }
      outcome.failed += 1;
      console.log(
        `  ✗ ${journey.name} › ${name} (${seconds} s)\n${found.map((text) => `      ${text.replaceAll('\n', '\n      ')}`).join('\n')}`,
      );
      for (const [at, visitor] of visitors.entries()) {
        const path = shotPath('failed', 'steps', `${journey.name}-${name}-${at + 1}`.replaceAll(/[^\p{L}\p{N}]+/gu, '-'));
        mkdirSync(dirname(path), { recursive: true });
        await visitor.page.screenshot({ path }).then(
          () => console.log(`      ${visitor.page.url()} → ${path.slice(root.length + 1)}`),
          () => undefined,
        );
      }
      if (thrown !== undefined) throw new Stop();
    },
  };
  try {
    await journey.run(tools);
  } catch (error) {
    if (!(error instanceof Stop)) {
      outcome.failed += 1;
      console.log(`  ✗ ${journey.name} › after “${current}”\n      ${textOf(error)}`);
    }
  } finally {
    for (const visitor of visitors) await visitor.context.close().catch(() => undefined);
  }
  return outcome;
}

/** A step has failed and was reported. */
class Stop extends Error {}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`took more than ${ms / 1000} s`)), ms);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const at = error.stack?.split('\n').find((line) => /e2e\/(journeys|helpers)\//.test(line));
  return `${error.message}${at ? `\n${at.trim()}` : ''}`;
}
