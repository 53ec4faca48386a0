import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { type FileInfo, removeFiles } from './files.ts';

interface About {
  readonly object: string;
  readonly record: string;
}

/** Puts a file under guard: it is opened through its record alone (`openGuarded`), never by its id, not even by administrators. */
export async function guardFile(tx: Context, file: string, { object, record }: About): Promise<void> {
  await tx.query(sql`
    insert into guarded_file (tenant_id, file_id, object, record_id, created_at)
    values (${tx.tenant.id}, ${file}::uuid, ${object}, ${record}::uuid, ${tx.clock.now()})`);
}

/**
 * The file under guard of a record that the caller has been shown to see; the audit log says who opened it before they get it.
 *
 * @throws NOT_FOUND where there is none, or it is kept no longer
 */
export async function openGuarded(ctx: Context, { object, record }: About, event: string): Promise<FileInfo> {
  return ctx.transaction(async (tx) => {
    const [file] = await tx.query<FileInfo>(sql`
      select f.id, f.name, f.size::int as size, f.type from guarded_file g join file f on f.tenant_id = g.tenant_id and f.id = g.file_id
      where g.tenant_id = ${tx.tenant.id} and g.record_id = ${record}::uuid and g.object = ${object} order by g.created_at limit 1`);
    if (!file) throw errors.NOT_FOUND();
    await audit(tx, { event, object, record });
    return file;
  });
}

const batchSize = 500;

/** Removes the guarded files of an object from before a moment. Answers of which records. */
export async function dropGuarded(ctx: Context, object: string, before: Date): Promise<string[]> {
  const dropped: string[] = [];
  for (;;) {
    const rows = await ctx.query<{ file: string; record: string }>(sql`
      select file_id as file, record_id as record from guarded_file
      where tenant_id = ${ctx.tenant.id} and object = ${object} and created_at < ${before} order by created_at limit ${batchSize}`);
    await removeFiles(
      ctx,
      rows.map(({ file }) => file),
    );
    dropped.push(...rows.map(({ record }) => record));
    if (rows.length < batchSize) return dropped;
  }
}
