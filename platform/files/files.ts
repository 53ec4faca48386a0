import { Readable } from 'node:stream';
import { sql } from '../database/sql.ts';
import { errors, fieldError, isId, label, newId } from '../kernel/index.ts';
import type { Access, Context } from '../module/index.ts';
import { accessPredicate, baseCondition } from '../records/access.ts';
import { authorOf } from '../records/save/index.ts';
import { coveredUses } from './covered.ts';
import { cleanFileName } from './names.ts';
import { refuseInfected } from './scan.ts';
import { sniffType } from './sniff.ts';

/** A file as callers see it. */
export interface FileInfo {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

export interface StoredFile extends FileInfo {
  readonly sha256: string;
  readonly createdBy: string | null;
}

const megabyte = 1024 * 1024;

function limitOf(setting: string, usual: number): number {
  const set = Number(process.env[setting]);
  return (Number.isFinite(set) && set > 0 ? set : usual) * megabyte;
}

/** The largest upload in bytes; HUANKE_UPLOAD_LIMIT_MB, 100 MB unless said. */
export const uploadLimit = (): number => limitOf('HUANKE_UPLOAD_LIMIT_MB', 100);

/** The largest table uploaded for an import, in bytes; HUANKE_IMPORT_LIMIT_MB, 200 MB unless said, and never less than any file may have. */
export const importLimit = (): number => Math.max(limitOf('HUANKE_IMPORT_LIMIT_MB', 200), uploadLimit());

/** What `openSheet` reads, as far as the first bytes tell. */
const tables = new Set(['text/csv', 'text/plain', 'application/zip', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);

/** The largest upload of a type in bytes: more for tables that are to be imported. */
export const largestOf = (type: string, use?: 'import'): number => (use === 'import' && tables.has(type) ? importLimit() : uploadLimit());

function tooLarge(most: number) {
  const shown = Math.round((most / megabyte) * 1000) / 1000;
  return errors.TOO_LARGE({
    errors: [{ field: 'file', code: 'TOO_LARGE', message: label(`文件最大 ${shown} MB`, `A file has at most ${shown} MB`) }],
  });
}

/**
 * Stores content under a new id and describes it in `file`. `type` is only given for what the system itself made.
 *
 * @throws TOO_LARGE naming the limit where there are more bytes than `most` allows a file of that type; nothing is left of it
 */
export async function saveFile(
  ctx: Context,
  input: { name: string; content: Readable | Buffer; type?: string; most?: (type: string) => number },
): Promise<FileInfo> {
  const id = newId();
  const name = cleanFileName(input.name);
  const { head, content } = await peek(input.content);
  const type = input.type ?? sniffType(head, name);
  const { size, sha256 } = await ctx.app.files.put(ctx.tenant.id, id, content, type);
  try {
    const most = input.most?.(type) ?? Number.POSITIVE_INFINITY;
    if (size > most) throw tooLarge(most);
    // what the system itself made needs no look
    if (input.type === undefined) await refuseInfected(ctx, id, name);
    await ctx.transaction((tx) =>
      tx.query(sql`insert into file (tenant_id, id, name, size, type, sha256, created_by, created_at)
        values (${tx.tenant.id}, ${id}, ${name}, ${size}, ${type}, ${sha256}, ${authorOf(tx)}, ${tx.clock.now()})`),
    );
    return { id, name, size, type };
  } catch (error) {
    await ctx.app.files.remove(ctx.tenant.id, id);
    throw error;
  }
}

const headSize = 4096;

/** The first bytes of a content, which say what it is, and the whole of it still to be read. */
async function peek(content: Readable | Buffer): Promise<{ head: Buffer; content: Readable | Buffer }> {
  if (Buffer.isBuffer(content)) return { head: content.subarray(0, headSize), content };
  const chunks = content[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first: Buffer[] = [];
  for (let size = 0; size < headSize; ) {
    const { done, value } = await chunks.next();
    if (done) break;
    first.push(value);
    size += value.length;
  }
  const whole = async function* () {
    yield* first;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  return { head: Buffer.concat(first).subarray(0, headSize), content: Readable.from(whole()) };
}

interface FileRow {
  id: string;
  name: string;
  size: string;
  type: string;
  sha256: string;
  created_by: string | null;
  made_for: string | null;
  scopes: Access['scopes'] | null;
}

/**
 * A file the caller may read: their own upload, a file of a record they may see in a field they may see, or any for an administrator. What
 * a background job made (an export) is for the person who asked for it alone, and of their programs for one with the same scopes, or all.
 * Everything else is NOT_FOUND.
 */
export async function readableFile(ctx: Context, id: string): Promise<StoredFile> {
  if (!isId(id)) throw errors.NOT_FOUND();
  const [row] = await ctx.query<FileRow>(sql`select f.id, f.name, f.size, f.type, f.sha256, f.created_by, j.created_by as made_for, j.scopes
    from file f
    left join lateral (select created_by, scopes from background_job b where b.tenant_id = f.tenant_id and b.file_id = f.id limit 1) j on true
    where f.tenant_id = ${ctx.tenant.id} and f.id = ${id}
      and not exists (select from guarded_file g where g.tenant_id = f.tenant_id and g.file_id = f.id)`);
  if (!row || !(await mayRead(ctx, row))) throw errors.NOT_FOUND();
  return { id: row.id, name: row.name, size: Number(row.size), type: row.type, sha256: row.sha256, createdBy: row.created_by };
}

async function mayRead(ctx: Context, row: FileRow): Promise<boolean> {
  if (row.made_for !== null) return row.made_for === ctx.user.id && isWithinScopes(ctx, row.scopes);
  return row.created_by === ctx.user.id || isOpen(ctx, row.id);
}

/** A file made by a job holds what the scopes of that job let it see. */
function isWithinScopes({ access: { scopes } }: Context, made: Access['scopes'] | null): boolean {
  return scopes === undefined || scopes.every((list) => list.includes('*')) || JSON.stringify(scopes) === JSON.stringify(made);
}

/** A file the caller uploaded (or any, for an administrator) as the source of an import; the problem names `field`. */
export async function sourceFile(ctx: Context, field: string, id: unknown): Promise<StoredFile> {
  if (typeof id !== 'string') throw fieldError(id === undefined || id === null ? 'REQUIRED' : 'WRONG_TYPE', field);
  return readableFile(ctx, id).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'NOT_FOUND') {
      throw fieldError(
        'LOOKUP_NOT_FOUND',
        field,
        label('文件不存在或已过期，请重新上传', 'The file does not exist any more; upload it again'),
      );
    }
    throw error;
  });
}

/** Looked at of one object; only files that hang at a closed field are asked about record by record. */
const mostUses = 1000;

async function isOpen(ctx: Context, id: string): Promise<boolean> {
  const uses = await ctx.query<{ object: string; ids: string[] }>(sql`select object, array_agg(record_id::text) as ids
    from file_use where tenant_id = ${ctx.tenant.id} and file_id = ${id} group by object`);
  const any = ctx.access.can('files.readAny');
  if (any && uses.length === 0) return true;
  for (const { object, ids } of uses) {
    // what can be closed to everybody is closed to administrators as well
    const closable = ctx.meta.object(object)?.access.closed !== undefined;
    const records = any && !closable ? ids.slice(0, mostUses) : await visibleOf(ctx, object, ids);
    const covered = await coveredUses(
      ctx,
      records.map((record) => ({ object, record, file: id })),
    );
    if (covered.size < records.length) return true;
  }
  return false;
}

async function visibleOf(ctx: Context, object: string, ids: readonly string[]): Promise<string[]> {
  const meta = ctx.meta.object(object);
  if (!meta || !ctx.access.can(`${object}.read`)) return [];
  const rows = await ctx.query<{ id: string }>(sql`select r.id from ${sql.id(meta.table)} r
    where ${baseCondition(ctx, meta, 'r')} and r.id = any(${ids}::uuid[]) and ${accessPredicate(ctx, meta, 'r')} limit ${mostUses}`);
  return rows.map((row) => row.id);
}

/** Ties files to the records that show them: who sees the record may then read the file, and it is no orphan any more. */
export async function linkFiles(ctx: Context, uses: readonly { file: string; object: string; record: string }[]): Promise<void> {
  if (uses.length === 0) return;
  await ctx.query(sql`insert into file_use (tenant_id, file_id, object, record_id)
    select ${ctx.tenant.id}, u.file::uuid, u.object, u.record::uuid
    from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as u (file text, object text, record text)
    join file f on f.tenant_id = ${ctx.tenant.id} and f.id = u.file::uuid
    on conflict do nothing`);
}

/** Removes files by id: their rows first, the bytes once that is committed. */
export async function removeFiles(ctx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await ctx.transaction(async (tx) => {
    await tx.query(sql`delete from file where tenant_id = ${tx.tenant.id} and id = any(${ids}::uuid[])`);
    tx.afterCommit(() => {
      for (const id of ids)
        void tx.app.files
          .remove(tx.tenant.id, id)
          .catch((error: unknown) => tx.app.log.warn({ tenant: tx.tenant.id, file: id, error }, 'file not removed; doctor --repair does'));
    });
  });
}
