import { type Context, defineJob, eachTenant } from '@huanke/platform/module';
import { tellMissing } from '../deals/loss-reviews.ts';
import { nagOverdue } from '../deals/overdue.ts';
import { markStalled } from '../deals/stalled.ts';
import { catchUp } from '../deals/upkeep.ts';

/** Every hour over all companies: what an upgrade left to do, deals that stall, expected days that are over, reviews nobody wrote. */
export const watchDeals = defineJob({
  name: 'sales.watchDeals',
  schedule: '7 * * * *',
  async run(job) {
    const steps = [(ctx: Context) => catchUp(ctx, () => job.signal.throwIfAborted()), markStalled, nagOverdue, tellMissing];
    for (const step of steps) await eachTenant(job, 'active', async (tenant) => step(await job.contextFor({ tenant })));
  },
});
