import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { chmod, link, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sqlState, withClient, withDatabase } from './client.ts';
import { type Account, binaryFolder, databaseAccount, letEnter, ownedFolder, sharedFolder } from './postgres-binaries.ts';
import { type PostgresSettings, settingArguments } from './postgres-settings.ts';
import { anyProcessWorksIn, commandLine, liveUsers, processStart, registerUser, withLockFile } from './process-lock.ts';

export interface EmbeddedOptions {
  /** Folder for the data, the password and the log of the server; created when missing. */
  readonly dataDir: string;
  /** false: nothing is forced to disk. For tests, whose data may be lost. */
  readonly durable?: boolean;
  /** Default as `durable`. A detached server does not get the terminal's Ctrl-C, so it can wait until we have drained. */
  readonly detached?: boolean;
  /** PostgreSQL settings that win over the built-in ones. */
  readonly settings?: PostgresSettings;
}

export interface EmbeddedServer {
  /** Owner (superuser) URL of the database `huanke`. */
  readonly url: string;
  /** True when a server was already running on the data folder. */
  readonly tookUp: boolean;
  /** Leaves the server; the last process that leaves shuts it down. May be called twice. */
  stop(): Promise<void>;
}

interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Folder of its Unix socket; empty where it has none. */
  readonly socket: string;
  readonly status: string;
}

const START_LIMIT_MS = 300_000;
const SHUTDOWN_LIMIT_MS = 30_000;
// 104 bytes with the closing zero on the strictest system, and PostgreSQL asks for one more.
const LONGEST_SOCKET = 102;

/**
 * Starts the PostgreSQL that ships with the product on a data folder, or takes up the one that runs there (after a
 * `kill -9` of its starter, or beside another process).
 *
 * @example
 * const database = await startEmbedded({ dataDir: './data' });
 * await withClient(database.url, (client) => client.query('SELECT 1'));
 * await database.stop();
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  await mkdir(options.dataDir, { recursive: true });
  const dataDir = await realpath(options.dataDir);
  const user = await registerUser(join(dataDir, 'postgres.users'));
  try {
    return await withLockFile(join(dataDir, 'postgres.lock'), async () => {
      const cluster = await clusterFolder(dataDir);
      const account = databaseAccount(cluster);
      const password = await clusterPassword(dataDir, cluster);
      if (!(await exists(join(cluster, 'PG_VERSION'))))
        await createCluster({ cluster, account, password, durable: options.durable ?? true });
      const running = await runningServer(cluster);
      const { port, socket } = running ?? (await launch({ dataDir, cluster, account, options }));
      const url = `postgres://postgres:${password}@${socket ? encodeURIComponent(socket) : '127.0.0.1'}:${port}/huanke`;
      await ensureDatabase(url, dataDir);
      return { url, tookUp: running !== null, stop: () => leave(dataDir, user) };
    });
  } catch (error) {
    await user.leave();
    throw error;
  }
}

/** Shuts the server of a data folder down, whoever uses it. Nothing happens when none runs. */
export async function stopEmbedded(dataDir: string): Promise<void> {
  if (!(await exists(dataDir))) return;
  const folder = await realpath(dataDir);
  await withLockFile(join(folder, 'postgres.lock'), async () => shutDown(await clusterFolder(folder)));
}

