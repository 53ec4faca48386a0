import { label } from '../kernel/index.ts';
import type { Sheet, TableCheck } from './sheet.ts';

const NOT_A_TABLE = label(
  '这个文件不像一张数据表：可能有几张表并排，或没有标题行。请每个文件只放一张表，第一行写列名',
  'This file does not look like one table: there may be several side by side, or no header row. Put one table in a file, with column names in the first row',
);

function isData(cell: string): boolean {
  return /^[-+]?[\d,.]+%?$/.test(cell) || /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/.test(cell);
}

/** Whether a header and some rows below it are one table that can be imported; says why when not. */
export function looksLikeTable(header: readonly string[], sample: readonly (readonly (string | null)[])[]): TableCheck {
  const named = header.filter((cell) => cell !== '');
  if (named.length === 0 || named.every(isData))
    return {
      ok: false,
      reason: 'NO_HEADER',
      text: label('第一行没有列名，请在第一行写上列名', 'The first row has no column names; write them there'),
    };
  // Columns with neither name nor value between named ones part tables that stand side by side; most names missing says the same.
  const empty = header.map((cell, column) => cell === '' && sample.every((row) => (row[column] ?? null) === null));
  const cells = sample.length * named.length;
  const filled = sample.reduce(
    (sum, row) => sum + header.filter((cell, column) => cell !== '' && (row[column] ?? null) !== null).length,
    0,
  );
  const sparse = cells > 0 && filled / cells < 0.6;
  if (header.length >= 4 && named.length < header.length / 2) return { ok: false, reason: 'SEVERAL_TABLES', text: NOT_A_TABLE };
  if (empty.some(Boolean) && sparse) return { ok: false, reason: 'SEVERAL_TABLES', text: NOT_A_TABLE };
  if (sample.length === 0)
    return { ok: false, reason: 'NO_ROWS', text: label('只有标题行，没有数据', 'There is a header, but no data below it') };
  return { ok: true };
}

/** The same for an open sheet, by its first 50 rows. */
export async function checkTable(sheet: Sheet): Promise<TableCheck> {
  const sample: (string | null)[][] = [];
  for await (const { cells } of sheet.rows()) {
    sample.push(cells);
    if (sample.length === 50) break;
  }
  return looksLikeTable(sheet.header, sample);
}
