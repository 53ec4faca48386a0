import { enqueue } from '@huanke/platform/jobs';
import type { Context } from '@huanke/platform/module';

export const costJobName = 'sales.costDeals';

/** Deals cost what an hour costs from now on; asked again before the work has begun, it is done once. */
export const askToCost = (tx: Context): Promise<void> =>
  enqueue(tx, costJobName, { tenant: tx.tenant.id }, { key: `costs:${tx.tenant.id}` });
