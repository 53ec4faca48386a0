import { sql } from '../database/sql.ts';
import { linkFiles, readableFile, unlinkFiles } from '../files/index.ts';
import { cleanText } from '../kernel/clean.ts';
import { AppError, errors, fieldError, isId, label, newId } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { followByItself } from '../notifications/index.ts';
import { getRecord } from '../records/query/index.ts';
import { emit } from '../records/save/index.ts';
import { cleanHtml, mentionsIn } from '../text/rich-text.ts';
import { type CommentView, commentsById, editMinutes } from './view.ts';

export type { CommentView } from './view.ts';

const LONGEST = 20_000;
const MOST_FILES = 10;
const MOST_MENTIONS = 50;

export interface CommentInput {
  readonly body?: unknown;
  /** The comment that is answered; an answer to an answer goes to the same place. */
  readonly parent?: unknown;
  readonly files?: unknown;
}

interface Row {
  readonly id: string;
  readonly object: string;
  readonly record_id: string;
  readonly parent_id: string | null;
  readonly mentions: readonly string[];
  readonly files: readonly string[];
  readonly created_by: string | null;
  readonly created_at: string;
}

/** Writes a comment on a record the caller may see. Who is spoken to hears of it by the event, as far as they may see the record. */
export async function addComment(ctx: Context, meta: ObjectMeta, record: string, input: CommentInput): Promise<CommentView> {
  await getRecord(ctx, meta, record, ['id']);
  const about = { object: meta.name, record: record.toLowerCase() };
  const files = await readFiles(ctx, input.files);
  const body = readBody(input.body, files.length === 0);
  return ctx.transaction(async (tx) => {
    const parent = await readParent(tx, about.record, input.parent);
    const mentions = await knownPeople(tx, body);
    const id = newId();
    await tx.query(sql`
      insert into comment (tenant_id, id, object, record_id, parent_id, body, mentions, files, created_by, created_at)
      values (${tx.tenant.id}, ${id}, ${about.object}, ${about.record}, ${parent}, ${body}, ${mentions}::uuid[], ${files}::uuid[], ${tx.user.id}, ${tx.clock.now()})`);
    await linkFiles(
      tx,
      files.map((file) => ({ file, ...about })),
    );
    await followByItself(tx, 'commenter', [{ user: tx.user.id, ...about }]);
    await emit(tx, `${about.object}.commented`, { ...about, changes: { comment: id, parent, mentions } });
    return viewOf(tx, id);
  });
}

/** Changes a comment within the first minutes, by who wrote it. Only those newly spoken to are told. */
export async function editComment(ctx: Context, id: string, input: Pick<CommentInput, 'body'>): Promise<CommentView> {
  return ctx.transaction(async (tx) => {
    const row = await lockComment(tx, id);
    if (row.created_by !== tx.user.id) throw errors.FORBIDDEN();
    if (tx.clock.now().getTime() - Date.parse(row.created_at) > editMinutes * 60_000) {
      throw new AppError(
        'STATE',
        409,
        label(`评论发出 ${editMinutes} 分钟后不能再修改`, `A comment can be changed for ${editMinutes} minutes`),
      );
    }
    const body = readBody(input.body, row.files.length === 0);
    const mentions = await knownPeople(tx, body);
    await tx.query(sql`
      update comment set body = ${body}, mentions = ${mentions}::uuid[], edited_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and id = ${row.id}`);
    const added = mentions.filter((user) => !row.mentions.includes(user));
    const about = { object: row.object, record: row.record_id };
    await emit(tx, `${row.object}.commentEdited`, { ...about, changes: { comment: row.id, parent: row.parent_id, mentions: added } });
    return viewOf(tx, row.id);
  });
}

/** Takes a comment's words and files away and leaves the trace that there was one: by who wrote it, or an administrator. */
export async function deleteComment(ctx: Context, id: string): Promise<void> {
  await ctx.transaction(async (tx) => {
    const row = await lockComment(tx, id);
    if (row.created_by !== tx.user.id && !tx.access.can('settings.manage')) throw errors.FORBIDDEN();
    await tx.query(sql`
      update comment set body = '', mentions = '{}', files = '{}', deleted_at = ${tx.clock.now()}, deleted_by = ${tx.user.id}
      where tenant_id = ${tx.tenant.id} and id = ${row.id}`);
    const about = { object: row.object, record: row.record_id };
    await unlinkFiles(tx, about, row.files);
    await emit(tx, `${row.object}.commentDeleted`, { ...about, changes: { comment: row.id } });
  });
}

