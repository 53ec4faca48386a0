import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbedded } from '@huanke/platform/database';

const root = join(import.meta.dirname, '../..');
const READY_MS = 180_000;

export interface Server {
  readonly base: string;
  readonly folder: string;
  /** The port at which the server looks for WeCom; 0: at WeCom itself. */
  readonly wecom: number;
  stop(): Promise<void>;
}

/** Starts the product as a person would, on a free port with an empty data folder. HUANKE_E2E_URL names one that runs already. */
export async function startServer(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'huanke-e2e-'));
  const given = process.env['HUANKE_E2E_URL'];
  const clear = () => rmSync(folder, { recursive: true, force: true });
  if (given) return { base: given, folder, wecom: 0, stop: async () => clear() };
  const port = await freePort();
  const wecom = await freePort();
  const child = spawn(process.execPath, ['apps/cli/main.ts', 'start'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      HUANKE_DATA_DIR: join(folder, 'data'),
      DATABASE_URL: '',
      HUANKE_LOG: 'error',
      // webhooks of journeys come back to this machine
      HUANKE_OUTBOUND_PRIVATE: '1',
      HUANKE_WECOM_URL: `http://127.0.0.1:${wecom}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const base = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await end(child);
    // where the database account may not enter the folder its data lies elsewhere
    await removeEmbedded(join(folder, 'data', 'postgres'));
    clear();
  };
  try {
    await until(
      () =>
        fetch(`${base}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        ),
      () => child.exitCode !== null,
    );
  } catch (error) {
    await stop();
    throw new Error(`The server did not start: ${output || String(error)}`);
  }
  return { base, folder, wecom, stop };
}

/** The demo company is told in steps, each as a whole; the follow-ups are its last. */
export async function demoIsLoaded(base: string): Promise<void> {
  const login = await fetch(`${base}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@demo.huanke.local', password: 'huanke-demo' }),
  });
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  await until(async () => {
    const answer = await fetch(`${base}/api/v1/records/activity/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ fields: ['id'], limit: 1 }),
    });
    return ((await answer.json()) as { records: unknown[] }).records.length > 0;
  });
}

async function until(isSo: () => Promise<boolean>, isHopeless: () => boolean = () => false): Promise<void> {
  const end = Date.now() + READY_MS;
  while (Date.now() < end && !isHopeless()) {
    if (await isSo()) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error('waited in vain');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(hard);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
