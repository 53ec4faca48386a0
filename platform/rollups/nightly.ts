import { type Context, defineJob, eachTenant, type ObjectMeta } from '../module/index.ts';
import { placed, recomputeRollups, workOut } from '../records/index.ts';
import { nextIds } from './work.ts';

const batchSize = 500;

/** Works every roll-up of a tenant out anew and mends what differs. Returns how many values that were: none, as long as nobody writes past the save pipeline. */
export async function checkRollups(ctx: Context, signal?: AbortSignal): Promise<number> {
  let mended = 0;
  for (const meta of ctx.meta.objects) {
    if (placed(ctx, meta).length === 0) continue;
    for (let after: string | null = null; ; ) {
      signal?.throwIfAborted();
      const { count, last }: { count: number; last: string | null } = await ctx.transaction((tx) => checkBatch(tx, meta, after));
      mended += count;
      if (last === null) break;
      after = last;
    }
  }
  return mended;
}

async function checkBatch(tx: Context, meta: ObjectMeta, after: string | null): Promise<{ count: number; last: string | null }> {
  const ids = await nextIds(tx, meta, after, batchSize);
  const changes = await recomputeRollups(
    tx,
    meta,
    ids,
    placed(tx, meta).filter(({ field }) => !field.computing),
  );
  await workOut(tx, meta, changes);
  return { count: changes.length, last: ids.length < batchSize ? null : (ids.at(-1) ?? null) };
}

/** Every night: a long import that began before a roll-up was made knows nothing of it; what it has written is counted then. */
export const checkRollupsJob = defineJob({
  name: 'rollups.check',
  schedule: '7 19 * * *',
  run: (job) =>
    eachTenant(job, 'all', async (tenant) => {
      const mended = await checkRollups(await job.contextFor({ tenant }), job.signal);
      if (mended > 0) job.app.log.warn({ tenant, mended }, 'roll-ups mended');
    }),
});
