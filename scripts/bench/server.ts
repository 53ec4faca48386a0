import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeEmbedded } from '../../platform/database/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What `npm start` runs, flags and all. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').slice(1);
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** One person's connection to the server under measure. */
export interface Caller {
  readonly name: string;
  readonly cookie: string;
  send(method: string, path: string, body?: unknown): Promise<Reply>;
}

export interface BenchServer {
  readonly url: string;
  signIn(name: string, email: string, password: string): Promise<Caller>;
  /** Somebody whose session is there already. */
  as(name: string, cookie: string): Caller;
  /** Resident memory of the server's Node process, in megabytes: now, and at its highest. */
  memory(): { now: number; peak: number };
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** What a caller is answered; GET without a body, else POST. Anything but success is thrown. */
export async function asked<T>(caller: Pick<Caller, 'send'>, path: string, body?: unknown): Promise<T> {
  const reply = await caller.send(body === undefined ? 'GET' : 'POST', `/api/v1${path}`, body);
  if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${reply.text}`);
  return (reply.text === '' ? undefined : JSON.parse(reply.text)) as T;
}

/** Takes the data of a server away, also where the database account may not enter the folder and its files lie elsewhere. */
export async function removeData(dataDir: string): Promise<void> {
  await removeEmbedded(join(dataDir, 'postgres'));
  rmSync(dataDir, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Starts the real server, as `npm start` does, in a process of its own; `settings` are variables of its environment. */
export async function startServer(dataDir: string, settings: Readonly<Record<string, string>> = {}): Promise<BenchServer> {
  const port = await freePort();
  const child = spawn(process.execPath, startArguments(), {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      HUANKE_DATA_DIR: dataDir,
      HUANKE_SKIP_BUILD: '1',
      HUANKE_LOG: 'error',
      HUANKE_RATE_LIMIT: '0',
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const url = `http://127.0.0.1:${port}`;

  function send(cookie: string, method: string, path: string, body?: unknown): Promise<Reply> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const call = httpRequest(
        `${url}${path}`,
        {
          method,
          agent,
          headers: {
            ...(cookie ? { cookie } : {}),
            ...(payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              text: Buffer.concat(chunks).toString(),
              ms: performance.now() - began,
              headers: answer.headers,
            }),
          );
          answer.on('error', reject);
        },
      );
      call.on('error', reject);
      call.end(payload);
    });
  }

  const until = Date.now() + 120_000;
  for (;;) {
    const reply = await send('', 'GET', '/readyz').catch(() => undefined);
    if (reply?.status === 200) break;
    if (Date.now() > until || child.exitCode !== null) throw new Error('the server did not become ready');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  return {
    url,
    child,
    as: (name, cookie) => ({ name, cookie, send: (method, path, body) => send(cookie, method, path, body) }),
    async signIn(name, email, password) {
      const reply = await send('', 'POST', '/api/v1/auth/login', { email, password });
      if (reply.status !== 200) throw new Error(`${email} could not sign in: ${reply.text}`);
      const cookie = String(reply.headers['set-cookie']).split(';')[0] ?? '';
      return { name, cookie, send: (method, path, body) => send(cookie, method, path, body) };
    },
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const megabytes = (key: string) => Math.round(Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
      return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
    },
    async stop() {
      agent.destroy();
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}
