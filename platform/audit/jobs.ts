import { defineJob, eachTenant, type JobDefinition } from '../module/index.ts';
import { purgeEntries } from './retention.ts';
import { sealEntries } from './seal.ts';
import { auditDays } from './settings.ts';

const sealJob = defineJob<{ tenant: number }>({
  name: 'audit.seal',
  async run({ contextFor }, { tenant }) {
    await sealEntries(await contextFor({ tenant }));
  },
});

/** What nobody asked for because a process died between the commit and the asking; and what has been kept for long enough. */
const nightlyJob = defineJob({
  name: 'audit.nightly',
  schedule: '50 18 * * *',
  run: (job) =>
    eachTenant(job, 'active', async (tenant) => {
      const ctx = await job.contextFor({ tenant });
      await sealEntries(ctx);
      const days = await auditDays(ctx);
      if (days !== null) await purgeEntries(ctx, days);
    }),
});

export const auditJobs: readonly JobDefinition<never>[] = [sealJob, nightlyJob];
