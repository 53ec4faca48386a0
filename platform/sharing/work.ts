import { advance, allRecords, type Work } from '../administration/work.ts';
import { writersGone } from '../administration/writers.ts';
import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { followRules } from '../records/shares/index.ts';

const batchSize = 1000;

/** First the saves that are under way end: they began before the rule was there and know nothing of it. */
export async function settleSharing(ctx: Context, work: Work, waiting: () => Promise<void>): Promise<void> {
  const meta = ctx.meta.object(work.object);
  if (meta) await writersGone(ctx, meta, waiting);
  await ctx.transaction((tx) => advance(tx, work, { phase: 'apply', after: null }));
}

/**
 * A stretch of records is brought into line with the rules of their object, those in the recycle bin too. All are gone through twice: a
 * request that had read the configuration from before may still have saved while the first pass was under way.
 */
export async function shareBatch(tx: Context, work: Work): Promise<void> {
  const meta = tx.meta.object(work.object);
  if (!meta) return advance(tx, work, { after: null, finished: true });
  // shared locks: a save between reading and writing would be answered with what was there before
  const rows = await tx.query<{ id: string }>(sql`
    select t.id from ${sql.id(meta.table)} t where ${allRecords(tx, meta)} ${work.after ? sql`and t.id > ${work.after}::uuid` : sql``}
    order by t.id limit ${batchSize} for share`);
  const ids = rows.map(({ id }) => id);
  await followRules(tx, meta, ids);
  const last = ids.length < batchSize;
  const phase = last && work.phase === 'apply' ? 'verify' : work.phase;
  await advance(tx, work, {
    phase,
    after: last ? null : (ids.at(-1) ?? null),
    done: ids.length,
    finished: last && work.phase === 'verify',
  });
}
