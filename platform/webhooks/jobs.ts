import { sql } from '../database/sql.ts';
import { defineJob, eachTenant } from '../module/index.ts';
import { keptMs } from './policy.ts';

/** Nightly: deliveries that are done go after 30 days, and with the last of them webhooks that were ended. */
export const purgeDeliveries = defineJob({
  name: 'webhooks.purge',
  schedule: '35 19 * * *',
  run(job) {
    const before = new Date(job.app.clock.now().getTime() - keptMs);
    return eachTenant(job, 'all', (tenant) =>
      job.app.database.write(tenant, async (transaction) => {
        await transaction.query(
          sql`delete from webhook_delivery where tenant_id = ${tenant} and status <> 'waiting' and coalesce(done_at, created_at) < ${before}`,
        );
        await transaction.query(sql`delete from webhook where tenant_id = ${tenant} and deleted_at < ${before}`);
      }),
    );
  },
});
