import { advance, allRecords, type Work } from '../administration/work.ts';
import { sql } from '../database/sql.ts';
import { changing } from '../metadata/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { placed, recomputeRollups, workOut } from '../records/index.ts';

const batchSize = 500;

/**
 * A stretch of parents is worked out, those in the recycle bin too. All are gone through twice: a save that began before the roll-up was
 * there knows nothing of it and may end after the first pass has come by.
 */
export async function rollupBatch(tx: Context, work: Work): Promise<void> {
  const meta = tx.meta.object(work.object);
  const rollup = meta && placed(tx, meta).find(({ field }) => field.name === work.field);
  if (!meta || !rollup) return advance(tx, work, { after: null, finished: true });
  const ids = await nextIds(tx, meta, work.after);
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

async function nextIds(tx: Context, meta: ObjectMeta, after: string | null): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select t.id from ${sql.id(meta.table)} t where ${allRecords(tx, meta)} ${after ? sql`and t.id > ${after}::uuid` : sql``} order by t.id limit ${batchSize}`);
  return rows.map(({ id }) => id);
}
