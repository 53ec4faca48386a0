import { advance, allRecords, type Work } from '../administration/work.ts';
import { writersGone } from '../administration/writers.ts';
import { sql } from '../database/sql.ts';
import { changing } from '../metadata/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { placed, recomputeRollups, workOut } from '../records/index.ts';

const batchSize = 500;

/** First the saves of children that are under way end: they began before the roll-up was there and know nothing of it. */
export async function settleChildren(ctx: Context, work: Work, waiting: () => Promise<void>): Promise<void> {
  const child = ctx.meta.object(ctx.meta.object(work.object)?.fields.get(work.field)?.rollup?.object ?? '');
  if (child) await writersGone(ctx, child, waiting);
  await ctx.transaction((tx) => advance(tx, work, { phase: 'compute', after: null }));
}

/**
 * A stretch of parents is worked out, those in the recycle bin too. All are gone through twice: a request that had read the configuration
 * from before may still have saved while the first pass was under way.
 */
export async function rollupBatch(tx: Context, work: Work): Promise<void> {
  const meta = tx.meta.object(work.object);
  const rollup = meta && placed(tx, meta).find(({ field }) => field.name === work.field);
  if (!meta || !rollup) return advance(tx, work, { after: null, finished: true });
  const ids = await nextIds(tx, meta, work.after, batchSize);
  await workOut(tx, meta, await recomputeRollups(tx, meta, ids, [rollup]));
  const last = ids.length < batchSize;
  const after = last ? null : (ids.at(-1) ?? null);
  if (!last || work.phase === 'compute') return advance(tx, work, { phase: last ? 'verify' : work.phase, after, done: ids.length });
  await changing(tx, async (now) => {
    await now.query(sql`
      update meta_field set definition = definition - 'computing' where tenant_id = ${now.tenant.id} and object = ${work.object} and name = ${work.field}`);
    await advance(now, work, { after: null, done: ids.length, finished: true });
  });
}

/** A stretch of an object's records in order of id, those in the recycle bin included. */
export async function nextIds(tx: Context, meta: ObjectMeta, after: string | null, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select t.id from ${sql.id(meta.table)} t where ${allRecords(tx, meta)} ${after ? sql`and t.id > ${after}::uuid` : sql``} order by t.id limit ${limit}`);
  return rows.map(({ id }) => id);
}
