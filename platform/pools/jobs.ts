import { sql } from '../database/sql.ts';
import { defineBackgroundJob } from '../jobs/index.ts';
import { enqueue } from '../jobs/queue.ts';
import { defineHook, defineJob, eachTenant } from '../module/index.ts';
import { poolsWhere } from './store.ts';
import { adoptRecords, ownersGone, settlePool, sweepPools } from './sweep.ts';

/** Every ten minutes: what is due in all companies that have a pool. */
export const sweepJob = defineJob({
  name: 'pools.sweep',
  schedule: '*/10 * * * *',
  run: (job) =>
    eachTenant(
      job,
      'all',
      async (tenant) => {
        const done = await sweepPools(await job.contextFor({ tenant }), job.signal);
        if (done.reclaimed > 0) job.app.log.info({ tenant, ...done }, 'pools swept');
      },
      (tenant) => sql`select from pool_access where tenant_id = ${tenant} and active`,
    ),
});

/** After a change of a pool: what belongs to it, and when it goes back. */
export const settleJob = defineBackgroundJob<{ pool: string }>({
  name: 'pools.settle',
  async run({ ctx, payload, progress }) {
    const system = ctx.elevated();
    const [pool] = await poolsWhere(system, sql`p.id = ${payload.pool}::uuid`);
    const meta = pool && system.meta.object(pool.object);
    if (!pool || !meta?.pooled) return undefined;
    const adopted = pool.active ? await adoptRecords(system, meta, pool) : 0;
    const settled = await settlePool(system, meta, pool.id, () => progress(0.5));
    return { result: { adopted, settled } };
  },
});

/** Somebody was switched off: what they hold does not wait for the next sweep. */
export const ownerGoneJob = defineJob<{ tenant: number }>({
  name: 'pools.ownerGone',
  async run({ contextFor, signal }, { tenant }) {
    const ctx = await contextFor({ tenant });
    for (const pool of await poolsWhere(ctx, sql`p.active`)) {
      const meta = ctx.meta.object(pool.object);
      if (meta?.pooled) await ownersGone(ctx, meta, pool, signal);
    }
  },
});

export const ownersFollow = defineHook({
  name: 'pools.ownersFollow',
  object: 'user',
  stage: 'afterSave',
  on: ['update', 'delete'],
  async run(ctx, changes) {
    const off = changes.some((change) => change.operation === 'delete' || change.values['active'] === false);
    if (!off) return undefined;
    const some = await ctx.query(sql`select 1 from pool_access where tenant_id = ${ctx.tenant.id} and active limit 1`);
    if (some.length > 0) await enqueue(ctx, 'pools.ownerGone', { tenant: ctx.tenant.id });
    return undefined;
  },
});
