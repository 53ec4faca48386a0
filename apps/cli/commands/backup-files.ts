import { createReadStream, createWriteStream } from 'node:fs';
import { cp, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from '@huanke/platform/database';
import { isId } from '@huanke/platform/kernel';
import type { Application } from '@huanke/platform/module';

/** Files come along wherever they lie: a backup is one folder. */
export async function copyFilesOut(app: Application, target: string): Promise<void> {
  if (app.files.kind === 'disk') {
    const source = join(app.dataDir, 'files');
    if (await stat(source).catch(() => undefined)) await cp(source, target, { recursive: true });
    return;
  }
  const tenants = await app.database.global((connection) => connection.query<{ id: number }>(sql`select id from tenant order by id`));
  for (const { id: tenant } of tenants)
    for await (const file of app.files.list(tenant)) {
      const path = join(target, String(tenant), file.slice(-2), file);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(await app.files.open(tenant, file), createWriteStream(path, { mode: 0o600 }));
    }
}

/** The other way round, to where this installation keeps files. */
export async function copyFilesIn(app: Application, source: string): Promise<void> {
  if (!(await stat(source).catch(() => undefined))) return;
  if (app.files.kind === 'disk') return cp(source, join(app.dataDir, 'files'), { recursive: true });
  for (const tenant of await readdir(source)) {
    const types = new Map(await typesOf(app, Number(tenant)));
    for (const entry of await readdir(join(source, tenant), { recursive: true, withFileTypes: true }))
      if (entry.isFile() && isId(entry.name))
        await app.files.put(Number(tenant), entry.name, createReadStream(join(entry.parentPath, entry.name)), types.get(entry.name));
  }
}

async function typesOf(app: Application, tenant: number): Promise<[string, string][]> {
  const rows = await app.database.read(tenant, (connection) =>
    connection.query<{ id: string; type: string }>(sql`select id, type from file where tenant_id = ${tenant}`),
  );
  return rows.map((row) => [row.id, row.type]);
}
