import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { readTextStart, sniffDelimiter } from './encoding.ts';
import { sheetErrors } from './errors.ts';
import { columnNames, LONGEST_CELL, MOST_COLUMNS, padCells, type Sheet, type SheetRow, tidyCells } from './sheet.ts';

/** Opens a CSV file: UTF-8, GB18030 or UTF-16, separated by comma, semicolon or tab. */
export async function openCsv(path: string, options: { encoding?: string } = {}): Promise<Sheet> {
  const start = await readTextStart(path, options.encoding);
  const delimiter = sniffDelimiter(start.text);
  const read = (): AsyncGenerator<SheetRow> => records(path, start.encoding, delimiter);

  let header: string[] = [];
  let headerRow = 0;
  for await (const { row, cells } of read()) {
    header = cells.map((cell) => cell ?? '');
    headerRow = row;
    break;
  }
  if (header.length === 0) throw sheetErrors.SHEET_EMPTY();
  if (header.length > MOST_COLUMNS) throw sheetErrors.SHEET_TOO_WIDE({ values: { most: MOST_COLUMNS } });

  return {
    type: 'csv',
    sheets: [],
    sheet: null,
    encoding: start.encoding,
    delimiter,
    header,
    columns: columnNames(header),
    headerRow,
    estimatedRows: estimateRows(start.text, start.whole ? 1 : start.fileBytes / start.bytes),
    async *rows(fromRow = 0) {
      for await (const row of read()) {
        if (row.row > headerRow && row.row >= fromRow) yield { row: row.row, cells: padCells(row.cells, header.length) };
      }
    },
  };
}

/** All records that hold anything, with their numbers; empty lines are counted, as Excel shows them. */
async function* records(path: string, encoding: string, delimiter: string): AsyncGenerator<SheetRow> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const decoder = iconv.decodeStream(encoding);
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    // Quotes left open would otherwise swallow the rest of the file into memory.
    max_record_size: 4 * 1024 * 1024,
  });
  file.on('error', (error) => parser.destroy(error));
  decoder.on('error', (error: Error) => parser.destroy(error));
  file.pipe(decoder).pipe(parser);
  let row = 0;
  try {
    for await (const record of parser) {
      row += 1;
      const cells = tidyCells(record as string[]);
      if (cells.length === 0) continue;
      if (cells.some((cell) => cell !== null && cell.length > LONGEST_CELL))
        throw sheetErrors.SHEET_CELL_TOO_LONG({ values: { row, most: LONGEST_CELL } });
      yield { row, cells };
    }
  } catch (error) {
    if (error instanceof CsvError) throw sheetErrors.SHEET_BROKEN_QUOTES({ values: { row: row + 1 }, cause: error });
    throw error;
  } finally {
    file.destroy();
    parser.destroy();
  }
}

function estimateRows(text: string, factor: number): number {
  let lines = 0;
  let quoted = false;
  let filled = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (char === 34) quoted = !quoted;
    if (!quoted && (char === 10 || char === 13)) {
      if (filled) lines += 1;
      filled = false;
    } else filled = true;
  }
  if (filled) lines += 1;
  return Math.max(0, Math.round(lines * factor) - 1);
}
