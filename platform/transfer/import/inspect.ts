import { cleanLine, type Label } from '../../kernel/index.ts';
import type { Context, FieldMeta, ImportFormat, ObjectMeta } from '../../module/index.ts';
import { detectDateFormat, looksLikeTable, openSheet, type Sheet } from '../../sheets/index.ts';
import { departmentPath, loadDepartments } from './departments.ts';
import { directoryFields, openDirectory } from './directory.ts';
import { formatOf } from './formats.ts';
import { isReference, targetOf } from './mapping.ts';
import { optionReader } from './options.ts';
import { suggestMapping, suggestObject } from './suggest.ts';
import type { MappingEntry } from './types.ts';

const rowsRead = 50_000;
const samplesShown = 8;
const valuesKept = 2000;
const valuesShown = 200;

/** How one text of a picklist or lookup column would be read. */
export interface ValueMatch {
  readonly value: string;
  readonly count: number;
  readonly how: 'exact' | 'near' | 'none' | 'ambiguous' | 'retired' | 'new';
  readonly to?: { readonly id: string; readonly title: Label | string };
}

export interface Inspection {
  readonly file: { readonly id: string; readonly name: string };
  readonly sheets: readonly string[];
  readonly sheet: string | null;
  readonly encoding: string | null;
  readonly estimatedRows: number;
  readonly rowsRead: number;
  readonly table: { readonly ok: boolean; readonly reason?: string; readonly text?: Label };
  readonly columns: readonly { readonly column: string; readonly filled: number; readonly samples: readonly string[] }[];
  readonly rows: readonly { readonly row: number; readonly cells: readonly (string | null)[] }[];
  readonly suggestedObject: string | null;
  readonly object: string | null;
  readonly mapping: readonly MappingEntry[];
  readonly remembered: boolean;
  /** The system this file seems to be an export of. */
  readonly source: ImportFormat['source'] | null;
  readonly values: Readonly<Record<string, readonly ValueMatch[]>>;
  readonly dateFormats: Readonly<Record<string, { readonly format: string; readonly certain: boolean }>>;
}

/** Looks into a file before its import: what it holds, what it seems to be, and how its columns and values would be read. */
export async function inspectFile(
  ctx: Context,
  file: { id: string; name: string },
  options: { object?: ObjectMeta; sheet?: string; encoding?: string; mapping?: readonly MappingEntry[] },
): Promise<Inspection> {
  const sheet = await openSheet(await ctx.app.files.local(ctx.tenant.id, file.id), {
    ...(options.sheet ? { sheet: options.sheet } : {}),
    ...(options.encoding ? { encoding: options.encoding } : {}),
  });
  const scan = await readColumns(sheet);
  const table = looksLikeTable(
    sheet.header,
    scan.rows.slice(0, 50).map((row) => row.cells),
  );
  const suggested = table.ok ? suggestObject(ctx, sheet.header, file.name) : undefined;
  const meta = options.object ?? suggested;
  const suggestion = meta && table.ok ? await suggestMapping(ctx, meta, sheet) : { mapping: [], remembered: false };
  const mapping = options.mapping ?? suggestion.mapping;
  const values: Record<string, readonly ValueMatch[]> = {};
  const dateFormats: Record<string, { format: string; certain: boolean }> = {};
  for (const entry of meta ? mapping : []) {
    const field = meta?.fields.get(entry.field);
    const counts = scan.counts[sheet.columns.indexOf(entry.column)];
    if (!field || !counts || !meta) continue;
    if (field.type === 'date' || field.type === 'datetime') {
      const format = detectDateFormat([...counts.keys()]);
      if (format) dateFormats[entry.column] = format;
    } else if (field.options || isReference(field))
      values[entry.column] = await matchValues(ctx, meta, { entry, field, counts, columns: sheet.columns });
  }
  return {
    file: { id: file.id, name: file.name },
    sheets: sheet.sheets,
    sheet: sheet.sheet,
    encoding: sheet.encoding,
    estimatedRows: scan.whole ? scan.read : Math.max(sheet.estimatedRows, scan.read),
    rowsRead: scan.read,
    table,
    columns: sheet.columns.map((column, index) => ({
      column,
      filled: scan.filled[index] ?? 0,
      samples: [...(scan.counts[index]?.keys() ?? [])].slice(0, 5).map(shorten),
    })),
    rows: scan.rows
      .slice(0, samplesShown)
      .map(({ row, cells }) => ({ row, cells: cells.map((cell) => (cell === null ? null : shorten(cell))) })),
    suggestedObject: suggested?.name ?? null,
    object: meta?.name ?? null,
    mapping,
    remembered: options.mapping ? false : suggestion.remembered,
    source: (table.ok && formatOf(ctx, sheet.header, meta?.name)?.source) || null,
    values,
    dateFormats,
  };
}

