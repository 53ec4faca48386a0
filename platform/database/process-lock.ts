import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

let counter = 0;

/**
 * When the process was started, as an opaque text that tells a reused process id from the first owner of that id;
 * null when no such process lives. A zombie does not live: `kill(pid, 0)` would say it does.
 */
export function processStart(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? '');
    } catch {
      return null;
    }
  }
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? 'alive' : null;
  }
}

/** The command line of a process, or null where the system does not show it. */
export function commandLine(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return null;
  }
}

/** True when some process works inside the folder: a backend that outlived its postmaster does. */
export function anyProcessWorksIn(folder: string): boolean {
  if (process.platform !== 'linux') return false;
  return readdirSync('/proc').some((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readlinkSync(`/proc/${entry}/cwd`) === folder && processStart(Number(entry)) !== null;
    } catch {
      return false;
    }
  });
}

/** Holds the lock file while `run` runs. The lock of a process that no longer lives is taken away from it. */
export async function withLockFile<T>(path: string, run: () => Promise<T>, timeoutMs = 300_000): Promise<T> {
  const mine = `${process.pid} ${processStart(process.pid) ?? ''} ${++counter}`;
  const draft = `${path}.${process.pid}.${counter}`;
  const deadline = Date.now() + timeoutMs;
  // Written beside and linked into place, so that nobody ever reads a lock without its holder.
  await writeFile(draft, mine);
  try {
    while (!(await linked(draft, path))) {
      await removeIfStale(path, draft);
      if (Date.now() > deadline)
        throw new Error(`${path} is held by another process (${await readFile(path, 'utf8').catch(() => 'unknown')})`);
      await sleep(30);
    }
  } finally {
    await rm(draft, { force: true });
  }
  try {
    return await run();
  } finally {
    await rm(path, { force: true });
  }
}

/** Notes this process as a user of something shared; returns how to leave. See `otherUsers`. */
export async function registerUser(folder: string): Promise<{ leave(): Promise<void> }> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${process.pid}-${++counter}`);
  await writeFile(path, processStart(process.pid) ?? '');
  return { leave: () => rm(path, { force: true }) };
}

/** How many live users are registered; entries of dead processes are removed. */
export async function liveUsers(folder: string): Promise<number> {
  let live = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const start = await readFile(path, 'utf8').catch(() => null);
    if (start !== null && processStart(Number.parseInt(name, 10)) === start) live++;
    else await rm(path, { force: true });
  }
  return live;
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfStale(path: string, draft: string): Promise<void> {
  const holder = await readFile(path, 'utf8').catch(() => null);
  if (holder === null) return;
  const [pid, start] = holder.split(' ');
  if (processStart(Number(pid)) === start) return;
  // Moving is atomic: of several that see the same stale lock, one gets it, the others find nothing to move.
  const aside = `${draft}.stale`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => null);
  // Between reading and moving another may have cleaned up and locked anew: give that lock back.
  if (moved !== null && moved !== holder) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}
