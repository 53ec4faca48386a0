import { defineJob, eachTenant } from '@huanke/platform/module';
import { dropRecordings } from '../calls/recording.ts';

/** Every night: recordings that are kept no longer. */
export const dropRecordingsJob = defineJob({
  name: 'engagement.dropRecordings',
  schedule: '41 18 * * *',
  run: (job) =>
    eachTenant(job, 'active', async (tenant) => {
      const dropped = await dropRecordings(await job.contextFor({ tenant }));
      if (dropped > 0) job.app.log.info({ tenant, dropped }, 'recordings of calls removed');
    }),
});
