import { createHash } from 'node:crypto';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { type HeaderField, headerKey, mapHeaders } from '../../sheets/index.ts';
import { formatMapping, formatOf } from './formats.ts';
import { importable, isOrigin, mayKeepOrigin } from './mapping.ts';
import { rememberedImport } from './store.ts';
import type { MappingEntry } from './types.ts';

/** The same header means the same mapping, whatever its case, blanks or brackets. */
export function headerHash(columns: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(columns.map(headerKey)))
    .digest('hex')
    .slice(0, 32);
}

/** The objects the caller may fill from a file. */
export function importableObjects(ctx: Context): ObjectMeta[] {
  return ctx.meta.objects.filter((meta) => mayImport(ctx, meta));
}

export function mayImport(ctx: Context, meta: ObjectMeta): boolean {
  return !meta.without?.includes('import') && ctx.access.can(`${meta.name}.import`);
}

function headerFields(ctx: Context, meta: ObjectMeta): HeaderField[] {
  return [...meta.fields.values()]
    .filter((field) => importable(field) && (!isOrigin(field) || mayKeepOrigin(ctx)))
    .map((field: FieldMeta) => ({
      name: field.name,
      labels: [field.label.zh, field.label.en],
      type: field.type,
      ...(field.synonyms ? { synonyms: field.synonyms } : {}),
    }));
}

/** A mapping that needs no hand work for a usual file: remembered from last time, else by header. */
export async function suggestMapping(
  ctx: Context,
  meta: ObjectMeta,
  sheet: { header: readonly string[]; columns: readonly string[] },
): Promise<{ mapping: MappingEntry[]; remembered: boolean }> {
  const before = await rememberedImport(ctx, meta.name, headerHash(sheet.columns));
  const usable = before?.mapping.filter((entry) => meta.fields.has(entry.field) && sheet.columns.includes(entry.column)) ?? [];
  if (usable.length > 0) return { mapping: usable, remembered: true };
  const ready = formatMapping(ctx, meta, sheet);
  const filled = new Set(ready.map((entry) => entry.field));
  const read = new Set(ready.flatMap((entry) => [entry.column, ...(entry.join === undefined ? [] : [entry.join])]));
  const rest = mapHeaders(
    sheet.header.map((header, index) => (read.has(sheet.columns[index] ?? '') ? '' : header)),
    headerFields(ctx, meta).filter((field) => !filled.has(field.name)),
  );
  // an empty header would be told apart as a column of its own: the names are those of the file
  const entries = rest.flatMap((match, index): MappingEntry[] =>
    match.field ? [{ column: sheet.columns[index] ?? match.column, field: match.field }] : [],
  );
  return { mapping: [...ready, ...withOrganisation(ctx, meta, entries)], remembered: false };
}

/**
 * A list of people names their leader and their office: the leader is made when missing and leads a team of their own below the
 * office. That is how sales teams come out of one flat file.
 */
function withOrganisation(ctx: Context, meta: ObjectMeta, entries: readonly MappingEntry[]): MappingEntry[] {
  if (meta.name !== 'user' || !ctx.access.can('user.create')) return [...entries];
  const manager = entries.find((entry) => entry.field === 'manager');
  const departments = ctx.access.can('department.create');
  return entries.map((entry) => {
    if (entry.field === 'manager') return { ...entry, createMissing: true };
    if (entry.field !== 'department' || !departments) return entry;
    return manager
      ? { ...entry, createMissing: true, path: [entry.column, manager.column], managerField: 'manager' }
      : { ...entry, createMissing: true };
  });
}

/** What a record must have that the file has no column for, as far as nothing fills it by itself. */
function lacking(meta: ObjectMeta, mapped: ReadonlySet<string>): number {
  const required = [...meta.fields.values()].filter((field) => field.required && field.default === undefined && importable(field));
  const groups = (meta.requireAny ?? []).filter((names) => !names.some((name) => mapped.has(name)));
  return required.filter(({ name }) => !mapped.has(name)).length + groups.length;
}

/** The object whose fields the header names best; undefined when none is near. */
export function suggestObject(ctx: Context, header: readonly string[], fileName: string): ObjectMeta | undefined {
  const known = formatOf(ctx, header);
  const named = known && ctx.meta.object(known.object);
  if (named && mayImport(ctx, named)) return named;
  let best: { meta: ObjectMeta; score: number } | undefined;
  const name = headerKey(fileName.replace(/\.[a-z0-9]+$/i, ''));
  for (const meta of importableObjects(ctx)) {
    const matched = mapHeaders(header, headerFields(ctx, meta)).filter((match) => match.field !== null);
    const mapped = new Set(matched.flatMap(({ field }) => field ?? []));
    // a column that names the record says more than one that any object has
    const titled = matched.some((match) => match.field === meta.title || match.field === 'externalId');
    const called = [meta.name, meta.label.zh, meta.label.en, meta.plural?.zh, meta.plural?.en].some(
      (one) => one && headerKey(one) !== '' && name.includes(headerKey(one)),
    );
    // a file of people is no list of addresses, though it names a customer, a contact and a telephone
    // a field of just this name says more than one that is also called so
    const fits = matched.reduce((sum, { by }) => sum + (by === 'synonym' ? 0.9 : 1), 0);
    const score = fits + (titled ? 1.5 : 0) + (called ? 1 : 0) - 1.5 * lacking(meta, mapped);
    if (matched.length > 0 && (!best || score > best.score)) best = { meta, score };
  }
  return best && best.score >= 2 ? best.meta : undefined;
}
