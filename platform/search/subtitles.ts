import { type Sql, sql } from '../database/sql.ts';
import { textOf } from '../kernel/index.ts';
import { layoutsFor, liveLayout } from '../metadata/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { countedSql, type Link, loadTitles } from '../records/query/index.ts';
import { fromColumn, fromCustom } from '../storage/codec.ts';

// Types that say something about a record in one or two words.
const telling: ReadonlySet<FieldMeta['type']> = new Set([
  'picklist',
  'stage',
  'lookup',
  'masterDetail',
  'user',
  'department',
  'text',
  'currency',
  'date',
]);
const MOST_PARTS = 2;

interface Place {
  readonly field: FieldMeta;
  readonly sql: Sql;
}

/** The fields of the second line of a search result: as the person's layout says, else from the highlights, then the list columns. */
function subtitleFields(ctx: Context, meta: ObjectMeta): Place[] {
  const places: Place[] = [];
  const layout = layoutsFor(meta, ctx.user).find(({ definition }) => definition.searchFields.length > 0)?.definition;
  const laidOut = layout ? liveLayout(meta, layout).searchFields : [];
  for (const name of new Set(laidOut.length > 0 ? laidOut : [...meta.highlights, ...meta.listColumns])) {
    const field = meta.fields.get(name);
    if (!field || name === meta.title || field.system || field.many || field.masked || !telling.has(field.type)) continue;
    if (field.storage.kind === 'column')
      places.push({ field, sql: countedSql(ctx, { object: meta, field, alias: 't' }, sql.ref(`t.${field.storage.column}`)) });
    if (field.storage.kind === 'custom') places.push({ field, sql: sql`t.custom -> ${sql.lit(field.storage.key)}` });
    if (places.length === MOST_PARTS + 2) break;
  }
  return places;
}

const refOf = (field: FieldMeta, value: unknown): Link | undefined => {
  if (typeof value !== 'string') return undefined;
  if (field.type === 'user' || field.type === 'department') return { object: field.type, id: value };
  return (field.type === 'lookup' || field.type === 'masterDetail') && field.object ? { object: field.object, id: value } : undefined;
};

function money(value: unknown, currency: string, language: string): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: 0 }).format(
    Number(value),
  );
}

interface Line {
  readonly id: string;
  readonly owner: string | null;
  readonly parts: readonly { readonly field: FieldMeta; readonly value: unknown }[];
}

async function linesOf(ctx: Context, meta: ObjectMeta, records: readonly { id: string; owner: string | null }[]): Promise<Line[]> {
  const places = subtitleFields(ctx, meta);
  if (places.length === 0) return records.map((record) => ({ ...record, parts: [] }));
  const columns = places.map((place, index) => sql`, ${place.sql} as ${sql.ref(`f${index}`)}`);
  const rows = await ctx.query<Record<string, unknown>>(sql`
    select t.id ${sql.join(columns, sql` `)} from ${sql.table(meta.table)} t
    where t.tenant_id = ${ctx.tenant.id} and t.id = any(${records.map((record) => record.id)}::uuid[])`);
  const byId = new Map(rows.map((row) => [row.id as string, row]));
  return records.map(({ id, owner }) => {
    const row = byId.get(id);
    const parts = places.map(({ field }, index) => ({
      field,
      value: field.storage.kind === 'custom' ? fromCustom(field, row?.[`f${index}`]) : fromColumn(field, row?.[`f${index}`]),
    }));
    return { id, owner, parts: parts.filter(({ value }) => value !== null).slice(0, MOST_PARTS) };
  });
}

/** Second lines of found records ("上海 · 李娜"), by at most one query per object, all at once, and one for the names in them. */
export async function subtitlesOf(
  ctx: Context,
  found: ReadonlyMap<ObjectMeta, readonly { id: string; owner: string | null }[]>,
): Promise<Map<string, string>> {
  const lines = (await Promise.all([...found].map(([meta, records]) => linesOf(ctx, meta, records)))).flat();
  const refs = lines.flatMap(({ owner, parts }) => [
    ...(owner ? [{ object: 'user', id: owner }] : []),
    ...parts.flatMap(({ field, value }) => refOf(field, value) ?? []),
  ]);
  const titles = await loadTitles(ctx, refs);
  const show = (field: FieldMeta, value: unknown): string => {
    const ref = refOf(field, value);
    if (ref) return titles.get(ref.id) ?? '';
    const option = field.options?.find(({ key }) => key === value);
    if (option) return textOf(option.label, ctx.language);
    return field.type === 'currency' ? money(value, ctx.tenant.currency, ctx.language) : String(value);
  };
  return new Map(
    lines.map(({ id, owner, parts }) => {
      const texts = [...parts.map(({ field, value }) => show(field, value)), owner ? (titles.get(owner) ?? '') : ''];
      return [id, [...new Set(texts)].filter((text) => text !== '').join(' · ')];
    }),
  );
}
