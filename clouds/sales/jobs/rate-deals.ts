import { sql } from '@huanke/platform/database';
import { enqueue } from '@huanke/platform/jobs';
import { type Context, defineJob, eachTenant } from '@huanke/platform/module';
import { rateDeals } from '../deals/rated.ts';

/** Works the deals of a company out by its rates as they are now. */
export const rateDealsJob = defineJob<{ tenant: number }>({
  name: 'sales.rateDeals',
  run: async ({ contextFor, signal }, { tenant }) => void (await rateDeals(await contextFor({ tenant }), () => signal.throwIfAborted())),
});

/** With the transaction under way; asked again before it has begun, it is done once. */
export const askToRate = (tx: Context): Promise<void> =>
  enqueue(tx, rateDealsJob.name, { tenant: tx.tenant.id }, { key: `rates:${tx.tenant.id}` });

/** Rates that begin about now, whatever the zone, and those that were written or deleted a short while ago. */
const due = (tenant: number, now: Date) => sql`
  select from exchange_rate r where r.tenant_id = ${tenant} and (
    r.from_on between ${now}::timestamptz::date - 2 and ${now}::timestamptz::date + 2 or greatest(r.updated_at, r.deleted_at) > ${now}::timestamptz - interval '3 hours')`;

/** Every hour: rates that begin today, and deals that were saved while a rate was written. */
export const rateDealsOfTheDay = defineJob({
  name: 'sales.rateDealsOfTheDay',
  schedule: '11 * * * *',
  run: (job) =>
    eachTenant(
      job,
      'active',
      async (tenant) => rateDeals(await job.contextFor({ tenant }), () => job.signal.throwIfAborted()),
      (tenant) => due(tenant, job.app.clock.now()),
    ),
});
