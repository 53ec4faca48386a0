import { open } from 'node:fs/promises';
import { AppError } from '../kernel/index.ts';
import { openCsv } from './csv-read.ts';
import { sheetErrors } from './errors.ts';
import type { Sheet, SheetType } from './sheet.ts';
import { openXlsx } from './xlsx-read.ts';

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Opens a spreadsheet file for reading, whatever its name says: what it is shows in its first bytes.
 * `for await (const { row, cells } of (await openSheet(path)).rows(resumeAt)) ...`
 */
export async function openSheet(path: string, options: { type?: SheetType; sheet?: string; encoding?: string } = {}): Promise<Sheet> {
  const start = await firstBytes(path);
  if (start.length === 0) throw sheetErrors.SHEET_EMPTY();
  if (start.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) throw sheetErrors.SHEET_OLD_OR_LOCKED();
  const zipped = start.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'));
  if ((options.type === 'xlsx') !== zipped && options.type !== undefined) throw sheetErrors.SHEET_UNREADABLE();
  try {
    return zipped ? await openXlsx(path, options) : await openCsv(path, options);
  } catch (cause) {
    // A file that is gone or not readable is our fault, a broken one is the user's.
    if (cause instanceof AppError || isSystemError(cause)) throw cause;
    throw sheetErrors.SHEET_UNREADABLE({ cause });
  }
}

function isSystemError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code);
}
