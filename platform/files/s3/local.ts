import { createWriteStream, rmSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const mostBytes = 1024 * 1024 * 1024;
/** Whoever asked for a copy reads it within this time. */
const inUse = 3_600_000;

interface Copy {
  readonly path: string;
  readonly size: number;
  usedAt: number;
}

/**
 * Copies on this machine for what can only read files there (spreadsheets, pictures). Contents never change, so a copy stays right as long as
 * it lies there: up to 1 GB per process, in a folder that goes with it.
 */
export function localCopies(open: (tenant: number, id: string) => Promise<Readable>) {
  const copies = new Map<string, Promise<Copy>>();
  let folder: Promise<string> | undefined;

  async function makeFolder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'huanke-files-'));
    process.once('exit', () => rmSync(path, { recursive: true, force: true }));
    return path;
  }

  async function fetched(tenant: number, id: string): Promise<Copy> {
    folder ??= makeFolder();
    const path = join(await folder, `${tenant}-${id.toLowerCase()}`);
    const out = createWriteStream(`${path}.part`, { mode: 0o600 });
    try {
      await pipeline(await open(tenant, id), out);
      await rename(`${path}.part`, path);
    } catch (error) {
      await rm(`${path}.part`, { force: true });
      throw error;
    }
    return { path, size: out.bytesWritten, usedAt: Date.now() };
  }

  /** The longest unused go first; what may be in use stays. */
  async function makeRoom(): Promise<void> {
    const all = await Promise.all([...copies].map(async ([key, copy]) => ({ key, copy: await copy.catch(() => undefined) })));
    let bytes = all.reduce((sum, { copy }) => sum + (copy?.size ?? 0), 0);
    const old = all.filter(({ copy }) => copy && copy.usedAt < Date.now() - inUse);
    for (const { key, copy } of old.toSorted((a, b) => (a.copy?.usedAt ?? 0) - (b.copy?.usedAt ?? 0))) {
      if (bytes <= mostBytes || !copy) return;
      copies.delete(key);
      bytes -= copy.size;
      await rm(copy.path, { force: true });
    }
  }

  const keyOf = (tenant: number, id: string) => `${tenant} ${id.toLowerCase()}`;

  return {
    async path(tenant: number, id: string): Promise<string> {
      const key = keyOf(tenant, id);
      let copy = copies.get(key);
      if (!copy) {
        copy = fetched(tenant, id);
        copies.set(key, copy);
        copy.then(makeRoom, () => copies.delete(key));
      }
      const found = await copy;
      found.usedAt = Date.now();
      return found.path;
    },
    async forget(tenant: number, id: string): Promise<void> {
      const copy = await copies.get(keyOf(tenant, id))?.catch(() => undefined);
      copies.delete(keyOf(tenant, id));
      if (copy) await rm(copy.path, { force: true });
    },
    async close(): Promise<void> {
      copies.clear();
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}