const shorten = (text: string) => (text.length > 200 ? `${text.slice(0, 199)}…` : text);

interface Scan {
  readonly rows: { readonly row: number; readonly cells: readonly (string | null)[] }[];
  readonly counts: Map<string, number>[];
  readonly filled: number[];
  readonly read: number;
  readonly whole: boolean;
}

async function readColumns(sheet: Sheet): Promise<Scan> {
  const rows: Scan['rows'] = [];
  const counts = sheet.columns.map(() => new Map<string, number>());
  const filled = sheet.columns.map(() => 0);
  let read = 0;
  let whole = true;
  for await (const { row, cells } of sheet.rows()) {
    if (read >= rowsRead) {
      whole = false;
      break;
    }
    read += 1;
    if (rows.length < 50) rows.push({ row, cells });
    for (let index = 0; index < counts.length; index++) {
      const cell = cells[index];
      if (cell === null || cell === undefined) continue;
      filled[index] = (filled[index] ?? 0) + 1;
      const column = counts[index];
      const seen = column?.get(cell);
      if (seen !== undefined) column?.set(cell, seen + 1);
      else if (column && column.size < valuesKept) column.set(cell, 1);
    }
  }
  return { rows, counts, filled, read, whole };
}

interface ColumnValues {
  readonly entry: MappingEntry;
  readonly field: FieldMeta;
  readonly counts: ReadonlyMap<string, number>;
  readonly columns: readonly string[];
}

/** The most frequent texts of a column and what each would become, those without a match first. */
async function matchValues(ctx: Context, meta: ObjectMeta, { entry, field, counts }: ColumnValues): Promise<ValueMatch[]> {
  const texts = [...counts].sort((a, b) => b[1] - a[1]).slice(0, valuesShown);
  const cleaned = texts.map(([text]) => cleanLine(entry.valueMap?.[text] ?? text));
  const matches = await (field.options ? matchOptions(field, cleaned, entry) : matchRecords(ctx, { meta, field, entry, texts: cleaned }));
  const list = texts.map(([value, count], index): ValueMatch => ({ value, count, ...(matches[index] ?? { how: 'none' as const }) }));
  const rank = { none: 0, ambiguous: 0, retired: 0, near: 1, new: 2, exact: 3 };
  return list.sort((a, b) => rank[a.how] - rank[b.how] || b.count - a.count);
}

type Answer = Omit<ValueMatch, 'value' | 'count'>;

function matchOptions(field: FieldMeta, texts: readonly string[], entry: MappingEntry): Answer[] {
  const read = optionReader(field);
  const grows = field.type !== 'stage' && (entry.createMissing ?? field.open === true);
  return texts.map((text) => {
    const match = read(text);
    if (match.how === 'exact' || match.how === 'near') return { how: match.how, to: { id: match.to.key, title: match.to.label } };
    return { how: match.how === 'none' && grows ? 'new' : match.how };
  });
}

async function matchRecords(
  ctx: Context,
  input: { meta: ObjectMeta; field: FieldMeta; entry: MappingEntry; texts: readonly string[] },
): Promise<Answer[]> {
  const { field, entry, texts } = input;
  const target = ctx.meta.object(targetOf(field) ?? '');
  if (!target) return texts.map(() => ({ how: 'none' }));
  const missing: Answer['how'] = entry.createMissing ? 'new' : 'none';
  if (field.type === 'department') {
    const tree = await loadDepartments(ctx, target);
    return texts.map((text) => {
      const department = entry.path ? undefined : tree.find(departmentPath(text));
      return department ? { how: 'exact', to: { id: department.id, title: department.name } } : { how: missing };
    });
  }
  const self = target.name === input.meta.name;
  const found = await openDirectory(target, directoryFields(target, entry.lookupBy) ?? [], self).find(ctx, texts);
  return texts.map((text) => {
    const match = found.get(text) ?? { how: 'none' as const };
    if (match.how === 'exact' || match.how === 'near') return { how: match.how, to: { id: match.to.id, title: match.to.title } };
    // another row of this file may bear the name; the dry run tells
    return { how: match.how === 'none' ? (self ? 'new' : missing) : match.how };
  });
}
