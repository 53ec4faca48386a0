import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sql } from '../database/sql.ts';
import { saveFile, sniffType } from '../files/index.ts';
import { type FieldProblem, label } from '../kernel/index.ts';
import type { BodyReader } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import type { PackageFile, PackedFile } from './types.ts';

/** One file of a package, and all of them together, in bytes. */
export const largestFile = 2 * 1024 * 1024;
export const allFiles = 4 * 1024 * 1024;

const office = ['wordprocessingml.document', 'spreadsheetml.sheet', 'presentationml.presentation'];
/** What print templates and playbooks hold, and nothing that runs. */
const types = new Set([
  ...['image/png', 'image/jpeg', 'application/pdf'],
  ...office.map((kind) => `application/vnd.openxmlformats-officedocument.${kind}`),
]);
const prefix = '@file:';
const token = /@file:[0-9a-f]{64}/g;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sha256: string;
}

/** Files that stand for themselves (platform/print/kind.ts, playbooks): they belong to the configuration and to no record. */
const ownUse = sql`exists (select 1 from file_use u where u.tenant_id = f.tenant_id and u.file_id = f.id and u.record_id = f.id)`;

/** `@file:` and the checksum of its content, for each file that definitions name by its id: what a package says in place of the id. */
export async function fileTokens(ctx: Context, definitions: unknown): Promise<Map<string, string>> {
  const ids = [...new Set(JSON.stringify(definitions).match(uuid) ?? [])];
  if (ids.length === 0) return new Map();
  const rows = await ctx.query<Row>(
    sql`select f.id, f.name, f.type, f.sha256 from file f where f.tenant_id = ${ctx.tenant.id} and f.id = any(${ids}::uuid[]) and ${ownUse}`,
  );
  return new Map(rows.filter(({ type }) => types.has(type)).map(({ id, sha256 }) => [id, prefix + sha256]));
}

const tokensIn = (value: unknown) => [...new Set(JSON.stringify(value).match(token) ?? [])].sort();

/** The contents of the files a package names, added to it. */
export async function withFiles(ctx: Context, file: PackageFile): Promise<PackageFile> {
  const wanted = tokensIn(file.parts).map((one) => one.slice(prefix.length));
  if (wanted.length === 0) return file;
  const rows = await ctx.query<Row>(sql`
    select distinct on (f.sha256) f.id, f.name, f.type, f.sha256 from file f
    where f.tenant_id = ${ctx.tenant.id} and f.sha256 = any(${wanted}::text[]) and ${ownUse} order by f.sha256, f.id`);
  const files = await Promise.all(
    rows.map(async ({ id, name, type, sha256 }): Promise<PackedFile> => {
      const content = await readFile(await ctx.app.files.local(ctx.tenant.id, id));
      return { hash: sha256, name, type, content: content.toString('base64') };
    }),
  );
  return { ...file, files };
}

const tooLarge = label('文件太大：单个最多 2 MB，合计最多 4 MB', 'Too large: 2 MB a file and 4 MB in all');

/** `files` of a package nobody trusts: kinds that templates use, whole and as their checksum says. */
export function readFiles(head: BodyReader): PackedFile[] {
  let all = 0;
  return (head.list('files', 100) ?? []).flatMap((item, index): PackedFile[] => {
    const at = `files[${index}]`;
    const refuse = (field: string, code: FieldProblem['code'], message: ReturnType<typeof label>) => {
      head.problem(`${at}.${field}`, code, message);
      return [];
    };
    const { hash, name, type, content } = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
    if (typeof hash !== 'string' || typeof name !== 'string' || typeof content !== 'string')
      return refuse('content', 'REQUIRED', label('文件应有校验值、名称和内容', 'A file has a checksum, a name and its content'));
    if (typeof type !== 'string' || !types.has(type))
      return refuse(
        'type',
        'INVALID_VALUE',
        label('只能是 PNG、JPEG 图片、PDF 或 Office 文档', 'PNG and JPEG pictures, PDF and Office documents only'),
      );
    const bytes = Buffer.from(content, 'base64');
    all += bytes.length;
    if (bytes.length > largestFile || all > allFiles) return refuse('content', 'LIMIT_EXCEEDED', tooLarge);
    if (createHash('sha256').update(bytes).digest('hex') !== hash)
      return refuse('content', 'INVALID_VALUE', label('内容与校验值不符', 'The content is not what its checksum says'));
    if (sniffType(bytes.subarray(0, 4096), name) !== type)
      return refuse('type', 'INVALID_VALUE', label('内容不是这种文件', 'The content is no file of this kind'));
    return [{ hash, name: name.slice(0, 200), type, content }];
  });
}

/** Takes the files of a package in as they are needed, each once; what was stored for an installation that is taken back goes again. */
export function incomingFiles(packed: readonly PackedFile[]) {
  const byToken = new Map(packed.map((file) => [prefix + file.hash, file]));
  const stored: string[] = [];
  return {
    /** The id of each file a definition names: one that is there already, else one made of the package's. */
    async idsFor(ctx: Context, definition: unknown): Promise<Map<string, string>> {
      const ids = new Map<string, string>();
      for (const one of tokensIn(definition)) {
        const [held] = await ctx.query<{ id: string }>(sql`
          select f.id from file f where f.tenant_id = ${ctx.tenant.id} and f.sha256 = ${one.slice(prefix.length)} and ${ownUse} order by f.id limit 1`);
        const file = byToken.get(one);
        if (held) ids.set(one, held.id);
        else if (file) {
          const { id } = await saveFile(ctx, { name: file.name, content: Buffer.from(file.content, 'base64') });
          stored.push(id);
          ids.set(one, id);
        }
      }
      return ids;
    },
    async takeBack(ctx: Context): Promise<void> {
      for (const id of stored.splice(0)) await ctx.app.files.remove(ctx.tenant.id, id);
    },
  };
}

export type IncomingFiles = ReturnType<typeof incomingFiles>;

/** Files that only a definition taken away for good has named are nobody's any more, and are cleared away like any upload. */
export async function releaseFiles(tx: Context, definition: unknown): Promise<void> {
  const ids = [...new Set(JSON.stringify(definition ?? null).match(uuid) ?? [])];
  if (ids.length === 0) return;
  await tx.query(sql`
    delete from file_use u where u.tenant_id = ${tx.tenant.id} and u.file_id = any(${ids}::uuid[]) and u.record_id = u.file_id
      and not exists (select 1 from meta_part p where p.tenant_id = u.tenant_id and p.deleted_at is null and p.definition::text like '%' || u.file_id::text || '%')`);
}
