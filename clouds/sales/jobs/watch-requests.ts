import { sql } from '@huanke/platform/database';
import { defineJob } from '@huanke/platform/module';
import { tellBreaches } from '../deals/collab-breaches.ts';

/** Every minute over all companies: requests for help whose time is over. */
export const watchRequests = defineJob({
  name: 'sales.watchRequests',
  schedule: '* * * * *',
  async run({ app, contextFor, signal }) {
    const tenants = await app.database.global((connection) =>
      connection.query<{ id: number }>(sql`select id from tenant where status = 'active' order by id`),
    );
    for (const { id } of tenants) {
      if (signal.aborted) return;
      await tellBreaches(await contextFor({ tenant: id })).catch((error: unknown) =>
        app.log.error({ tenant: id, error }, 'requests could not be watched'),
      );
    }
  },
});
