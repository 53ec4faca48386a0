import { sql } from '@huanke/platform/database';
import { defineJob, eachTenant } from '@huanke/platform/module';
import { fillStatus, statusWork } from '../calendar/fill-status.ts';

/** Every ten minutes over all companies; there is work only after the upgrade that brought states. */
export const fillStatusJob = defineJob({
  name: 'base.fillStatus',
  schedule: '*/10 * * * *',
  run: (job) =>
    eachTenant(
      job,
      'active',
      async (tenant) => fillStatus(await job.contextFor({ tenant })),
      (tenant) =>
        sql`select where not exists (select from deal_upkeep where tenant_id = ${tenant} and name = ${statusWork} and done_at is not null)`,
    ),
});
