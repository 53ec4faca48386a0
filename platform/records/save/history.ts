import { shownChanges } from '../../access/index.ts';
import { sql } from '../../database/sql.ts';
import { errors, isId, label } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { accessPredicate, baseCondition } from '../access.ts';
import { referencesIn, titlesOf, withTitles } from './titles.ts';
import type { FieldChange } from './types.ts';

export interface HistoryItem {
  readonly id: string;
  readonly at: string;
  /** Null: the system. */
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly channel: string;
  readonly operation: string;
  readonly changes: readonly FieldChange[];
}

interface Row {
  readonly id: string;
  readonly at: string;
  readonly by_user: string | null;
  readonly channel: string;
  readonly operation: string;
  readonly changes: readonly FieldChange[];
}

/** What was changed of a record the caller may see, newest first. Values read as a caller reads them. */
export async function recordHistory(
  ctx: Context,
  meta: ObjectMeta,
  id: string,
  page: { readonly cursor?: string; readonly limit?: number } = {},
): Promise<{ items: HistoryItem[]; nextCursor: string | null }> {
  const limit = page.limit ?? 50;
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) {
    throw errors.LIMIT_EXCEEDED({
      errors: [{ field: 'limit', code: 'LIMIT_EXCEEDED', message: label('limit 应在 1 到 200 之间', 'limit must be between 1 and 200') }],
    });
  }
  const record = id.toLowerCase();
  const before = page.cursor === undefined ? undefined : readCursor(page.cursor, record);
  await assertVisible(ctx, meta, record);
  const rows = await ctx.query<Row>(sql`
    select id, at, by_user, channel, operation, changes from record_history
    where tenant_id = ${ctx.tenant.id} and record_id = ${record}::uuid and object = ${meta.name} ${before ? sql`and id < ${before}::uuid` : sql``}
    order by id desc limit ${limit + 1}`);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: await decorate(ctx, meta, shown), nextCursor: rows.length > limit && last ? writeCursor(record, last.id) : null };
}

async function assertVisible(ctx: Context, meta: ObjectMeta, id: string): Promise<void> {
  const rows = isId(id)
    ? await ctx.query(sql`
    select 1 from ${sql.id(meta.table)} t where ${baseCondition(ctx, meta, 't')} and t.id = ${id}::uuid and ${accessPredicate(ctx, meta, 't')}`)
    : [];
  if (rows.length === 0) throw errors.NOT_FOUND();
}

/** Titles of all people and records of a page by one query. */
async function decorate(ctx: Context, meta: ObjectMeta, stored: readonly Row[]): Promise<HistoryItem[]> {
  const rows = stored.flatMap((row): Row[] => {
    const changes = shownChanges(ctx, meta.name, row.changes);
    // an entry about hidden fields alone is not there either
    return changes.length === 0 && row.changes.length > 0 ? [] : [{ ...row, changes }];
  });
  const references = rows.flatMap((row) => [
    ...(row.by_user ? [{ object: 'user', id: row.by_user }] : []),
    ...row.changes.flatMap((change) => {
      const field = meta.fields.get(change.field);
      return field && !field.masked ? [...referencesIn(field, change.old), ...referencesIn(field, change.new)] : [];
    }),
  ]);
  const titles = await titlesOf(ctx, references);
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    by: row.by_user ? { id: row.by_user, title: titles.get(row.by_user)?.title ?? '' } : null,
    channel: row.channel,
    operation: row.operation,
    changes: row.changes.map((change) => {
      const field = meta.fields.get(change.field);
      return field && !field.masked
        ? { field: change.field, old: withTitles(field, change.old, titles), new: withTitles(field, change.new, titles) }
        : change;
    }),
  }));
}

const writeCursor = (record: string, id: string) => Buffer.from(`${record}${id}`.replaceAll('-', ''), 'hex').toString('base64url');

function readCursor(cursor: string, record: string): string {
  const bytes = Buffer.from(cursor, 'base64url').toString('hex');
  const id = bytes.slice(32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (bytes.slice(0, 32) !== record.replaceAll('-', '') || !isId(id)) throw errors.BAD_CURSOR();
  return id;
}
