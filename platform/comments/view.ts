import { sql } from '../database/sql.ts';
import type { FileInfo } from '../files/index.ts';
import type { Context } from '../module/index.ts';
import { loadTitles } from '../records/query/index.ts';

/** How long a comment can still be changed by who wrote it. */
export const editMinutes = 15;

interface Titled {
  readonly id: string;
  readonly title: string;
}

/** A comment as callers see it. */
export interface CommentView {
  readonly id: string;
  readonly object: string;
  readonly record: string;
  readonly parent: string | null;
  /** The safe subset of HTML; empty when only files were sent, or when it was deleted. */
  readonly body: string;
  readonly by: Titled | null;
  readonly at: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
  readonly deletedBy: Titled | null;
  readonly files: readonly FileInfo[];
  readonly can: { readonly edit: boolean; readonly delete: boolean };
  /** Answers, the oldest first. */
  readonly replies: readonly CommentView[];
}

interface Row {
  readonly id: string;
  readonly object: string;
  readonly record_id: string;
  readonly parent_id: string | null;
  readonly body: string;
  readonly files: readonly string[];
  readonly created_by: string | null;
  readonly created_at: string;
  readonly edited_at: string | null;
  readonly deleted_at: string | null;
  readonly deleted_by: string | null;
}

/** Comments with their answers, files and names, by four queries whatever their number. Whether the caller may see them is asked before. */
export async function commentsById(ctx: Context, ids: readonly string[]): Promise<Map<string, CommentView>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.query<Row>(sql`
    select id, object, record_id, parent_id, body, files, created_by, created_at, edited_at, deleted_at, deleted_by from comment
    where tenant_id = ${ctx.tenant.id} and id = any(${ids}::uuid[])
    union all
    select id, object, record_id, parent_id, body, files, created_by, created_at, edited_at, deleted_at, deleted_by from comment
    where tenant_id = ${ctx.tenant.id} and parent_id = any(${ids}::uuid[])
    order by created_at, id`);
  const files = await filesById(
    ctx,
    rows.flatMap((row) => row.files),
  );
  const people = await loadTitles(
    ctx,
    rows.flatMap((row) => [row.created_by, row.deleted_by].flatMap((id) => (id ? [{ object: 'user', id }] : []))),
  );
  const person = (id: string | null) => (id ? { id, title: people.get(id) ?? '' } : null);
  const answers = Map.groupBy(rows, (row) => row.parent_id);
  const view = (row: Row): CommentView => ({
    id: row.id,
    object: row.object,
    record: row.record_id,
    parent: row.parent_id,
    body: row.body,
    by: person(row.created_by),
    at: row.created_at,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
    deletedBy: person(row.deleted_by),
    files: row.files.flatMap((id) => files.get(id) ?? []),
    can: rightsOn(ctx, row),
    replies: (answers.get(row.id) ?? []).map(view),
  });
  const wanted = new Set(ids);
  return new Map(rows.filter((row) => wanted.has(row.id)).map((row) => [row.id, view(row)]));
}

function rightsOn(ctx: Context, row: Row): CommentView['can'] {
  const isThere = row.deleted_at === null;
  const isMine = row.created_by === ctx.user.id;
  const isFresh = ctx.clock.now().getTime() - Date.parse(row.created_at) <= editMinutes * 60_000;
  return { edit: isThere && isMine && isFresh, delete: isThere && (isMine || ctx.access.can('settings.manage')) };
}

async function filesById(ctx: Context, ids: readonly string[]): Promise<Map<string, FileInfo>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.query<{ id: string; name: string; size: string; type: string }>(
    sql`select id, name, size, type from file where tenant_id = ${ctx.tenant.id} and id = any(${ids}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.id, { ...row, size: Number(row.size) }]));
}
