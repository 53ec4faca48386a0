import { sql } from '../database/sql.ts';
import { defineJob, eachTenant } from '../module/index.ts';

const keptMs = 30 * 86_400_000;

/** Nightly: tokens of apps that have run out go at once, personal ones and apps a month after they ended. */
export const purgeCredentials = defineJob({
  name: 'credentials.purge',
  schedule: '25 19 * * *',
  run(job) {
    const now = job.app.clock.now();
    const before = new Date(now.getTime() - keptMs);
    return eachTenant(job, 'all', (tenant) =>
      job.app.database.write(tenant, async (transaction) => {
        await transaction.query(sql`
          delete from api_token where tenant_id = ${tenant}
            and (revoked_at < ${before} or (app_id is not null and expires_at < ${now}) or (app_id is null and expires_at < ${before}))`);
        await transaction.query(sql`delete from api_app where tenant_id = ${tenant} and revoked_at < ${before}`);
      }),
    );
  },
});
