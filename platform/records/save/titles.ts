import { shownTitle } from '../../access/index.ts';
import { type Sql, sql } from '../../database/sql.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { titleSql } from '../query/joins.ts';
import { targetsOf } from './layout.ts';

export interface Reference {
  readonly object: string;
  readonly id: string;
}

/** The titles of records by id, deleted and invisible ones included: one query for all. */
export async function titlesOf(ctx: Context, references: Iterable<Reference>): Promise<Map<string, { object: string; title: string }>> {
  const byObject = new Map<string, Set<string>>();
  for (const { object, id } of references) byObject.set(object, (byObject.get(object) ?? new Set<string>()).add(id));
  const parts: Sql[] = [];
  for (const [object, ids] of byObject) {
    const meta = ctx.meta.object(object);
    if (meta) parts.push(titleQuery(ctx, meta, [...ids]));
  }
  if (parts.length === 0) return new Map();
  const rows = await ctx.query<{ object: string; id: string; title: string | null }>(sql`${sql.join(parts, sql` union all `)}`);
  return new Map(rows.map((row) => [row.id, { object: row.object, title: shownTitle(ctx.meta.object(row.object), row.title ?? '') }]));
}

/** The title of a record as text, for the alias t. */
export const titleColumn = (meta: ObjectMeta): Sql => (meta.fields.has(meta.title) ? titleSql(meta, 't') : sql`null::text`);

function titleQuery(ctx: Context, meta: ObjectMeta, ids: readonly string[]): Sql {
  return sql`
    select ${meta.name}::text as "object", t.id, ${titleColumn(meta)} as title from ${sql.id(meta.table)} t
    where t.tenant_id = ${ctx.tenant.id} and t.id = any(${ids}::uuid[]) ${meta.custom ? sql`and t.object = ${meta.name}` : sql``}`;
}

/** The records a canonical value names. */
export function referencesIn(field: FieldMeta, value: unknown): Reference[] {
  const objects = targetsOf(field);
  if (objects.length === 0 || value === null || value === undefined) return [];
  if (field.many) return (value as Reference[]).map(({ object, id }) => ({ object, id }));
  return typeof value === 'string' ? objects.map((object) => ({ object, id: value })) : [];
}

/** A canonical value as callers read it: references with their titles. */
export function withTitles(field: FieldMeta, value: unknown, titles: ReadonlyMap<string, { object: string; title: string }>): unknown {
  if (targetsOf(field).length === 0 || value === null || value === undefined) return value ?? null;
  if (field.many) return (value as Reference[]).map(({ object, id }) => ({ object, id, title: titles.get(id)?.title ?? '' }));
  const id = value as string;
  const found = titles.get(id);
  return { ...(field.objects && found ? { object: found.object } : {}), id, title: found?.title ?? '' };
}
