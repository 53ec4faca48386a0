import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVault } from '@huanke/platform/storage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MasterKeyError, masterKey } from './master-key.ts';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let folder = '';
const start = (key?: string, previous?: string) => masterKey({ database: t.app.database, dataDir: folder, key, previous });

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  folder = mkdtempSync(join(tmpdir(), 'huanke-key-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await t.close();
});

test('a key is made once, kept from others, missed when it is gone, refused when it is another, and changed without touching data', async () => {
  const first = await start();
  const file = join(folder, 'encryption.key');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await start()).toEqual(first);

  const sealer = await createVault(first, t.app.database).sealer(a.id);
  const sealed = sealer.seal('x_device', 'x_secret', '6222020200112340');
  expect(sealed).not.toContain('6222');
  expect(sealer.open('x_device', 'x_secret', sealed)).toBe('6222020200112340');
  // bound to its field, and to every bit of it
  expect(() => sealer.open('x_device', 'x_other', sealed)).toThrow();
  expect(() => sealer.open('x_device', 'x_secret', `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`)).toThrow();
  expect(sealer.hash('x_device', 'x_other', '6222020200112340')).not.toBe(sealer.hash('x_device', 'x_secret', '6222020200112340'));

  const text = readFileSync(file, 'utf8').trim();
  rmSync(file);
  await expect(start()).rejects.toThrow(MasterKeyError);
  expect(existsSync(file)).toBe(false);
  await expect(start('too short')).rejects.toThrow('HUANKE_ENCRYPTION_KEY');
  await expect(start(randomBytes(32).toString('base64'))).rejects.toThrow(MasterKeyError);
  const next = randomBytes(32).toString('hex');
  await expect(start(next, randomBytes(32).toString('hex'))).rejects.toThrow(MasterKeyError);

  const rotated = await start(next, text);
  expect((await createVault(rotated, t.app.database).sealer(a.id)).open('x_device', 'x_secret', sealed)).toBe('6222020200112340');
  await expect(start(text)).rejects.toThrow(MasterKeyError);
  expect(await start(next)).toEqual(rotated);
});
