import { sql } from '@huanke/platform/database';
import { defineJob, eachTenant } from '@huanke/platform/module';
import { remindOfEvents } from '../calendar/remind.ts';

/** Every minute over all companies: what begins soon. */
export const remindEvents = defineJob({
  name: 'base.remindEvents',
  schedule: '* * * * *',
  run: (job) =>
    eachTenant(
      job,
      'active',
      async (tenant) => remindOfEvents(await job.contextFor({ tenant })),
      (tenant) => sql`select from activity where tenant_id = ${tenant} and remind_at <= ${job.app.clock.now()} and deleted_at is null`,
    ),
});
