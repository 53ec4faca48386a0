import { readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium, INSTALL_CHROMIUM } from '../scripts/browser.ts';
import { type Journey, type Outcome, play } from './runner/journey.ts';
import { demoIsLoaded, startServer } from './runner/server.ts';

// At once: more would only wait for each other.
const LANES = 2;

// node e2e/run.ts [part of a journey's name …]
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const folder = join(import.meta.dirname, 'journeys');

async function journeys(): Promise<Journey[]> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const loaded = await Promise.all(
    files.map(async (name) => ((await import(join(folder, name))) as { journeys: readonly Journey[] }).journeys),
  );
  return loaded.flat().filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
}

/** Journeys with a company of their own may run beside each other; those of the demo company follow one another. */
function groups(all: readonly Journey[]): Journey[][] {
  const inDemo = all.filter((journey) => journey.inDemo);
  return [...(inDemo.length > 0 ? [inDemo] : []), ...all.filter((journey) => !journey.inDemo).map((journey) => [journey])];
}

/** On a pipeline's machine a journey that fails is played once more, for all to see: what is wrong fails again, what was a moment does not. */
async function playTwice(journey: Journey, where: Parameters<typeof play>[1]): Promise<Outcome> {
  const first = await play(journey, where);
  if (first.failed === 0 || !process.env.CI) return first;
  console.log(`  ↻ ${journey.name}: once more`);
  return play(journey, where);
}

async function main(): Promise<number> {
  const executablePath = findChromium();
  if (!executablePath) {
    console.error(`The browser tests need Chromium; install it first:\n\n    ${INSTALL_CHROMIUM}\n`);
    return 1;
  }
  const all = await journeys();
  if (wanted.length === 0) rmSync(join(import.meta.dirname, '../screenshots'), { recursive: true, force: true });
  const server = await startServer();
  const total = { passed: 0, failed: 0 };
  try {
    await demoIsLoaded(server.base);
    const browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    try {
      const open = groups(all);
      const lane = async (): Promise<void> => {
        for (let group = open.shift(); group; group = open.shift())
          for (const journey of group) {
            const outcome = await playTwice(journey, { browser, ...server });
            total.passed += outcome.passed;
            total.failed += outcome.failed;
          }
      };
      await Promise.all(Array.from({ length: Math.min(LANES, availableParallelism()) }, lane));
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

process.exitCode = await main();
