import { sql } from '../database/sql.ts';
import { defineJob, eachTenant } from '../module/index.ts';

const KEPT_DAYS = 30;
const BATCH = 10_000;

/** Events older than 30 days go, in small transactions, oldest first. */
export const purgeEventsJob = defineJob({
  name: 'events.purge',
  schedule: '40 18 * * *',
  run(job) {
    const before = new Date(job.app.clock.now().getTime() - KEPT_DAYS * 86_400_000);
    return eachTenant(job, 'all', async (tenant) => {
      let gone = BATCH;
      while (gone === BATCH && !job.signal.aborted) {
        const rows = await job.app.database.write(tenant, (transaction) =>
          transaction.query(sql`
          delete from event where tenant_id = ${tenant} and at < ${before} and (xid, seq) in (
            select xid, seq from event where tenant_id = ${tenant} order by xid, seq limit ${BATCH}) returning 1`),
        );
        gone = rows.length;
      }
    });
  },
});
