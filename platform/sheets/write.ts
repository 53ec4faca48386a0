import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { Writable } from 'node:stream';
import type ExcelJS from 'exceljs';

// Loaded with the first workbook: a tenth of what a start would read.
const excel = (): typeof ExcelJS => createRequire(import.meta.url)('exceljs');

/** Texts are written as they are; numbers as decimal text; dates as 2026-03-31, datetimes as local 2026-03-31 14:08[:30]. */
export interface SheetColumn {
  header: string;
  type: 'text' | 'number' | 'percent' | 'date' | 'datetime';
  /** Decimals shown in Excel for numbers. */
  scale?: number;
  /** In characters; a Chinese one counts as two. */
  width?: number;
}

export type OutCell = string | number | boolean | null | undefined;

export interface SheetWriter {
  /** Resolves when there is room for more. */
  write(cells: readonly OutCell[]): Promise<void>;
  /** Writes what is left and ends the stream. */
  end(): Promise<void>;
}

const PLAIN_NUMBER = /^[+-]?\d+(?:[.,]\d+)*%?$/;

/** Text that Excel would run as a formula gets an apostrophe in front; plain numbers like -12.5 or +8613800138000 stay. */
export function neutralise(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
}

/** One cell of a CSV file, neutralised and quoted. */
export function csvCell(value: OutCell): string {
  if (value === null || value === undefined) return '';
  const text = neutralise(String(value));
  return /[",\r\n;\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes CSV as Excel and WPS read it: UTF-8 with byte order mark, CR LF, formulas neutralised. */
export function csvWriter(output: Writable, columns: readonly Pick<SheetColumn, 'header'>[], options: { mark?: string } = {}): SheetWriter {
  // a line above the header that says where the file comes from
  const mark = options.mark === undefined ? '' : `${csvCell(`# ${options.mark}`)}\r\n`;
  let buffer = `\uFEFF${mark}${columns.map(({ header }) => csvCell(header)).join(',')}\r\n`;
  const flush = async (): Promise<void> => {
    const text = buffer;
    buffer = '';
    if (text !== '' && !output.write(text)) await once(output, 'drain');
  };
  return {
    async write(cells) {
      buffer += `${columns.map((_, i) => csvCell(cells[i])).join(',')}\r\n`;
      if (buffer.length > 64 * 1024) await flush();
    },
    async end() {
      await flush();
      await finish(output);
    },
  };
}

async function finish(output: Writable): Promise<void> {
  const done = once(output, 'finish');
  output.end();
  await done;
}

function numberFormat(column: SheetColumn): string | undefined {
  const decimals = column.scale ? `.${'0'.repeat(column.scale)}` : '';
  switch (column.type) {
    case 'number':
      return `#,##0${decimals}`;
    case 'percent':
      return `0${decimals}%`;
    case 'date':
      return 'yyyy-mm-dd';
    case 'datetime':
      return 'yyyy-mm-dd hh:mm';
    default:
      return undefined;
  }
}

/** What goes into a cell: a number where Excel can hold it exactly, else the text. Text is stored as text, so that no formula can run. */
function excelValue(value: OutCell, type: SheetColumn['type']): string | number | boolean | Date | null {
  if (value === null || value === undefined || value === '') return null;
  if (type === 'text' || typeof value === 'boolean') return value;
  const text = String(value);
  if (type === 'number' || type === 'percent') {
    // Excel keeps 15 digits.
    if (!/^-?\d+(\.\d+)?$/.test(text) || text.replace(/\D/g, '').replace(/^0+/, '').length > 15) return text;
    return type === 'percent' ? Number((Number(text) / 100).toPrecision(15)) : Number(text);
  }
  const at = new Date(`${text.slice(0, 10)}T${text.slice(11) || '00:00'}Z`);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1901 ? text : at;
}

function widthOf(column: SheetColumn): number {
  if (column.width !== undefined) return column.width;
  const header = [...column.header].reduce((sum, char) => sum + (char > '\u00ff' ? 2 : 1), 0) + 2;
  return Math.max(header, { text: 18, number: 14, percent: 10, date: 12, datetime: 18 }[column.type]);
}

/** Writes .xlsx row by row: bold frozen header, widths, number and date formats. Runs in a job, not in a request: 100,000 rows cost seconds. */
export function xlsxWriter(
  output: Writable,
  columns: readonly SheetColumn[],
  options: { sheet?: string; mark?: string } = {},
): SheetWriter {
  const { WorkbookWriter } = excel().stream.xlsx;
  const book = new WorkbookWriter({ stream: output, useStyles: true, useSharedStrings: false });
  if (options.mark !== undefined) book.creator = options.mark;
  // Signs Excel refuses in the name of a sheet.
  const name =
    (options.sheet ?? 'Sheet1')
      .replace(/[[\]*?:/\\]/g, ' ')
      .replace(/^'|'$/g, ' ')
      .trim()
      .slice(0, 31) || 'Sheet1';
  const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = columns.map((column) => {
    const numFmt = numberFormat(column);
    return { width: widthOf(column), ...(numFmt === undefined ? {} : { style: { numFmt } }) };
  });
  const head = sheet.addRow(columns.map(({ header }) => header));
  head.font = { bold: true };
  head.commit();
  let rows = 0;
  return {
    async write(cells) {
      sheet.addRow(columns.map((column, i) => excelValue(cells[i], column.type))).commit();
      rows += 1;
      // The library packs as fast as it is fed; now and then let the packer and the disk catch up.
      if (rows % 200 === 0) {
        await new Promise((resolve) => setImmediate(resolve));
        if (output.writableNeedDrain) await once(output, 'drain');
      }
    },
    async end() {
      const done = output.writableFinished ? Promise.resolve() : once(output, 'finish');
      sheet.commit();
      if (options.mark !== undefined) {
        const marked = book.addWorksheet('_', { state: 'veryHidden' });
        marked.addRow([options.mark]).commit();
        marked.commit();
      }
      await book.commit();
      await done;
    },
  };
}
