import { sql } from '../database/sql.ts';
import { type Context, defineJob, eachTenant } from '../module/index.ts';
import { removeFiles } from './files.ts';

const hour = 3_600_000;

/**
 * Removes what nobody points to: uploads without a record, import or setting after a day, files of imports when their undo has
 * ended and results of exports after a week.
 */
export async function purgeFiles(ctx: Context, batch = 500): Promise<number> {
  const now = ctx.clock.now().getTime();
  let removed = 0;
  for (;;) {
    const rows = await ctx.query<{ id: string }>(sql`select f.id from file f
      where f.tenant_id = ${ctx.tenant.id} and f.created_at < ${new Date(now - 24 * hour)}
        and not exists (select 1 from file_use u where u.tenant_id = f.tenant_id and u.file_id = f.id)
        and not exists (select 1 from guarded_file g where g.tenant_id = f.tenant_id and g.file_id = f.id)
        and not exists (select 1 from import i where i.tenant_id = f.tenant_id and i.file_id = f.id and coalesce(i.finished_at, i.created_at) > ${new Date(now - 96 * hour)})
        and not exists (select 1 from background_job j where j.tenant_id = f.tenant_id and j.file_id = f.id and j.created_at > ${new Date(now - 7 * 24 * hour)})
        and not exists (select 1 from tenant t where t.id = f.tenant_id and t.logo = f.id::text)
      limit ${batch}`);
    await removeFiles(
      ctx,
      rows.map((row) => row.id),
    );
    removed += rows.length;
    if (rows.length < batch) return removed;
  }
}

export const purgeFilesJob = defineJob({
  name: 'files.purge',
  schedule: '17 19 * * *',
  run: (job) => eachTenant(job, 'all', async (tenant) => purgeFiles(await job.contextFor({ tenant }))),
});
