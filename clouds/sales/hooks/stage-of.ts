import { processOf } from '@huanke/platform/metadata';
import type { Context, Option } from '@huanke/platform/module';

/** A stage of opportunities as this company has it, with what holds for a record type. */
export function stageOf(ctx: Context, key: unknown, recordType: unknown = null): Option | undefined {
  const meta = ctx.meta.object('opportunity');
  const field = meta?.fields.get('stage');
  return meta && field && processOf(meta, field, recordType).find((option) => option.key === key);
}
