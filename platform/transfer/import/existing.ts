import { sql } from '../../database/sql.ts';
import { isId } from '../../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { accessPredicate, baseCondition } from '../../records/access.ts';
import { readInput } from '../../storage/codec.ts';
import { columnOf } from '../../storage/columns.ts';
import type { ImportMode, MappingEntry } from './types.ts';

const keyTypes = new Set(['text', 'email', 'phone', 'autoNumber', 'barcode', 'idNumber', 'url']);

/** Whether rows can be told apart by this field. */
export function mayBeKey(field: FieldMeta | undefined): field is FieldMeta {
  return field !== undefined && (field.name === 'id' || keyTypes.has(field.type)) && !field.many && !field.masked;
}

/** The field rows are matched by when nothing is said: the id, then externalId, then what is unique, then the title. */
export function defaultKey(meta: ObjectMeta, mode: ImportMode, mapping: readonly MappingEntry[]): string | undefined {
  const mapped = new Set(mapping.map((entry) => entry.field));
  if (mode !== 'create' && mapped.has('id')) return 'id';
  if (mapped.has('externalId')) return 'externalId';
  const unique = [...meta.fields.values()].find((field) => field.unique && mapped.has(field.name) && mayBeKey(field));
  if (unique) return unique.name;
  return mapped.has(meta.title) && mayBeKey(meta.fields.get(meta.title)) ? meta.title : undefined;
}

/** The form in which a key is compared: as the record would hold it. */
export function keyText(field: FieldMeta, value: unknown): string | undefined {
  const reading = readInput(field, value);
  return reading.ok && typeof reading.value === 'string' ? reading.value : undefined;
}

/** The records that bear these keys, in one statement; 'several' where a key is not unique. */
export async function findByKey(
  ctx: Context,
  meta: ObjectMeta,
  key: FieldMeta,
  texts: readonly string[],
): Promise<Map<string, string | 'several'>> {
  const found = new Map<string, string | 'several'>();
  const asked = key.name === 'id' ? texts.filter(isId).map((text) => text.toLowerCase()) : texts;
  if (asked.length === 0) return found;
  const column = key.name === 'id' ? sql`r.id` : columnOf('r', key).sql;
  const type = key.name === 'id' ? sql`uuid[]` : sql`text[]`;
  const rows = await ctx.query<{ id: string; key: string }>(sql`select r.id, ${column}::text as key from ${sql.id(meta.table)} r
    where ${baseCondition(ctx, meta, 'r')} and ${accessPredicate(ctx, meta, 'r')} and ${column} = any(${asked}::${type})`);
  for (const row of rows) found.set(row.key, found.has(row.key) ? 'several' : row.id);
  return found;
}
