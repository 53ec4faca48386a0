import type { Label } from '../kernel/index.ts';

export type SheetType = 'csv' | 'xlsx';

export interface SheetRow {
  /** Row number as the user sees it in Excel: the first row is 1, a quoted line break does not count. */
  row: number;
  /** At least as many as the header has; empty cells are null, texts are trimmed. */
  cells: (string | null)[];
}

/** A table in a file. Reading starts anew with each call of `rows`; leaving the loop early closes the file. */
export interface Sheet {
  type: SheetType;
  /** Names of the visible sheets; empty for CSV. */
  sheets: string[];
  sheet: string | null;
  /** Of CSV: 'utf8', 'gb18030' or 'utf16le', and what separates the cells. */
  encoding: string | null;
  delimiter: string | null;
  /** The header as written, trimmed; '' where a column has none. */
  header: string[];
  /** The header made usable as keys: an unnamed column is its letter, a repeated name gets a number. */
  columns: string[];
  headerRow: number;
  /** How many rows of data there are, about; exact for small files. */
  estimatedRows: number;
  /** Rows below the header from the given row number on; empty rows are left out. */
  rows(fromRow?: number): AsyncGenerator<SheetRow>;
}

export interface TableCheck {
  ok: boolean;
  reason?: 'NO_HEADER' | 'NO_ROWS' | 'SEVERAL_TABLES';
  text?: Label;
}

export const MOST_COLUMNS = 500;
/** Excel's own limit. */
export const LONGEST_CELL = 32_767;

/** Trims, drops empty cells at the end, empty becomes null. U+0000 goes: no database can hold it. */
export function tidyCells(cells: readonly (string | null | undefined)[]): (string | null)[] {
  const out = cells.map((cell) => (cell?.includes('\u0000') ? cell.replaceAll('\u0000', '') : cell)?.trim().toWellFormed() || null);
  let length = out.length;
  while (length > 0 && out[length - 1] === null) length -= 1;
  out.length = length;
  return out;
}

/** Brings a row to the width of the header; more cells than that stay, so that they can be complained about. */
export function padCells(cells: (string | null)[], width: number): (string | null)[] {
  while (cells.length < width) cells.push(null);
  return cells;
}

/** The letter of a column: 0 is A, 26 is AA. */
export function columnLetter(index: number): string {
  let letters = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  return letters;
}

/** Header cells as keys: unnamed columns by their letter, repeated names numbered (电话, 电话 (2)). */
export function columnNames(header: readonly string[]): string[] {
  const used = new Set<string>();
  return header.map((cell, index) => {
    const base = cell || columnLetter(index);
    let name = base;
    for (let n = 2; used.has(name); n += 1) name = `${base} (${n})`;
    used.add(name);
    return name;
  });
}
