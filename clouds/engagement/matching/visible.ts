import { fieldError, label } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { getRecords } from '@huanke/platform/records';
import type { Found } from './find.ts';

/** Which of the records the caller sees, by id; one query for each object. */
export async function visibleAmong(ctx: Context, records: readonly Found[]): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  for (const [object, list] of Map.groupBy(records, (one) => one.object)) {
    const meta = ctx.meta.object(object);
    if (!meta || !ctx.access.can(`${object}.read`)) continue;
    const ids = list.map(({ id }) => id);
    for (const id of (await getRecords(ctx, meta, ids, ['id'])).keys()) seen.add(id);
  }
  return seen;
}

/** Refuses records that the caller does not see, naming the first: `records[2]`. */
export async function checkVisible(ctx: Context, field: string, records: readonly Found[]): Promise<void> {
  const seen = await visibleAmong(ctx, records);
  const hidden = records.findIndex(({ id }) => !seen.has(id.toLowerCase()));
  if (hidden >= 0)
    throw fieldError(
      'LOOKUP_NOT_FOUND',
      `${field}[${hidden}]`,
      label('记录不存在，或您没有查看权限', 'The record does not exist, or you may not see it'),
    );
}
