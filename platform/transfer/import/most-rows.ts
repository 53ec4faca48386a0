import type { AppError } from '../../kernel/index.ts';
import { sheetErrors } from '../../sheets/index.ts';

/** How many rows one import takes; HUANKE_IMPORT_LIMIT_ROWS, a million unless said. */
export function mostRows(): number {
  const set = Number(process.env['HUANKE_IMPORT_LIMIT_ROWS']);
  return Number.isSafeInteger(set) && set > 0 ? set : 1_000_000;
}

/** Names the limit. */
export const tooManyRows = (most: number): AppError => sheetErrors.SHEET_TOO_MANY_ROWS({ values: { most } });

/** An estimate is refused at once only when it is this far above the limit; else the rows are counted before the first is written. */
const doubt = 1.5;

/** @throws SHEET_TOO_MANY_ROWS where a file of about so many rows surely has more than one import takes */
export function refuseTooMany(estimated: number): void {
  const most = mostRows();
  if (estimated > most * doubt) throw tooManyRows(most);
}
