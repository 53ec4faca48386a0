import { defineJob, eachTenant } from '@huanke/platform/module';
import { remindOfEvents } from '../calendar/remind.ts';

/** Every minute over all companies: what begins soon. */
export const remindEvents = defineJob({
  name: 'base.remindEvents',
  schedule: '* * * * *',
  run: (job) => eachTenant(job, 'active', async (tenant) => remindOfEvents(await job.contextFor({ tenant }))),
});
