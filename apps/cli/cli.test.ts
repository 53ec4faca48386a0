import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
let folder: string;
let port: number;
const running = new Set<ChildProcess>();

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huanke-cli-'));
  port = await freePort();
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const environment = (dataDir = 'data') => ({ ...process.env, HUANKE_DATA_DIR: join(folder, dataDir), PORT: String(port), HUANKE_SKIP_BUILD: '1', DATABASE_URL: '' });

/** Runs a command to its end. */
function huanke(args: string[], options: { dataDir?: string; env?: Record<string, string> } = {}): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...args], { env: { ...environment(options.dataDir), ...options.env } });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('exit', (code) => resolve({ code, out, err }));
  });
}

/** Starts the server and waits until it answers. */
async function start(): Promise<{ child: ChildProcess; ended: Promise<number | null>; output: () => string }> {
  const child = spawn(process.execPath, [main, 'start'], { env: environment() });
  running.add(child);
  let text = '';
  child.stdout?.on('data', (chunk) => (text += chunk));
  child.stderr?.on('data', (chunk) => (text += chunk));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  for (let tries = 0; tries < 600; tries += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) return { child, ended, output: () => text };
    if (child.exitCode !== null) break;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`not ready: ${text}`);
}

async function call(path: string, options: { cookie?: string; body?: unknown } = {}) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    method: options.body === undefined ? 'GET' : 'POST',
    headers: { ...(options.cookie ? { cookie: options.cookie } : {}), ...(options.body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await answer.text();
  return { status: answer.status, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', body: text ? JSON.parse(text) : undefined };
}

test('start, use, kill -9, start again: nothing is lost; a taken port is refused politely; Ctrl-C stops cleanly', async () => {
  const first = await start();
  const signedIn = await call('/auth/login', { body: { email: 'seller@demo.huanke.local', password: 'huanke-demo' } });
  expect(signedIn.status).toBe(200);
  const made = await call('/records/account', { cookie: signedIn.cookie, body: { name: '停电也不能丢' } });
  expect(made.status).toBe(201);

  const second = await huanke(['start']);
  expect(second.code).toBe(1);
  expect(second.err).toContain(`端口 ${port} 已被占用`);
  expect(second.err).not.toContain('at ');

  first.child.kill('SIGKILL');
  await first.ended;
  const again = await start();
  expect((await call(`/records/account/${made.body.id}`, { cookie: signedIn.cookie })).body.name).toBe('停电也不能丢');
  again.child.kill('SIGINT');
  expect(await again.ended).toBe(0);
  expect(again.output()).toContain('正在停止');
}, 180_000);

test('companies, users, import, doctor, backup and restore from the command line', async () => {
  const password = { HUANKE_PASSWORD: 'correct horse 42' };
  expect((await huanke(['tenant', 'create', '--company', '命令行公司', '--email', 'boss@cli.local'], { env: password })).out).toContain('已新建公司');
  const tenants = (await huanke(['tenant', 'list'])).out;
  const id = /(\d+)\s+active\s+命令行公司/.exec(tenants)?.[1] ?? '';
  expect(id).not.toBe('');
  expect((await huanke(['user', 'create', '--tenant', id, '--email', 'one@cli.local', '--name', '小王', '--role', 'member'], { env: password })).code).toBe(0);
  expect((await huanke(['user', 'list', '--tenant', id])).out).toContain('one@cli.local');

  const file = join(folder, 'accounts.csv');
  writeFileSync(file, '客户名称,电话,上级公司\n子公司,0575-82031234,母公司\n母公司,,\n,1,\n');
  const imported = await huanke(['import', file, '--object', 'account', '--tenant', id, '--user', 'boss@cli.local']);
  expect(imported.out).toContain('新建 2');
  expect(imported.out).toContain('失败 1');
  expect(imported.code).toBe(3);

  expect((await huanke(['doctor'])).code).toBe(0);
  const backup = join(folder, 'backup');
  expect((await huanke(['backup', backup])).code).toBe(0);
  const manifest = JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8'));
  expect(manifest.tables.account.rows).toBeGreaterThanOrEqual(3);
  expect((await huanke(['backup', backup])).err).toContain('不是空的');
  expect((await huanke(['restore', backup])).err).toContain('数据库里已有公司');
  const restored = await huanke(['restore', backup], { dataDir: 'other' });
  expect(restored.err).toBe('');
  expect(restored.code).toBe(0);
  expect((await huanke(['tenant', 'list'], { dataDir: 'other' })).out).toBe(tenants);
  const again = join(folder, 'backup-of-restored');
  expect((await huanke(['backup', again], { dataDir: 'other' })).code).toBe(0);
  const counts = (path: string) => Object.fromEntries(Object.entries(JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')).tables as Record<string, { rows: number }>).map(([name, table]) => [name, table.rows]));
  expect(counts(again)).toEqual(counts(backup));
}, 240_000);

test('what makes no sense is answered with the usage and exit code 2', async () => {
  expect(await huanke(['nonsense'])).toMatchObject({ code: 2, out: '' });
  expect((await huanke(['import', join(folder, 'none.csv'), '--tenant', '1'])).code).toBe(2);
  expect((await huanke(['user', 'list'])).err).toContain('--tenant');
  expect((await huanke(['start'], { env: { PORT: 'abc' } })).err).toContain('PORT is "abc"');
  expect((await huanke(['--help'])).code).toBe(0);
}, 60_000);
