import { sql } from '../database/sql.ts';
import { defineBackgroundJob } from '../jobs/index.ts';
import { defineJob, eachTenant } from '../module/index.ts';
import { dropKey, keptDays, purgeField, purgeObject } from './bin.ts';
import { giveUp, runWork } from './run-work.ts';
import type { TypePlan, Work } from './work.ts';

/** Carries a work on the values of a field to its end; see `runWork`. */
const workJob = defineBackgroundJob<{ readonly work: string }>({
  name: 'metadata.work',
  async run({ ctx, payload, progress }) {
    const tenant = ctx.tenant.id;
    const done = await runWork({ tenant, work: payload.work, progress, contextFor: (who) => ctx.app.contextFor(who) });
    if (done.kind !== 'rollup' && done.kind !== 'share')
      await ctx.app.jobs.add('search.reindex', { tenant, object: done.object }, { key: `reindex:${tenant}:${done.object}` });
    return { result: { done: done.done, failed: done.failed } };
  },
});

/** Slots are filled and cleared without anybody waiting for it. */
const slotJob = defineJob<{ readonly tenant: number; readonly work: string }>({
  name: 'metadata.slotWork',
  async run({ app, signal }, { tenant, work }) {
    await runWork({
      tenant,
      work,
      contextFor: (who) => app.contextFor(who),
      progress: async () => signal.throwIfAborted(),
    });
  },
});

/** Every night: what has been in the recycle bin for thirty days goes for good, and works whose job was cancelled are cleared away. */
const tidyJob = defineJob({
  name: 'metadata.tidy',
  schedule: '41 18 * * *',
  run: (job) => eachTenant(job, 'all', async (tenant) => tidyTenant(await job.contextFor({ tenant }))),
});

export async function tidyTenant(ctx: Awaited<ReturnType<Parameters<typeof giveUp>[0]['contextFor']>>): Promise<void> {
  const tenant = ctx.tenant.id;
  const before = new Date(ctx.clock.now().getTime() - keptDays * 86_400_000);
  const objects = await ctx.query<{ name: string }>(
    sql`select name from meta_object where tenant_id = ${tenant} and deleted_at < ${before}`,
  );
  for (const { name } of objects) await purgeObject(ctx, name);
  const fields = await ctx.query<{ object: string; name: string }>(
    sql`select object, name from meta_field where tenant_id = ${tenant} and custom and deleted_at < ${before}`,
  );
  for (const { object, name } of fields) await purgeField(ctx, object, name);
  const stale = await ctx.query<Work<TypePlan>>(sql`
    select w.id, w.object, w.plan from meta_work w
    where w.tenant_id = ${tenant} and w.kind = 'type' and w.phase = 'after' and w.finished_at < ${before}
      and not exists (select 1 from meta_field f where f.tenant_id = w.tenant_id and f.object = w.object and f.key = w.plan -> 'from' ->> 'key')`);
  for (const work of stale) {
    await dropKey(ctx, work.object, { key: work.plan.from.key, slot: null });
    await ctx.transaction((tx) => tx.query(sql`update meta_work set phase = 'purged' where tenant_id = ${tenant} and id = ${work.id}`));
  }
  const orphans = await ctx.query<{ id: string }>(sql`
    select w.id from meta_work w join background_job b on b.tenant_id = w.tenant_id and b.kind = 'metadata.work' and b.payload ->> 'work' = w.id::text
    where w.tenant_id = ${tenant} and w.finished_at is null and b.status in ('cancelled', 'failed')`);
  for (const { id } of orphans) await giveUp({ tenant, work: id, contextFor: (who) => ctx.app.contextFor(who) }, id);
}

export const administrationJobs = [workJob, slotJob, tidyJob];
