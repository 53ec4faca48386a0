import { sql } from '@huanke/platform/database';
import { defineJob, eachTenant } from '@huanke/platform/module';
import { overdue, tellBreaches } from '../deals/collab-breaches.ts';

/** Every minute over all companies: requests for help whose time is over. */
export const watchRequests = defineJob({
  name: 'sales.watchRequests',
  schedule: '* * * * *',
  run: (job) =>
    eachTenant(
      job,
      'active',
      async (tenant) => tellBreaches(await job.contextFor({ tenant })),
      (tenant) => sql`select from collab_request r where ${overdue(tenant, job.app.clock.now())}`,
    ),
});
