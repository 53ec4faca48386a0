import { coveredUses, type FileUse, keyOfUse } from '../files/index.ts';
import type { Context } from '../module/index.ts';
import type { TimelineRow } from './types.ts';

const fileOf = (row: TimelineRow): FileUse => ({ object: row.data.object as string, record: row.data.record as string, file: row.id });

/** Rows of files without those that lie in fields the caller does not see, and in no other. */
export async function withoutCovered(ctx: Context, rows: readonly TimelineRow[]): Promise<readonly TimelineRow[]> {
  const covered = await coveredUses(ctx, rows.filter((row) => row.source === 'file').map(fileOf));
  return rows.filter((row) => row.source !== 'file' || !covered.has(keyOfUse(fileOf(row))));
}
