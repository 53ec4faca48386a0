import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from './client.ts';
import { removeEmbedded, startEmbedded, stopEmbedded } from './embedded.ts';
import { processStart } from './process-lock.ts';

let dataDir = '';
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'huanke-embedded-'));
});
afterAll(() => removeEmbedded(dataDir));

const start = () => startEmbedded({ dataDir, durable: false });
const postmaster = async () => Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
const query = (url: string, text: string) => withClient(url, async (client) => (await client.query(text)).rows);

/** Another Node process on the same data folder; killed without a chance to clear up. */
async function startElsewhereAndKill(): Promise<void> {
  const code = `import { startEmbedded } from ${JSON.stringify(import.meta.resolve('./embedded.ts'))};
    await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, durable: false });
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
}

describe('startEmbedded', () => {
  it('creates the database, keeps its password private, stops and starts again with the data', async () => {
    const first = await start();
    expect(first.tookUp).toBe(false);
    const [facts] = await query(
      first.url,
      `SELECT current_database() AS name, pg_encoding_to_char(encoding) AS encoding, datlocale AS locale,
      current_setting('listen_addresses') AS listen FROM pg_database WHERE datname = current_database()`,
    );
    expect(facts).toEqual({ name: 'huanke', encoding: 'UTF8', locale: 'C.UTF-8', listen: '127.0.0.1' });
    // Chinese trigrams exist only under the right locale: '  客', ' 客户' and '客户 '.
    expect(await query(first.url, 'CREATE EXTENSION pg_trgm')).toEqual([]);
    expect(await query(first.url, "SELECT cardinality(show_trgm('客户')) AS n")).toEqual([{ n: 3 }]);
    expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const pid = await postmaster();
    await first.stop();
    await first.stop();
    expect(processStart(pid)).toBe(null);

    const second = await start();
    expect(second.tookUp).toBe(false);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    await second.stop();
  });

  it('is spoken to over a socket in its folder, and over TCP where that path is too long', async () => {
    const here = await start();
    expect(await query(here.url, 'SELECT inet_server_addr() AS address')).toEqual([{ address: null }]);
    await here.stop();
    const far = join(dataDir, 'long'.repeat(20), 'name'.repeat(20));
    const there = await startEmbedded({ dataDir: far, durable: false });
    expect(await query(there.url, 'SELECT host(inet_server_addr()) AS address')).toEqual([{ address: '127.0.0.1' }]);
    await there.stop();
    await removeEmbedded(far);
  });

  it('refuses a wrong password', async () => {
    const server = await start();
    await expect(query(server.url.replace(/:[0-9a-f]+@/, ':wrong@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await server.stop();
  });

  it('takes up the server of a killed process, then stops it as its last user', async () => {
    await startElsewhereAndKill();
    const pid = await postmaster();
    const server = await start();
    expect([server.tookUp, await postmaster()]).toEqual([true, pid]);
    await server.stop();
    expect(processStart(pid)).toBe(null);
  });

  it('keeps the server up until the last of several users has left', async () => {
    const [a, b] = await Promise.all([start(), start()]);
    expect([a.tookUp, b.tookUp].sort()).toEqual([false, true]);
    expect(a.url).toBe(b.url);
    await a.stop();
    expect(await query(b.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const pid = await postmaster();
    await b.stop();
    expect(processStart(pid)).toBe(null);
  });

  it('recovers after a kill -9 of the server itself', async () => {
    const server = await startEmbedded({ dataDir, durable: false, settings: { synchronous_commit: 'on' } });
    await query(server.url, 'INSERT INTO kept VALUES (8)');
    process.kill(await postmaster(), 'SIGKILL');
    const again = await start();
    expect(again.tookUp).toBe(false);
    expect(await query(again.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 2 }]);
    await server.stop();
    await again.stop();
  });

  it('is not misled by a pid file whose id belongs to another program now', async () => {
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), `${process.ppid}\n${dataDir}\n1\n1\n\n127.0.0.1\n1 1\nready\n`);
    const server = await start();
    expect(server.tookUp).toBe(false);
    await server.stop();
  });

  it('says what is wrong when the password file is gone', async () => {
    const path = join(dataDir, 'postgres.password');
    const password = await readFile(path, 'utf8');
    await rm(path);
    await expect(start()).rejects.toThrow('postgres.password is missing');
    await writeFile(path, 'another');
    await expect(start()).rejects.toThrow('does not fit the database');
    await writeFile(path, password);
    await stopEmbedded(dataDir);
  });
});
