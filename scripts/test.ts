import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, hasChineseFont, INSTALL_CHROMIUM } from './browser.ts';
import { runChecks } from './check.ts';
import { countOfOutput, countOfVitest, type StepResult, sum } from './test/count.ts';
import { verificationReport } from './test/report.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const isFull = process.argv.includes('--full');
// No step takes that long; one that hangs must not hang the pipeline.
const STEP_LIMIT_MS = (isFull ? 180 : 30) * 60_000;
let running: ChildProcess | undefined;

async function main(): Promise<number> {
  const chromium = findChromium();
  if (!chromium) {
    const given = process.env['CHROMIUM_PATH'];
    if (given) console.error(`CHROMIUM_PATH 指向的 ${given} 不能运行。CHROMIUM_PATH names ${given}, which cannot be run.`);
    console.error(`浏览器测试需要 Chromium，请先安装。The browser tests need Chromium; install it first:\n\n    ${INSTALL_CHROMIUM}\n`);
    return 1;
  }
  if (!hasChineseFont()) console.warn('No Chinese font is installed: pictures will show empty boxes. apt-get install -y fonts-noto-cjk');
  const env = { ...process.env, CHROMIUM_PATH: chromium, ...(isFull ? { HUANKE_TEST_FULL: '1' } : {}) };

  const steps: StepResult[] = [];
  const step = async (name: string, run: () => Promise<Pick<StepResult, 'passed' | 'failed'>>): Promise<void> => {
    console.log(`\n── ${name} ──`);
    const start = performance.now();
    const { passed, failed } = await run();
    steps.push({ name, passed, failed, seconds: (performance.now() - start) / 1000 });
  };
  await step('checks', async () => {
    const results = await runChecks();
    const passed = results.filter((result) => result.ok).length;
    return { passed, failed: results.length - passed };
  });
  // Before the tests: some of them, and all of the browser's, are about the built web app.
  if (existsSync(join(root, 'apps/web/vite.config.ts'))) {
    await step('web build', async () => {
      const { code } = await program('npm', ['run', 'build', '-w', 'apps/web'], env);
      return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    });
  }
  await step('unit and API tests', () => unitTests(env));
  if (existsSync(join(root, 'e2e/run.ts'))) {
    await step('browser tests', async () => {
      const { code, output } = await program(process.execPath, ['e2e/run.ts', ...(isFull ? ['--full'] : [])], env);
      return countOfOutput(output, code);
    });
  }

  const total = sum(steps);
  if (isFull) writeFileSync(join(root, 'docs/verification.md'), verificationReport(root, steps));
  console.log('');
  for (const { name, passed, failed, seconds } of steps)
    console.log(`${failed ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed, ${seconds.toFixed(1)} s`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

async function unitTests(env: NodeJS.ProcessEnv): Promise<Pick<StepResult, 'passed' | 'failed'>> {
  const folder = mkdtempSync(join(tmpdir(), 'huanke-results-'));
  const file = join(folder, 'vitest.json');
  try {
    const { code } = await program('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], env);
    return countOfVitest(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a program of node_modules or of the system, shows its output as it comes and hands it back. */
function program(name: string, args: string[], env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const bin = join(root, 'node_modules', '.bin');
  return new Promise((done) => {
    const child = spawn(name, args, {
      cwd: root,
      env: { ...env, PATH: `${bin}${delimiter}${env['PATH'] ?? ''}` },
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    });
    running = child;
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      output += chunk.toString();
    });
    const limit = setTimeout(() => {
      console.error(`${name} ${args.join(' ')} took more than ${STEP_LIMIT_MS / 60_000} minutes`);
      child.kill('SIGTERM');
    }, STEP_LIMIT_MS);
    const end = (code: number): void => {
      clearTimeout(limit);
      running = undefined;
      done({ code, output });
    };
    child.on('error', (error) => {
      console.error(`${name} could not be run: ${error.message}`);
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

// Told to stop by a pipeline (Ctrl-C reaches the children by itself): they clear up, then we are done.
process.on('SIGTERM', () => {
  running?.kill('SIGTERM');
  process.exitCode = 1;
});

const code = await main();
process.exitCode ||= code;
