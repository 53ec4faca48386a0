import { defineJob } from '@huanke/platform/module';
import { costJobName } from '../deals/ask-to-cost.ts';
import { costDeals } from '../deals/support.ts';

/** Works out what help has cost the deals of a company, by its setting as it is now. */
export const costDealsJob = defineJob<{ tenant: number }>({
  name: costJobName,
  run: async ({ contextFor, signal }, { tenant }) => costDeals(await contextFor({ tenant }), () => signal.throwIfAborted()),
});