/** Stops the server and deletes the folder with all that belongs to it. For tests and trials. */
export async function removeEmbedded(dataDir: string): Promise<void> {
  await stopEmbedded(dataDir);
  const outside = (await readFile(join(dataDir, 'postgres.location'), 'utf8').catch(() => '')).trim();
  for (const path of outside ? [outside, dataDir] : [dataDir]) await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

async function leave(dataDir: string, user: { leave(): Promise<void> }): Promise<void> {
  await withLockFile(join(dataDir, 'postgres.lock'), async () => {
    await user.leave();
    if ((await liveUsers(join(dataDir, 'postgres.users'))) === 0) await shutDown(await clusterFolder(dataDir));
  });
}

/** `DATA/postgres`, or the place noted in `DATA/postgres.location` when the database account cannot enter DATA. */
async function clusterFolder(dataDir: string): Promise<string> {
  const noted = await readFile(join(dataDir, 'postgres.location'), 'utf8').catch(() => '');
  if (noted.trim()) return noted.trim();
  const beside = join(dataDir, 'postgres');
  if ((await exists(join(beside, 'PG_VERSION'))) || letEnter(dataDir, databaseAccount())) return beside;
  const outside = join(sharedFolder(), `data-${randomBytes(6).toString('hex')}`);
  await writeFile(join(dataDir, 'postgres.location'), `${outside}\n`);
  return outside;
}

async function clusterPassword(dataDir: string, cluster: string): Promise<string> {
  const path = join(dataDir, 'postgres.password');
  const kept = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (kept) return kept;
  if (await exists(join(cluster, 'PG_VERSION')))
    throw new Error(`${path} is missing: without it the database in ${cluster} cannot be opened; restore that file`);
  const password = randomBytes(24).toString('hex');
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${password}\n`, { mode: 0o600 });
  await link(draft, path);
  await rm(draft);
  return password;
}

async function createCluster(c: { cluster: string; account: Account; password: string; durable: boolean }): Promise<void> {
  // Made beside and moved into place when whole: an initdb that was killed leaves nothing that looks like a database.
  const draft = `${c.cluster}.new`;
  const passwordFile = `${c.cluster}.init`;
  await rm(draft, { recursive: true, force: true });
  ownedFolder(draft, c.account);
  await writeFile(passwordFile, c.password, { mode: 0o600 });
  if (c.account) spawnSync('chown', [`${c.account.uid}:${c.account.gid}`, passwordFile]);
  const made = spawnSync(
    join(binaryFolder(c.account), 'initdb'),
    // The C.UTF-8 locale: with plain C pg_trgm finds no trigrams in Chinese. Order is by code point, pinyin order is written out in the SQL.
    ['-D', draft, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8']
      .concat(['--locale-provider=builtin', '--builtin-locale=C.UTF-8'])
      // For tests, which sign in thousands of times, passwords are not made slow to guess.
      .concat(c.durable ? [] : ['--no-sync', '--set=scram_iterations=1']),
    { ...c.account, cwd: '/', encoding: 'utf8' },
  );
  await rm(passwordFile, { force: true });
  if (made.status !== 0) throw new Error(`The database could not be created in ${c.cluster}: ${made.stderr || String(made.error)}`);
  await rename(draft, c.cluster);
}

/** The server that already runs on the folder, ready; null when none does. */
async function runningServer(cluster: string): Promise<Postmaster | null> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const found = await readPostmaster(cluster);
    if (!found) return null;
    const line = processStart(found.pid) === null ? '' : (commandLine(found.pid) ?? 'postgres');
    if (!line.includes('postgres')) {
      // The file outlived its server and the id may belong to someone else by now, which PostgreSQL would take for a
      // running server. Backends that outlived the server too must be gone first: the file is their protection.
      if (!anyProcessWorksIn(cluster)) {
        await rm(join(cluster, 'postmaster.pid'), { force: true });
        return null;
      }
    } else if (found.status === 'ready') return found;
    if (Date.now() > deadline)
      throw new Error(`The database in ${cluster} neither starts nor stops (process ${found.pid}, ${found.status || 'no status'})`);
    await sleep(50);
  }
}

async function launch(c: { dataDir: string; cluster: string; account: Account; options: EmbeddedOptions }): Promise<Postmaster> {
  const durable = c.options.durable ?? true;
  const logFile = join(c.dataDir, 'postgres.log');
  for (let attempt = 1; ; attempt++) {
    const logStart = await rotatedSize(logFile);
    // A file and not a pipe: a pipe would break when we are killed and the server lives on.
    const log = openSync(logFile, 'a', 0o600);
    const port = await freePort();
    const child = spawn(
      join(binaryFolder(c.account), 'postgres'),
      ['-D', c.cluster, '-p', String(port), ...settingArguments(durable, { ...socketSettings(c.cluster), ...c.options.settings })],
      { ...c.account, cwd: '/', detached: c.options.detached ?? durable, stdio: ['ignore', log, log] },
    );
    closeSync(log);
    let ended = false;
    child.once('exit', () => (ended = true));
    child.once('error', () => (ended = true));
    child.unref();
    const deadline = Date.now() + START_LIMIT_MS;
    while (!ended && Date.now() < deadline) {
      const found = await readPostmaster(c.cluster);
      if (found?.pid === child.pid && found?.status === 'ready') return found;
      await sleep(25);
    }
    const said = (await readFile(logFile, 'utf8').catch(() => '')).slice(logStart).trim();
    // The port may be taken between asking and using it, and the shared memory of a killed server lives a moment longer.
    const passing = /could not bind|could not create any TCP|pre-existing shared memory|lock file .* already exists/.test(said);
    if (!ended) child.kill('SIGINT');
    if (!passing || attempt === 20)
      throw new Error(`The embedded database did not start: ${said.split('\n').slice(-8).join('\n') || 'no message'}`);
    await sleep(250);
  }
}

/**
 * A Unix socket in the data folder, which only the database account may enter: a third more short statements than over TCP, each for less
 * processor time. The system bounds the length of its path.
 */
function socketSettings(cluster: string): PostgresSettings {
  const fits = process.platform !== 'win32' && Buffer.byteLength(join(cluster, '.s.PGSQL.65535')) <= LONGEST_SOCKET;
  return fits ? { unix_socket_directories: cluster } : {};
}

async function ensureDatabase(url: string, dataDir: string): Promise<void> {
  try {
    await withClient(withDatabase(url, 'postgres'), async (client) => {
      const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'huanke'");
      if (found.rowCount === 0) await client.query('CREATE DATABASE huanke');
    });
  } catch (cause) {
    const hint =
      sqlState(cause) === '28P01'
        ? `${join(dataDir, 'postgres.password')} does not fit the database`
        : 'the embedded database does not answer';
    throw new Error(`The database could not be opened: ${hint}`, { cause });
  }
}

async function shutDown(cluster: string): Promise<void> {
  const found = await readPostmaster(cluster);
  if (!found || !(commandLine(found.pid) ?? 'postgres').includes('postgres')) return;
  // Fast shutdown; where that hangs, immediate shutdown: the next start recovers from the log.
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (processStart(found.pid) !== null) process.kill(found.pid, signal);
    const deadline = Date.now() + SHUTDOWN_LIMIT_MS;
    while (processStart(found.pid) !== null && Date.now() < deadline) await sleep(20);
    if (processStart(found.pid) === null) return;
  }
  throw new Error(`The embedded database (process ${found.pid}) did not stop`);
}

async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!pid) return null;
  return { pid, port: Number(lines[3] ?? 0), socket: (lines[4] ?? '').trim(), status: (lines[7] ?? '').trim() };
}

async function rotatedSize(path: string): Promise<number> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size < 10_000_000) return size;
  await rename(path, `${path}.1`);
  await chmod(`${path}.1`, 0o600);
  return 0;
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
