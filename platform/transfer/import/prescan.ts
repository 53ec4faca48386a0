import { cleanLine } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { detectDateFormat, type Sheet, type SheetRow } from '../../sheets/index.ts';
import { directoryFields } from './directory.ts';
import { isReference, targetOf } from './mapping.ts';
import { mostRows, tooManyRows } from './most-rows.ts';
import { optionReader, splitItems } from './options.ts';
import type { MappingEntry, Plan, PlanEntry } from './types.ts';

/** What has to be known of the whole file before its first row can be read. */
export interface Prescan {
  readonly total: number;
  /** Texts of picklists that may grow, by field. */
  readonly newOptions: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether some row of the file bears this name: rows may point to rows that stand later. */
  readonly ahead: (text: string) => boolean;
  /** The rows from a row number on: of small files from memory, so that they are taken apart only once. */
  rows(fromRow: number): AsyncGenerator<SheetRow, void, undefined>;
  /** The mapping with the date formats that were found. */
  readonly mapping: readonly MappingEntry[];
}

const mostNewOptions = 500;
const dateSample = 5000;
/** Files with fewer characters are kept in memory. */
const keptCharacters = 20_000_000;

/** Goes through the file once, and refuses it before anything is written when it has too many rows. Names are kept as 53-bit hashes: a million of them take some 40 MB, and a chance match only costs a second look. */
export async function prescan(ctx: Context, plan: Plan, sheet: Sheet): Promise<Prescan> {
  const growing = plan.entries
    .filter((entry) => mayGrow(entry))
    .map((entry) => ({ entry, read: optionReader(entry.field), found: new Set<string>() }));
  const dates = plan.entries
    .filter((entry) => (entry.field.type === 'date' || entry.field.type === 'datetime') && !entry.entry.format)
    .map((entry) => ({ entry, texts: [] as string[] }));
  const namedBy = selfNames(ctx, plan);
  const names = new Set<number>();
  const most = mostRows();
  let total = 0;
  let kept: Kept | undefined = { numbers: [], texts: [] };
  let characters = 0;
  for await (const row of sheet.rows()) {
    const { cells } = row;
    total += 1;
    if (total > most) throw tooManyRows(most);
    if (kept) {
      const text = cells.join(separator);
      characters += text.length;
      kept.numbers.push(row.row);
      kept.texts.push(text);
      if (characters > keptCharacters || cells.some((cell) => cell?.includes(separator))) kept = undefined;
    }
    for (const index of namedBy) {
      const cell = cells[index];
      if (cell) names.add(hash53(cleanLine(cell)));
    }
    for (const { entry, texts } of dates) {
      const cell = cells[entry.index];
      if (cell && texts.length < dateSample) texts.push(cell);
    }
    for (const one of growing) {
      const cell = cells[one.entry.index];
      if (cell && one.found.size < mostNewOptions)
        for (const text of newTexts(one.entry, cell)) if (!one.found.has(text) && one.read(text).how === 'none') one.found.add(text);
    }
  }
  const formats = new Map(dates.map(({ entry, texts }) => [entry.entry, detectDateFormat(texts)?.format] as const));
  return {
    total,
    newOptions: new Map(growing.map(({ entry, found }) => [entry.field.name, found] as const)),
    rows: (fromRow) => (kept ? fromMemory(kept, fromRow) : sheet.rows(fromRow)),
    ahead: (text) => names.has(hash53(text)),
    mapping: plan.entries.map(({ entry }) => {
      const format = formats.get(entry);
      return format ? { ...entry, format } : entry;
    }),
  };
}

/** A row is kept as one text, not as an array of texts: a third of the memory. The sign between cells is one that no file needs. */
const separator = '\u001f';

interface Kept {
  readonly numbers: number[];
  readonly texts: string[];
}

async function* fromMemory({ numbers, texts }: Kept, fromRow: number): AsyncGenerator<SheetRow, void, undefined> {
  for (const [index, row] of numbers.entries()) {
    if (row < fromRow) continue;
    yield { row, cells: (texts[index] ?? '').split(separator).map((cell) => (cell === '' ? null : cell)) };
  }
}

function mayGrow({ entry, field }: PlanEntry): boolean {
  return (
    (field.type === 'picklist' || field.type === 'multiPicklist') &&
    (entry.createMissing ?? field.open === true) &&
    entry.onMissing !== 'empty'
  );
}

function newTexts({ entry, field }: PlanEntry, cell: string): string[] {
  const items = field.type === 'multiPicklist' ? splitItems(cell) : [cell];
  return items
    .map(cleanLine)
    .filter((text) => text !== '' && text.length <= 80 && !(entry.valueMap && Object.hasOwn(entry.valueMap, text)));
}

/** The columns by which rows of this file can name each other; none when no lookup points to the object itself. */
function selfNames(ctx: Context, plan: Plan): number[] {
  const columns = new Set<number>();
  for (const { entry, field } of plan.entries) {
    if (!isReference(field) || field.many || targetOf(field) !== plan.meta.name) continue;
    const target = ctx.meta.object(plan.meta.name);
    for (const by of (target && directoryFields(target, entry.lookupBy)) ?? []) {
      const named = plan.entries.find((one) => one.field.name === by.name);
      if (named) columns.add(named.index);
    }
  }
  return [...columns];
}

/** cyrb53: fast, even, enough for sets of a few million texts. */
function hash53(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
