import { defineJob, eachTenant } from '@huanke/platform/module';
import { fillStatus } from '../calendar/fill-status.ts';

/** Every ten minutes over all companies; there is work only after the upgrade that brought states. */
export const fillStatusJob = defineJob({
  name: 'base.fillStatus',
  schedule: '*/10 * * * *',
  run: (job) => eachTenant(job, 'active', async (tenant) => fillStatus(await job.contextFor({ tenant }))),
});
