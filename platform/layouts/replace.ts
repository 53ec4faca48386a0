import { sql } from '../database/sql.ts';
import { defineBackgroundJob, runBackground } from '../jobs/index.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import { BodyReader, countOfType, deletePart, mayEditMetadata, recordTypesOf, savePart } from '../metadata/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { largestBatch, saveRecords } from '../records/index.ts';

interface ReplacePayload {
  readonly object: string;
  readonly from: string;
  readonly to: string;
}

function objectOr404(ctx: Context, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta) throw errors.NOT_FOUND();
  return meta;
}

/** How many live records each type of an object has. */
export async function recordTypeCounts(ctx: Context, object: string): Promise<Record<string, number>> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, object);
  const counts: Record<string, number> = {};
  for (const { name } of recordTypesOf(meta)) counts[name] = await countOfType(ctx, meta, name);
  return counts;
}

/**
 * Takes a type away by giving its records another one, in the background. The type is retired at once, so that nobody makes new records
 * of it meanwhile.
 */
export async function replaceRecordType(ctx: Context, object: string, from: string, body: unknown): Promise<{ id: string }> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, object);
  const reader = new BodyReader(body);
  reader.only(new Set(['to']));
  const to = reader.text('to', { max: 60, required: true }) ?? '';
  reader.finish();
  const types = recordTypesOf(meta);
  const old = types.find(({ name }) => name === from);
  if (!old) throw errors.NOT_FOUND();
  const next = types.find(({ name }) => name === to);
  if (!next?.definition.active || to === from)
    throw fieldError('INVALID_VALUE', 'to', label('请选择另一个启用的业务类型', 'Choose another record type that is in use'));
  return ctx.transaction(async (tx) => {
    await savePart(tx, { kind: 'recordType', object, name: from }, { ...old.definition, active: false, isDefault: false });
    return runBackground(tx, 'recordType.replace', { object, from, to } satisfies ReplacePayload);
  });
}

/** Batches of the type's records through the save pipeline (history, events), then the type goes. Run again it goes on where it was. */
export const replaceRecordTypeJob = defineBackgroundJob<ReplacePayload>({
  name: 'recordType.replace',
  async run({ ctx, payload: { object, from, to }, progress }) {
    const meta = objectOr404(ctx, object);
    const total = await countOfType(ctx, meta, from);
    let done = 0;
    for (;;) {
      const rows = await ctx.query<{ id: string }>(sql`
        select id from ${sql.id(meta.table)}
        where tenant_id = ${ctx.tenant.id} and deleted_at is null and record_type = ${from} ${meta.custom ? sql`and object = ${object}` : sql``}
        order by id limit ${largestBatch}`);
      if (rows.length === 0) break;
      const results = await saveRecords(
        ctx.elevated(),
        meta,
        rows.map(({ id }) => ({ operation: 'update', id, values: { recordType: to } })),
        { asSystem: true, allOrNothing: true },
      );
      const refused = results.find((result) => result.error);
      if (refused?.error) throw refused.error;
      done += rows.length;
      await progress(total === 0 ? 1 : done / total);
    }
    await deletePart(ctx, { kind: 'recordType', object, name: from });
    return { result: { moved: done } };
  },
});
