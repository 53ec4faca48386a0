import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '@huanke/platform/database';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Installation, installation } from './testing.ts';

let folder: string;
let huanke: Installation;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huanke-cli-'));
  huanke = await installation(folder);
});
afterAll(() => huanke.end());

test('start, use, kill -9, start again: nothing is lost; a taken port is refused politely; Ctrl-C stops cleanly', async () => {
  const first = await huanke.start();
  const signedIn = await huanke.call('/auth/login', { body: { email: 'seller@demo.huanke.local', password: 'huanke-demo' } });
  expect(signedIn.status).toBe(200);
  const made = await huanke.call('/records/account', { cookie: signedIn.cookie, body: { name: '停电也不能丢' } });
  expect(made.status).toBe(201);

  const second = await huanke.run(['start']);
  expect(second.code).toBe(1);
  expect(second.err).toContain(`端口 ${huanke.port} 已被占用`);
  expect(second.err).not.toContain('at ');

  first.child.kill('SIGKILL');
  await first.ended;
  const again = await huanke.start();
  expect((await huanke.call(`/records/account/${made.body.id}`, { cookie: signedIn.cookie })).body.name).toBe('停电也不能丢');
  again.child.kill('SIGINT');
  expect(await again.ended).toBe(0);
  expect(again.output()).toContain('正在停止');
}, 300_000);

test('companies, users, import, doctor, backup and restore from the command line', async () => {
  // the database stays up between the commands, as beside a server that runs
  const held = await startEmbedded({ dataDir: join(folder, 'data', 'postgres'), detached: true });
  onTestFinished(() => held.stop());
  const password = { HUANKE_PASSWORD: 'correct horse 42' };
  const made = await huanke.run(['tenant', 'create', '--company', '命令行公司', '--email', 'boss@cli.local'], { env: password });
  expect(made.out).toContain('已新建公司');
  const tenants = (await huanke.run(['tenant', 'list'])).out;
  const id = /(\d+)\s+active\s+命令行公司/.exec(tenants)?.[1] ?? '';
  expect(id).not.toBe('');
  const person = ['user', 'create', '--tenant', id, '--email', 'one@cli.local', '--name', '小王', '--role', 'member'];
  expect((await huanke.run(person, { env: password })).code).toBe(0);

  const file = join(folder, 'accounts.csv');
  writeFileSync(file, '客户名称,电话,上级公司\n子公司,0575-82031234,母公司\n母公司,,\n,1,\n');
  const imported = await huanke.run(['import', file, '--object', 'account', '--tenant', id, '--user', 'boss@cli.local']);
  expect(imported.out).toContain('新建 2');
  expect(imported.out).toContain('失败 1');
  expect(imported.code).toBe(3);

  expect((await huanke.run(['doctor'])).code).toBe(0);
  const backup = join(folder, 'backup');
  expect((await huanke.run(['backup', backup])).code).toBe(0);
  expect((await huanke.run(['backup', backup])).err).toContain('不是空的');
  expect((await huanke.run(['restore', backup])).err).toContain('数据库里已有公司');
  const restored = await huanke.run(['restore', backup], { dataDir: 'other' });
  expect(restored).toMatchObject({ code: 0, err: '' });
  expect((await huanke.run(['tenant', 'list'], { dataDir: 'other' })).out).toBe(tenants);
  const again = join(folder, 'backup-of-restored');
  expect((await huanke.run(['backup', again], { dataDir: 'other' })).code).toBe(0);
  expect(rowsOf(backup).account).toBeGreaterThanOrEqual(2);
  expect(rowsOf(again)).toEqual(rowsOf(backup));
}, 300_000);

/** Rows of each table of a backup. */
function rowsOf(path: string): Record<string, number> {
  const { tables } = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')) as { tables: Record<string, { rows: number }> };
  return Object.fromEntries(Object.entries(tables).map(([name, { rows }]) => [name, rows]));
}

test('what makes no sense is answered with the usage and exit code 2', async () => {
  expect(await huanke.run(['nonsense'])).toMatchObject({ code: 2, out: '' });
  expect((await huanke.run(['import', join(folder, 'none.csv'), '--tenant', '1'])).code).toBe(2);
  expect((await huanke.run(['start'], { env: { PORT: 'abc' } })).err).toContain('PORT is "abc"');
}, 300_000);
