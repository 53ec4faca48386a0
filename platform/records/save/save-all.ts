import type { Context, ObjectMeta } from '../../module/index.ts';
import { largestBatch, saveRecords } from './save.ts';
import type { SaveOptions, SaveResult, SaveRow } from './types.ts';

/**
 * As saveRecords, of any number of rows and all or nothing: in the transaction under way, which who calls takes back when this throws.
 *
 * @throws the first refusal
 */
export async function saveAll(ctx: Context, meta: ObjectMeta, rows: readonly SaveRow[], options: SaveOptions = {}): Promise<SaveResult[]> {
  const saved: SaveResult[] = [];
  for (let from = 0; from < rows.length; from += largestBatch) {
    const results = await saveRecords(ctx, meta, rows.slice(from, from + largestBatch), { ...options, allOrNothing: true });
    const refused = results.find(({ error }) => error)?.error;
    if (refused) throw refused;
    saved.push(...results);
  }
  return saved;
}
