import { sheetErrors } from './errors.ts';
import { columnNames, LONGEST_CELL, MOST_COLUMNS, padCells, type Sheet, type SheetRow, tidyCells } from './sheet.ts';
import { type CellContext, rowCells, sharedText } from './xlsx-cells.ts';
import { decodeXml, readStyles } from './xlsx-styles.ts';
import { openZip, type Zip } from './zip.ts';

// Read here rather than by a library: exceljs and hucre hand out values without their number format (12.5 % arrives as 0.125) and read on
// while the import is busy writing; this reader waits, and keeps one block of the sheet in memory besides the shared strings.

const LARGEST_PART = 64 * 1024 * 1024;
const LARGEST_STRINGS = 512 * 1024 * 1024;
const LARGEST_SHEET = 4 * 1024 * 1024 * 1024;
/** Columns beyond the limit are read so far that the file can be refused for them. */
const READ_COLUMNS = MOST_COLUMNS + 1;

interface Workbook {
  zip: Zip;
  sheets: { name: string; part: string }[];
  sharedPart: string | null;
  context: Omit<CellContext, 'shared'>;
}

/** Opens a sheet of an .xlsx file, the first visible one unless named. */
export async function openXlsx(path: string, options: { sheet?: string } = {}): Promise<Sheet> {
  const book = await openWorkbook(path);
  const chosen = options.sheet === undefined ? book.sheets[0] : book.sheets.find(({ name }) => name === options.sheet);
  if (!chosen)
    throw options.sheet === undefined ? sheetErrors.SHEET_EMPTY() : sheetErrors.SHEET_NOT_FOUND({ values: { sheet: options.sheet } });
  const context: CellContext = { ...book.context, shared: await readShared(book) };
  const read = (from: number): AsyncGenerator<SheetRow> => sheetRows(book.zip, chosen.part, context, from);

  let header: string[] = [];
  let headerRow = 0;
  for await (const { row, cells } of read(0)) {
    header = cells.map((cell) => cell ?? '');
    headerRow = row;
    break;
  }
  if (header.length === 0) throw sheetErrors.SHEET_EMPTY();
  if (header.length > MOST_COLUMNS) throw sheetErrors.SHEET_TOO_WIDE({ values: { most: MOST_COLUMNS } });

  return {
    type: 'xlsx',
    sheets: book.sheets.map(({ name }) => name),
    sheet: chosen.name,
    encoding: null,
    delimiter: null,
    header,
    columns: columnNames(header),
    headerRow,
    estimatedRows: await estimateRows(book.zip, chosen.part, headerRow),
    async *rows(fromRow = 0) {
      for await (const { row, cells } of read(Math.max(fromRow, headerRow + 1))) yield { row, cells: padCells(cells, header.length) };
    },
  };
}

async function openWorkbook(path: string): Promise<Workbook> {
  const zip = await openZip(path);
  const main = targets(zip.has('_rels/.rels') ? await zip.text('_rels/.rels', LARGEST_PART) : '', '').find(
    ({ type }) => type === 'officeDocument',
  );
  const part = main?.part ?? 'xl/workbook.xml';
  if (!zip.has(part)) throw sheetErrors.SHEET_UNREADABLE();
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const workbook = await zip.text(part, LARGEST_PART);
  const relations = `${folder}_rels/${part.slice(folder.length)}.rels`;
  const parts = targets(zip.has(relations) ? await zip.text(relations, LARGEST_PART) : '', folder);
  const partOf = (type: string): string | null => parts.find((one) => one.type === type && zip.has(one.part))?.part ?? null;

  const sheets: Workbook['sheets'] = [];
  for (const [, attributes = ''] of workbook.matchAll(/<(?:\w+:)?sheet\s([^>]*)>/g)) {
    const target = parts.find(({ id, type }) => id === attribute(attributes, '\\w+:id') && type === 'worksheet');
    const state = attribute(attributes, 'state') ?? 'visible';
    if (target && zip.has(target.part) && state === 'visible')
      sheets.push({ name: decodeXml(attribute(attributes, 'name') ?? ''), part: target.part });
  }
  const styles = partOf('styles');
  return {
    zip,
    sheets,
    sharedPart: partOf('sharedStrings'),
    context: {
      styles: styles ? readStyles(await zip.text(styles, LARGEST_PART)) : [],
      date1904: /<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(1|true)"/.test(workbook),
    },
  };
}

