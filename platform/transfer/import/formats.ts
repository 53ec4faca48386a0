import type { Context, ImportFormat, ObjectMeta } from '../../module/index.ts';
import { headerKey } from '../../sheets/index.ts';
import { isOrigin, mayKeepOrigin } from './mapping.ts';
import type { MappingEntry } from './types.ts';

/** The foreign export that a header belongs to: of those whose headers are all there the one that says most about it. */
export function formatOf(ctx: Context, header: readonly string[], object?: string): ImportFormat | undefined {
  const keys = new Set(header.map(headerKey));
  const formats = ctx.app.registry.modules
    .flatMap((module) => module.importFormats ?? [])
    .filter((format) => (object === undefined || format.object === object) && format.headers.every((one) => keys.has(headerKey(one))));
  const known = (format: ImportFormat) => Object.keys(format.columns).filter((one) => keys.has(headerKey(one))).length;
  return formats.sort((a, b) => known(b) - known(a))[0];
}

/** The columns of a foreign export as they are ready mapped; what its format does not know is left to the header. */
export function formatMapping(
  ctx: Context,
  meta: ObjectMeta,
  sheet: { readonly header: readonly string[]; readonly columns: readonly string[] },
): MappingEntry[] {
  const format = formatOf(ctx, sheet.header, meta.name);
  if (!format) return [];
  const columns = new Map(sheet.header.map((header, index) => [headerKey(header), sheet.columns[index] ?? header] as const).reverse());
  const entries: MappingEntry[] = [];
  const filled = new Set<string>();
  for (const [header, given] of Object.entries(format.columns)) {
    const { field: name, join, ...rest } = typeof given === 'string' ? { field: given } : given;
    const column = columns.get(headerKey(header));
    const field = meta.fields.get(name);
    if (column === undefined || !field || filled.has(name) || (isOrigin(field) && !mayKeepOrigin(ctx))) continue;
    const family = join === undefined ? undefined : columns.get(headerKey(join));
    filled.add(name);
    entries.push({ column, field: name, ...rest, ...(family === undefined ? {} : { join: family }) });
  }
  return entries;
}