/** A comment that is there, on a record the caller may see. */
async function lockComment(tx: Context, id: string): Promise<Row> {
  if (!isId(id)) throw errors.NOT_FOUND();
  const [row] = await tx.query<Row>(sql`
    select id, object, record_id, parent_id, mentions, files, created_by, created_at from comment
    where tenant_id = ${tx.tenant.id} and id = ${id} and deleted_at is null for update`);
  const meta = row && tx.meta.object(row.object);
  if (!row || !meta || !tx.access.can(`${row.object}.read`)) throw errors.NOT_FOUND();
  await getRecord(tx, meta, row.record_id, ['id']);
  return row;
}

async function viewOf(ctx: Context, id: string): Promise<CommentView> {
  const view = (await commentsById(ctx, [id])).get(id);
  if (!view) throw errors.NOT_FOUND();
  return view;
}

function readBody(raw: unknown, required: boolean): string {
  if (raw !== undefined && raw !== null && typeof raw !== 'string') throw fieldError('WRONG_TYPE', 'body');
  const given = raw ?? '';
  // cleaning takes time in proportion to the length
  if (given.length > 10 * LONGEST) throw fieldError('TOO_LONG', 'body');
  const body = cleanHtml(cleanText(given));
  if (body.length > LONGEST) throw fieldError('TOO_LONG', 'body', label(`最多 ${LONGEST} 个字`, `At most ${LONGEST} characters`));
  if (body === '' && required) throw fieldError('REQUIRED', 'body', label('请写点什么', 'Write something'));
  return body;
}

async function readFiles(ctx: Context, raw: unknown): Promise<string[]> {
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw) || raw.some((id) => typeof id !== 'string')) throw fieldError('WRONG_TYPE', 'files');
  if (raw.length > MOST_FILES)
    throw fieldError('LIMIT_EXCEEDED', 'files', label(`最多 ${MOST_FILES} 个附件`, `At most ${MOST_FILES} files`));
  const ids = [...new Set(raw as string[])].map((id) => id.toLowerCase());
  for (const id of ids) {
    await readableFile(ctx, id).catch((cause: unknown) => {
      throw errors.LOOKUP_NOT_FOUND({
        cause,
        errors: [
          {
            field: 'files',
            code: 'LOOKUP_NOT_FOUND',
            message: label('文件不存在，请重新上传', 'The file does not exist; upload it again'),
          },
        ],
      });
    });
  }
  return ids;
}

async function readParent(tx: Context, record: string, raw: unknown): Promise<string | null> {
  if (raw === undefined || raw === null) return null;
  const [row] = isId(raw)
    ? await tx.query<{ id: string; parent_id: string | null; deleted: boolean }>(sql`
        select id, parent_id, deleted_at is not null as deleted from comment where tenant_id = ${tx.tenant.id} and id = ${raw} and record_id = ${record}`)
    : [];
  if (!row || row.deleted) throw fieldError('LOOKUP_NOT_FOUND', 'parent', label('这条评论已不在', 'This comment is gone'));
  return row.parent_id ?? row.id;
}

/** Those spoken to who work here. */
async function knownPeople(tx: Context, body: string): Promise<string[]> {
  const ids = mentionsIn(body);
  if (ids.length === 0) return [];
  if (ids.length > MOST_MENTIONS) {
    throw fieldError('LIMIT_EXCEEDED', 'body', label(`一次最多提到 ${MOST_MENTIONS} 人`, `At most ${MOST_MENTIONS} people at once`));
  }
  const rows = await tx.query<{ id: string }>(sql`
    select id from app_user where tenant_id = ${tx.tenant.id} and id = any(${ids}::uuid[]) and active and deleted_at is null`);
  return rows.map((row) => row.id);
}
