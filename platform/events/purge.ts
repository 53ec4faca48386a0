import { sql } from '../database/sql.ts';
import { defineJob } from '../module/index.ts';

const KEPT_DAYS = 30;
const BATCH = 10_000;

/** Events older than 30 days go, in small transactions, oldest first. */
export const purgeEventsJob = defineJob({
  name: 'events.purge',
  schedule: '40 18 * * *',
  async run({ app, signal }) {
    const before = new Date(app.clock.now().getTime() - KEPT_DAYS * 86_400_000);
    const tenants = await app.database.global((connection) => connection.query<{ id: number }>(sql`select id from tenant order by id`));
    for (const { id } of tenants) {
      let gone = BATCH;
      while (gone === BATCH && !signal.aborted) {
        const rows = await app.database.write(id, (transaction) =>
          transaction.query(sql`
          delete from event where tenant_id = ${id} and at < ${before} and (xid, seq) in (
            select xid, seq from event where tenant_id = ${id} order by xid, seq limit ${BATCH}) returning 1`),
        );
        gone = rows.length;
      }
    }
  },
});
