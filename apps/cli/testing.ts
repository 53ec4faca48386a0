import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeEmbedded, withClient } from '@huanke/platform/database';
import { appDatabase } from '@huanke/server/testing';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

export interface RunningServer {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
}

export interface Reply {
  readonly status: number;
  readonly cookie: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any form
  readonly body: any;
}

/** The real commands in processes of their own, with data in a folder of the test. */
export interface Installation {
  readonly port: number;
  /** As its owner; empty with the shipped database. */
  readonly databaseUrl: string;
  run(
    args: string[],
    options?: { dataDir?: string; env?: Record<string, string> },
  ): Promise<{ code: number | null; out: string; err: string }>;
  start(): Promise<RunningServer>;
  call(path: string, options?: { cookie?: string; body?: unknown; form?: FormData; method?: 'PUT' }): Promise<Reply>;
  /** Ends whatever still runs, databases of killed servers too, and takes their data away. */
  end(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * For what is killed and started again: on a database of the run's server, as of an operator who has one. It is migrated, and somebody else's
 * company is there already, so that no demo company is loaded beside what is tested. What the shipped database does, cli.test shows.
 */
export async function installationInUse(folder: string): Promise<Installation> {
  const { ownerUrl } = await appDatabase();
  await withClient(ownerUrl, (client) => client.query("insert into tenant (name) values ('邻居公司')"));
  return installation(folder, ownerUrl);
}

/** `const huanke = await installation(folder); await huanke.start();` With the shipped database, unless the address of another is given. */
export async function installation(folder: string, databaseUrl = ''): Promise<Installation> {
  const port = await freePort();
  const running = new Set<ChildProcess>();
  const dataDirs = new Set<string>();
  const environment = (name = 'data') => {
    const dataDir = join(folder, name);
    dataDirs.add(dataDir);
    return { ...process.env, HUANKE_DATA_DIR: dataDir, PORT: String(port), HUANKE_SKIP_BUILD: '1', DATABASE_URL: databaseUrl };
  };
  const url = `http://127.0.0.1:${port}`;
  return {
    port,
    databaseUrl,
    run: (args, options = {}) =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [main, ...args], { env: { ...environment(options.dataDir), ...options.env } });
        let out = '';
        let err = '';
        child.stdout.on('data', (chunk) => (out += chunk));
        child.stderr.on('data', (chunk) => (err += chunk));
        child.on('exit', (code) => resolve({ code, out, err }));
      }),
    async start() {
      const child = spawn(process.execPath, [main, 'start'], { env: environment() });
      running.add(child);
      let text = '';
      child.stdout?.on('data', (chunk) => (text += chunk));
      child.stderr?.on('data', (chunk) => (text += chunk));
      const ended = new Promise<number | null>((resolve) =>
        child.on('exit', (code) => {
          running.delete(child);
          resolve(code);
        }),
      );
      for (let tries = 0; tries < 900 && child.exitCode === null; tries += 1) {
        const isReady = await fetch(`${url}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        );
        if (isReady) return { child, ended, output: () => text };
        await new Promise((wake) => setTimeout(wake, 100));
      }
      throw new Error(`not ready: ${text}`);
    },
    async call(path, { cookie, body, form, method } = {}) {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method: method ?? (body === undefined && !form ? 'GET' : 'POST'),
        headers: { ...(cookie ? { cookie } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(form ? { body: form } : body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '',
        body: text ? JSON.parse(text) : undefined,
      };
    },
    async end() {
      for (const child of running) child.kill('SIGKILL');
      for (const dataDir of dataDirs) await removeEmbedded(join(dataDir, 'postgres'));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
