import { sql } from '@huanke/platform/database';
import { defineJob } from '@huanke/platform/module';
import { tellMissing } from '../deals/loss-reviews.ts';
import { nagOverdue } from '../deals/overdue.ts';
import { markStalled } from '../deals/stalled.ts';
import { catchUp } from '../deals/upkeep.ts';

/** Every hour over all companies: what an upgrade left to do, deals that stall, expected days that are over, reviews nobody wrote. */
export const watchDeals = defineJob({
  name: 'sales.watchDeals',
  schedule: '7 * * * *',
  async run({ app, contextFor, signal }) {
    const tenants = await app.database.global((connection) =>
      connection.query<{ id: number }>(sql`select id from tenant where status = 'active' order by id`),
    );
    for (const { id } of tenants) {
      if (signal.aborted) return;
      const ctx = await contextFor({ tenant: id });
      const steps = [
        () => catchUp(ctx, () => signal.throwIfAborted()),
        () => markStalled(ctx),
        () => nagOverdue(ctx),
        () => tellMissing(ctx),
      ];
      for (const step of steps) await step().catch((error: unknown) => app.log.error({ tenant: id, error }, 'deals could not be watched'));
    }
  },
});
