import { type Sql, sql } from '../../database/sql.ts';
import { errors } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { loadTitles } from '../../records/query/index.ts';
import type { ImportRecord } from './types.ts';

/** A record that an undo left alone. */
export interface KeptRecord {
  /** The row of the file, as a person counts; null for a record made beside the rows. */
  readonly row: number | null;
  readonly object: string;
  readonly record: { readonly id: string; readonly title: string };
  /** Somebody has deleted it since; what was merged into another record is there under that one. */
  readonly deleted: boolean;
  /** What the import did with it. */
  readonly action: 'created' | 'updated';
  /** Changed by somebody since, or needed by another record. */
  readonly reason: 'changed' | 'needed';
}

/** Marks of entries that count as kept; the undo of an earlier row of a kept record is 'earlier' and does not. */
export const keptMarks = sql`('changed', 'needed')`;

interface Row {
  readonly part: number;
  readonly at: number;
  readonly object: string;
  readonly record_id: string;
  readonly action: KeptRecord['action'];
  readonly reason: KeptRecord['reason'];
}

/**
 * What an undone import left as it was and why, in the order of the file, then what was made beside its rows; nothing before the undo
 * has ended. A cursor that is none answers BAD_CURSOR.
 */
export async function keptRecords(
  ctx: Context,
  record: ImportRecord,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: KeptRecord[]; nextCursor: string | null }> {
  const [part, at] = page.cursor === undefined ? [0, 0] : readCursor(page.cursor);
  if (record.status !== 'undone') return { items: [], nextCursor: null };
  const of = sql`tenant_id = ${ctx.tenant.id} and import_id = ${record.id} and undo in ${keptMarks}`;
  const most = page.limit + 1;
  const parts: Sql[] = [
    sql`(select 1 as part, seq as at, object, record_id, 'created' as action, undo as reason from import_extra
      where ${of} and seq > ${part === 1 ? at : 0}::int order by seq limit ${most})`,
  ];
  if (part === 0)
    parts.unshift(sql`(select 0 as part, row as at, ${record.object}::text as object, record_id, action, undo as reason from import_entry
      where ${of} and row > ${at}::int order by row limit ${most})`);
  const rows = await ctx.query<Row>(sql`select * from (${sql.join(parts, sql` union all `)}) kept order by part, at limit ${most}`);
  const shown = rows.slice(0, page.limit);
  const links = shown.map((row) => ({ object: row.object, id: row.record_id }));
  const [titles, present] = await Promise.all([loadTitles(ctx, links), presentAmong(ctx, links)]);
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => ({
      row: row.part === 0 ? row.at : null,
      object: row.object,
      record: { id: row.record_id, title: titles.get(row.record_id) ?? '' },
      deleted: !present.has(row.record_id),
      action: row.action,
      reason: row.reason,
    })),
    nextCursor: last ? Buffer.from(`${last.part} ${last.at}`).toString('base64url') : null,
  };
}

/** Those of the records that can still be opened, whoever may see them. */
async function presentAmong(ctx: Context, links: readonly { object: string; id: string }[]): Promise<ReadonlySet<string>> {
  const parts = [...Map.groupBy(links, ({ object }) => object)].flatMap(([object, list]) => {
    const meta = ctx.meta.object(object);
    const ids = list.map(({ id }) => id);
    return meta
      ? [
          sql`select t.id from ${sql.id(meta.table)} t where t.tenant_id = ${ctx.tenant.id} and t.id = any(${ids}::uuid[]) and (t.deleted_at is null
          or exists (select from record_redirect m where m.tenant_id = t.tenant_id and m.record_id = t.id))`,
        ]
      : [];
  });
  const rows = parts.length > 0 ? await ctx.query<{ id: string }>(sql.join(parts, sql` union all `)) : [];
  return new Set(rows.map(({ id }) => id));
}

function readCursor(cursor: string): [number, number] {
  const found = /^([01]) (\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!found) throw errors.BAD_CURSOR();
  return [Number(found[1]), Number(found[2])];
}
