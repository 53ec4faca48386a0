import { sql } from '../database/sql.ts';
import { type Context, defineJob, type ObjectMeta, type Values } from '../module/index.ts';
import { fromColumn, fromCustom } from '../storage/codec.ts';
import { indexRecords } from './index-records.ts';
import { isSearchable, searchFields } from './texts.ts';

const BATCH = 1000;
const BATCHES_PER_JOB = 20;

interface Payload {
  readonly tenant: number;
  readonly object: string;
  /** The last record that is done. */
  readonly after?: string | null;
}

/** Rewrites the search rows of the next records in id order; answers the last id, or null at the end. */
export async function reindexBatch(ctx: Context, meta: ObjectMeta, after: string | null): Promise<string | null> {
  return ctx.transaction(async (tx) => {
    const fields = searchFields(meta)
      .map(({ field }) => field)
      .filter((field) => field.storage.kind !== 'links');
    const columns = fields.map((field, index) => {
      const place =
        field.storage.kind === 'column'
          ? sql.ref(`t.${field.storage.column}`)
          : sql`t.custom -> ${sql.lit(field.storage.kind === 'custom' ? field.storage.key : '')}`;
      return sql`, ${place} as ${sql.ref(`f${index}`)}`;
    });
    // Shared locks: a save between reading and writing would otherwise be overwritten with what was there before.
    const rows = await tx.query<Record<string, unknown> & { id: string; owner: string | null }>(sql`
      select t.id, t.owner ${sql.join(columns, sql` `)} from ${sql.table(meta.table)} t
      where t.tenant_id = ${tx.tenant.id} and t.deleted_at is null ${meta.custom ? sql`and t.object = ${meta.name}` : sql``}
        ${after === null ? sql`` : sql`and t.id > ${after}::uuid`}
      order by t.id limit ${BATCH} for share`);
    const values = (row: Record<string, unknown>): Values =>
      Object.fromEntries(
        fields.map((field, index) => [
          field.name,
          field.storage.kind === 'custom' ? fromCustom(field, row[`f${index}`]) : fromColumn(field, row[`f${index}`]),
        ]),
      );
    await indexRecords(
      tx,
      meta,
      rows.map((row) => ({ id: row.id, owner: row.owner, values: values(row) })),
    );
    return rows.length < BATCH ? null : (rows.at(-1)?.id ?? null);
  });
}

/**
 * Brings the search rows of one object up to date after its searchable fields changed: a stretch of records, then itself again from there,
 * so that a stop in between costs one stretch. `app.jobs.add('search.reindex', { tenant, object }, { key: `reindex:${tenant}:${object}` })`
 */
export const reindexJob = defineJob<Payload>({
  name: 'search.reindex',
  async run(job, { tenant, object, after = null }) {
    const ctx = await job.contextFor({ tenant });
    const meta = ctx.meta.object(object);
    if (!meta) return;
    if (!isSearchable(meta)) {
      await ctx.transaction((tx) => tx.query(sql`delete from record_search where tenant_id = ${tenant} and object = ${object}`));
      return;
    }
    let at = after;
    for (let done = 0; done < BATCHES_PER_JOB && !job.signal.aborted; done += 1) {
      at = await reindexBatch(ctx, meta, at);
      if (at === null) return;
    }
    await job.app.jobs.add('search.reindex', { tenant, object, after: at }, { key: `reindex:${tenant}:${object}` });
  },
});
