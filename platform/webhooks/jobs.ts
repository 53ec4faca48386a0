import { sql } from '../database/sql.ts';
import { defineJob } from '../module/index.ts';
import { keptMs } from './policy.ts';

/** Nightly: deliveries that are done go after 30 days, and with the last of them webhooks that were ended. */
export const purgeDeliveries = defineJob({
  name: 'webhooks.purge',
  schedule: '35 19 * * *',
  async run({ app, signal }) {
    const before = new Date(app.clock.now().getTime() - keptMs);
    const tenants = await app.database.global((connection) => connection.query<{ id: number }>(sql`select id from tenant order by id`));
    for (const { id } of tenants) {
      if (signal.aborted) return;
      await app.database.write(id, async (transaction) => {
        await transaction.query(
          sql`delete from webhook_delivery where tenant_id = ${id} and status <> 'waiting' and coalesce(done_at, created_at) < ${before}`,
        );
        await transaction.query(sql`delete from webhook where tenant_id = ${id} and deleted_at < ${before}`);
      });
    }
  },
});
