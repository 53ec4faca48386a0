import { shownTitle, shownValue } from '../../access/index.ts';
import { type Sql, sql } from '../../database/sql.ts';
import type { Context, FieldMeta, ObjectMeta, Values } from '../../module/index.ts';
import { hiddenText, isSealed, isSecret, maskSecret } from '../../storage/vault.ts';
import { titleSql } from './joins.ts';
import { targetOf } from './paths.ts';
import { familyOf } from './shape.ts';
import type { Answer, Path } from './types.ts';

export interface Link {
  readonly object: string;
  readonly id: string;
}

interface FileShown {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/**
 * Titles of records of any objects by one query; a deleted record and one the caller may not see are named, too (contract.md section 2).
 * Ids that are nowhere have no entry.
 */
export async function loadTitles(ctx: Context, links: Iterable<Link>): Promise<Map<string, string>> {
  return new Map([...(await findNamed(ctx, links))].map(([id, { title }]) => [id, title]));
}

/** Likewise with the object each is of: a lookup to one of several objects keeps only the id. */
async function findNamed(ctx: Context, links: Iterable<Link>): Promise<Map<string, { readonly object: string; readonly title: string }>> {
  const wanted = new Map<string, Set<string>>();
  for (const { object, id } of links) {
    const ids = wanted.get(object) ?? new Set();
    wanted.set(object, ids.add(id));
  }
  const parts: Sql[] = [];
  for (const [object, ids] of wanted) {
    const meta = ctx.meta.object(object);
    if (!meta) continue;
    const own = meta.custom ? sql` and t.object = ${meta.name}` : sql``;
    parts.push(
      sql`select ${meta.name}::text as "object", t.id, ${titleSql(meta, 't')} as title from ${sql.table(meta.table)} t where t.tenant_id = ${ctx.tenant.id} and t.id = any(${[...ids]}::uuid[])${own}`,
    );
  }
  if (parts.length === 0) return new Map();
  const rows = await ctx.query<{ object: string; id: string; title: string | null }>(sql.join(parts, sql` union all `));
  return new Map(rows.map(({ object, id, title }) => [id, { object, title: shownTitle(ctx.meta.object(object), title ?? '') }]));
}

async function loadFiles(ctx: Context, ids: ReadonlySet<string>): Promise<Map<string, FileShown>> {
  if (ids.size === 0) return new Map();
  const rows = await ctx.query<{ id: string; name: string; size: string; type: string }>(sql`
    select f.id, f.name, f.size, f.type from file f where f.tenant_id = ${ctx.tenant.id} and f.id = any(${[...ids]}::uuid[])`);
  return new Map(rows.map((row) => [row.id, { ...row, size: Number(row.size) }]));
}

/** Turns canonical values into what callers read: lookups as {id, title}, links with their titles, files with name, size and type. */
export async function decorateRows(ctx: Context, paths: readonly Path[], rows: readonly Values[]): Promise<Answer[]> {
  const links: Link[] = [];
  const files = new Set<string>();
  const masked = paths.filter((path) => path.field.masked);
  const special = paths.filter((path) => !path.field.masked && ['reference', 'links', 'files'].includes(familyOf(path.field)));
  for (const row of rows) {
    for (const { name, field } of special) {
      const value = row[name];
      if (value === null || value === undefined) continue;
      const family = familyOf(field);
      if (family === 'links') links.push(...(value as Link[]));
      else if (family === 'files') for (const file of value as { id: string }[]) files.add(file.id);
      else for (const object of objectsOf(ctx, field)) links.push({ object, id: value as string });
    }
  }
  const secrets = paths.filter((path) => isSecret(path.field));
  const sealer = secrets.length > 0 ? await ctx.app.vault.sealer(ctx.tenant.id) : undefined;
  const titles = await findNamed(ctx, links);
  const shown = await loadFiles(ctx, files);
  return rows.map((row) => {
    const answer: Answer = {};
    for (const { name } of paths) answer[name] = row[name] ?? null;
    for (const { name, field } of masked) answer[name] = shownValue(field, row[name]);
    for (const { name, field } of special) answer[name] = decorated(field, row[name], titles, shown);
    for (const { name, field, object } of secrets) {
      const value = row[name];
      if (isSealed(value) && sealer) answer[name] = maskSecret(sealer.open(object.name, field.name, value));
      else answer[name] = value === null || value === undefined ? null : hiddenText;
    }
    return answer;
  });
}

function decorated(
  field: FieldMeta,
  value: unknown,
  titles: ReadonlyMap<string, { readonly object: string; readonly title: string }>,
  files: ReadonlyMap<string, FileShown>,
): unknown {
  if (value === null || value === undefined) return null;
  const family = familyOf(field);
  if (family === 'links') return (value as Link[]).map(({ object, id }) => ({ object, id, title: titles.get(id)?.title ?? null }));
  if (family === 'files') return (value as { id: string }[]).map(({ id }) => files.get(id) ?? { id, name: null, size: null, type: null });
  const found = titles.get(value as string);
  return { ...(field.objects && found ? { object: found.object } : {}), id: value, title: found?.title ?? null };
}

function objectsOf(ctx: Context, field: FieldMeta): readonly string[] {
  const target = targetOf(ctx, field);
  return target ? [target.name] : (field.objects ?? []).filter((name) => name !== '*');
}

/** Canonical values of records (as the save pipeline has them) in the form of an answer; fields not given stay absent. */
export async function decorateValues(ctx: Context, meta: ObjectMeta, rows: readonly Values[]): Promise<Answer[]> {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const paths: Path[] = [...names].flatMap((name) => {
    const field = meta.fields.get(name);
    return field ? [{ name, hops: [], field, object: meta }] : [];
  });
  const answers = await decorateRows(ctx, paths, rows);
  return answers.map((answer, index) => {
    const given = rows[index] ?? {};
    return Object.fromEntries(Object.entries(answer).filter(([name]) => name in given));
  });
}
