import { sql } from '@huanke/platform/database';
import { defineJob, eachTenant } from '@huanke/platform/module';
import { rescoreAll } from '../scoring/rescore.ts';

/** Every night over all companies with a model in force: what leads did a while ago counts a little less. */
export const fadeScores = defineJob({
  name: 'sales.fadeScores',
  schedule: '41 17 * * *',
  run: (job) =>
    eachTenant(
      job,
      'active',
      async (tenant) => rescoreAll(await job.contextFor({ tenant }), job.signal),
      (tenant) => sql`select from score_model where tenant_id = ${tenant} and status = 'published'`,
    ),
});
