import { sql } from '../../database/sql.ts';
import { errors, isId } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { accessPredicate, baseCondition } from '../access.ts';
import { readCursorText, writeCursor } from './cursor.ts';
import { loadTitles } from './decorate.ts';
import { allFields, fingerprintOf, mostRows, readCursor, readFields, readLimit } from './parse-query.ts';
import { assertReadable } from './paths.ts';
import { selectionOf } from './select.ts';
import { isKeyText } from './sort.ts';
import type { Answer } from './types.ts';

/** One record as an answer, every readable field unless some are named; NOT_FOUND when there is none the caller may see. */
export async function getRecord(ctx: Context, meta: ObjectMeta, id: string, fields?: readonly string[]): Promise<Answer> {
  const found = (await getRecords(ctx, meta, [id], fields)).get(id.toLowerCase());
  if (!found) throw errors.NOT_FOUND();
  return found;
}

/** Those of the records that the caller may see, by id, in one query. */
export async function getRecords(
  ctx: Context,
  meta: ObjectMeta,
  ids: readonly string[],
  fields?: readonly string[],
): Promise<Map<string, Answer>> {
  assertReadable(ctx, meta);
  const wanted = [...new Set(ids.filter(isId).map((id) => id.toLowerCase()))];
  if (wanted.length === 0) return new Map();
  const selection = selectionOf(ctx, fields ? readFields(ctx, meta, fields) : allFields(ctx, meta));
  const rows = await ctx.query(
    selection.around(sql`
    select ${selection.columns} from ${sql.table(meta.table)} o
    where ${baseCondition(ctx, meta, 'o')} and ${accessPredicate(ctx, meta, 'o')} and o.id = any(${wanted}::uuid[])`),
  );
  const records = await selection.read(rows);
  return new Map(records.map((record, index) => [rows[index]?.['id'] as string, record]));
}

/**
 * The recycle bin of an object, last deleted first: records the caller may delete, without those that only went along with another
 * one. Each has `deletedAt` and `deletedBy` beside its fields.
 */
export async function deletedRecords(
  ctx: Context,
  meta: ObjectMeta,
  page: { readonly limit?: number; readonly cursor?: string } = {},
): Promise<{ records: Answer[]; nextCursor: string | null }> {
  assertReadable(ctx, meta);
  const limit = readLimit(page.limit, 50, mostRows);
  const fingerprint = fingerprintOf([meta.name, 'deleted']);
  const cursor = readCursor(page.cursor);
  const from = cursor === undefined ? undefined : readCursorText(cursor, fingerprint, [(text) => isKeyText('timestamptz', text)]);
  const at = sql`${from?.keys[0] ?? 'infinity'}::timestamptz`;
  const after = from ? sql` and o.deleted_at <= ${at} and (o.deleted_at < ${at} or o.id > ${from.id}::uuid)` : sql``;
  const own = meta.custom ? sql` and o.object = ${meta.name}` : sql``;
  const selection = selectionOf(ctx, allFields(ctx, meta));
  const rows = await ctx.query(
    selection.around(sql`
    select ${selection.columns}, o.deleted_at, o.deleted_by, o.deleted_at::text as "#k_0" from ${sql.table(meta.table)} o
    where o.tenant_id = ${ctx.tenant.id}${own} and o.deleted_at is not null and (o.deleted_with is null or o.deleted_with = o.id)
      and ${accessPredicate(ctx, meta, 'o', 'delete')}${after}
    order by o.deleted_at desc, o.id limit ${limit + 1}`),
  );
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const records = await selection.read(shown);
  const people = await loadTitles(
    ctx,
    shown.flatMap((row) => (row['deleted_by'] ? [{ object: 'user', id: row['deleted_by'] as string }] : [])),
  );
  return {
    records: records.map((record, index) => {
      const by = (shown[index]?.['deleted_by'] as string | null) ?? null;
      return { ...record, deletedAt: shown[index]?.['deleted_at'], deletedBy: by && { id: by, title: people.get(by) ?? null } };
    }),
    nextCursor: last ? writeCursor(fingerprint, { keys: [last['#k_0'] as string], id: last['id'] as string }) : null,
  };
}
