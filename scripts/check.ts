import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkBoundaries } from './check/boundaries.ts';
import { checkLanguages } from './check/languages.ts';
import { formatViolation, type Violation } from './check/sources.ts';
import { checkStyles } from './check/styles.ts';

export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const checks: { name: string; run(): boolean | Promise<boolean> }[] = [
  { name: 'types of the server half', run: () => program('tsc', ['-p', 'tsconfig.json']) },
  { name: 'types of the web half', run: () => program('tsc', ['-p', 'tsconfig.web.json']) },
  {
    name: 'lint and format',
    run: () =>
      program('biome', ['check', '--diagnostic-level=error', '--max-diagnostics=50']) || hint('npx biome check --write mends most of it'),
  },
  { name: 'module boundaries', run: () => report(checkBoundaries(root)) },
  { name: 'styles', run: () => report(checkStyles(root)) },
  { name: 'languages', run: async () => report(await checkLanguages(root)) },
];

/** Runs every check, prints what is wrong and how to mend it, and says which passed. */
export async function runChecks(): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { name, run } of checks) {
    const start = performance.now();
    const ok = await run();
    console.log(`${ok ? '✓' : '✗'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    results.push({ name, ok });
  }
  return results;
}

function program(name: string, args: string[]): boolean {
  const done = spawnSync(join(root, 'node_modules', '.bin', name), args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (done.error) console.error(`${name} could not be run: ${done.error.message}`);
  return done.status === 0;
}

function report(violations: readonly Violation[]): boolean {
  for (const violation of violations) console.error(formatViolation(violation));
  return violations.length === 0;
}

function hint(text: string): false {
  console.error(`    fix: ${text}`);
  return false;
}

if (import.meta.main) {
  const results = await runChecks();
  if (results.some((result) => !result.ok)) process.exitCode = 1;
}
