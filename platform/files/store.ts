import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errors, isId } from '../kernel/index.ts';
import type { FileStore } from '../module/index.ts';

const isGone = (error: unknown) => (error as { code?: unknown } | null)?.code === 'ENOENT';

/**
 * Files on the local disk: `<folder>/<tenant>/<first two of the id>/<id>`. The only parts of a path are a number and an id of
 * ours, so no name given by a person ever reaches the file system.
 *
 * @example
 * const files = fileStore(join(dataDir, 'files'));
 * const { size, sha256 } = await files.put(tenant, newId(), stream);
 */
export function fileStore(folder: string): FileStore {
  const root = resolve(folder);

  function path(tenant: number, id: string): string {
    if (!Number.isSafeInteger(tenant) || tenant < 1 || !isId(id)) throw errors.NOT_FOUND();
    // UUIDv7 begins with the time, so the first signs would put a year of files in one folder; the last two are random
    const name = id.toLowerCase();
    return join(root, String(tenant), name.slice(-2), name);
  }

  return {
    kind: 'disk',
    async put(tenant, id, content) {
      const target = path(tenant, id);
      const part = `${target}.part`;
      await mkdir(join(target, '..'), { recursive: true });
      const hash = createHash('sha256');
      let size = 0;
      const measure = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          size += chunk.length;
          done(null, chunk);
        },
      });
      try {
        await pipeline(Buffer.isBuffer(content) ? Readable.from([content]) : content, measure, createWriteStream(part, { mode: 0o600 }));
        // a file is there whole or not at all
        await rename(part, target);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      return { size, sha256: hash.digest('hex') };
    },
    async open(tenant, id, range) {
      const file = await open(path(tenant, id)).catch((cause: unknown) => {
        throw isGone(cause) ? errors.NOT_FOUND({ cause }) : cause;
      });
      return file.createReadStream(range);
    },
    local: async (tenant, id) => path(tenant, id),
    remove: (tenant, id) => rm(path(tenant, id), { force: true }),
    async *list(tenant) {
      const entries = await readdir(join(root, String(tenant)), { recursive: true, withFileTypes: true }).catch(() => []);
      for (const entry of entries) if (entry.isFile() && isId(entry.name)) yield entry.name;
    },
    check: async () => void (await mkdir(root, { recursive: true })),
    close: async () => undefined,
  };
}
