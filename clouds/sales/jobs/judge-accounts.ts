import { defineJob, eachTenant } from '@huanke/platform/module';
import { judgeAccounts } from '../accounts/judge.ts';

/** Every night over all companies: levels and lifecycles of accounts by rule. */
export const judgeAccountsJob = defineJob({
  name: 'sales.judgeAccounts',
  schedule: '41 18 * * *',
  run: (job) =>
    eachTenant(job, 'active', async (tenant) => {
      await judgeAccounts(await job.contextFor({ tenant }), undefined, () => job.signal.throwIfAborted());
    }),
});