function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
}

function targets(xml: string, folder: string): { id: string; type: string; part: string }[] {
  return Array.from(xml.matchAll(/<(?:\w+:)?Relationship\s([^>]*)>/g), ([, attributes = '']) => {
    const target = decodeXml(attribute(attributes, 'Target') ?? '');
    const path = target.startsWith('/') ? target.slice(1) : folder + target;
    return {
      id: attribute(attributes, 'Id') ?? '',
      type: (attribute(attributes, 'Type') ?? '').split('/').at(-1) ?? '',
      part: path.replace(/(^|\/)\.\//g, '$1').replace(/[^/]+\/\.\.\//g, ''),
    };
  });
}

/** Hands out each complete `<name ...>...</name>` of a part with what stands before it cut away. */
async function* elements(zip: Zip, part: string, name: string, most: number): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let text = '';
  let close: string | null = null;
  let open = new RegExp(`<(\\w+:)?${name}(?=[\\s/>])`);
  for await (const chunk of await zip.stream(part, most)) {
    text += decoder.decode(chunk as Buffer, { stream: true });
    let at = 0;
    for (;;) {
      const start = at === 0 && close === null ? (open.exec(text)?.index ?? -1) : nextOpen(text, open, at);
      if (start < 0) break;
      if (close === null) {
        const prefix = open.exec(text)?.[1] ?? '';
        close = `</${prefix}${name}>`;
        open = new RegExp(`<${prefix}${name}(?=[\\s/>])`, 'g');
      }
      const bracket = text.indexOf('>', start);
      if (bracket < 0) {
        at = start;
        break;
      }
      const end: number = text[bracket - 1] === '/' ? bracket + 1 : text.indexOf(close, bracket) + close.length;
      if (end < bracket) {
        at = start;
        break;
      }
      yield text.slice(start, end);
      at = end;
    }
    text = text.slice(at);
    if (text.length > 64 * 1024 * 1024) throw sheetErrors.SHEET_TOO_LARGE();
  }
}

function nextOpen(text: string, open: RegExp, at: number): number {
  open.lastIndex = at;
  return open.exec(text)?.index ?? -1;
}

async function readShared(book: Workbook): Promise<string[]> {
  if (book.sharedPart === null) return [];
  const shared: string[] = [];
  for await (const si of elements(book.zip, book.sharedPart, 'si', LARGEST_STRINGS)) shared.push(sharedText(si));
  return shared;
}

async function* sheetRows(zip: Zip, part: string, context: CellContext, from: number): AsyncGenerator<SheetRow> {
  let row = 0;
  for await (const xml of elements(zip, part, 'row', LARGEST_SHEET)) {
    const head = xml.slice(0, xml.indexOf('>'));
    row = Number(/\sr="(\d+)"/.exec(head)?.[1] ?? row + 1);
    if (row < from) continue;
    const cells = tidyCells(rowCells(xml, context, READ_COLUMNS));
    if (cells.length === 0) continue;
    if (cells.some((cell) => cell !== null && cell.length > LONGEST_CELL))
      throw sheetErrors.SHEET_CELL_TOO_LONG({ values: { row, most: LONGEST_CELL } });
    yield { row, cells };
  }
}

/** From the dimension the writer left; streamed files have none or a wrong one, then from the size of the first rows. */
async function estimateRows(zip: Zip, part: string, headerRow: number): Promise<number> {
  let start = '';
  for await (const chunk of await zip.stream(part, LARGEST_SHEET)) {
    start += (chunk as Buffer).toString('latin1');
    if (start.length > 256 * 1024) break;
  }
  const bottom = Number(/<(?:\w+:)?dimension\b[^>]*\bref="[A-Z]+\d+:[A-Z]+(\d+)"/.exec(start)?.[1] ?? 0);
  if (bottom > headerRow) return bottom - headerRow;
  const rows = start.match(/<(?:\w+:)?row[\s/>]/g)?.length ?? 0;
  const share = Math.max(1, zip.size(part) / Math.max(1, start.length));
  return Math.max(0, Math.round(rows * share) - 1);
}
