import { type Sql, sql } from '../database/sql.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { columnOf } from '../records/columns.ts';

export interface RecordRef {
  readonly object: string;
  readonly id: string;
}

export interface Titled {
  readonly id: string;
  readonly title: string;
}

/** The SQL of a record's title as text, for an alias of the object's table. */
export function titleSql(meta: ObjectMeta, alias: string): Sql {
  const field = meta.fields.get(meta.title);
  return field ? sql`${columnOf(alias, field).sql}::text` : sql`null::text`;
}

/**
 * The titles of any records by one query, deleted and invisible ones included: what a link shows of its target.
 *
 * @example const titles = await titlesOf(ctx, [{ object: 'account', id }]); titles.get(id)?.title
 */
export async function titlesOf(ctx: Context, refs: Iterable<RecordRef>): Promise<Map<string, Titled>> {
  const byObject = new Map<string, Set<string>>();
  for (const { object, id } of refs) {
    const ids = byObject.get(object) ?? new Set();
    byObject.set(object, ids.add(id));
  }
  const parts: Sql[] = [];
  for (const [object, ids] of byObject) {
    const meta = ctx.meta.object(object);
    if (!meta) continue;
    parts.push(sql`select t.id, ${titleSql(meta, 't')} as title from ${sql.table(meta.table)} t
      where t.tenant_id = ${ctx.tenant.id} and t.id = any(${[...ids]}::uuid[]) ${meta.custom ? sql`and t.object = ${meta.name}` : sql``}`);
  }
  if (parts.length === 0) return new Map();
  const rows = await ctx.query<{ id: string; title: string | null }>(sql.join(parts, sql` union all `));
  return new Map(rows.map(({ id, title }) => [id, { id, title: title ?? '' }]));
}
