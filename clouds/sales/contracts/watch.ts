import { sql } from '@huanke/platform/database';
import { dayIn } from '@huanke/platform/kernel';
import { type Context, defineJob, eachTenant, metaOf } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { emitAll, type SaveRow, saveRecords } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';

const batchSize = 1000;

interface Late {
  readonly id: string;
  readonly contract: string;
  readonly name: string;
  readonly owner: string | null;
  readonly dueOn: string;
}

/** Instalments in force whose day is over. */
const late = (tenant: number, today: string) => sql`
  p.tenant_id = ${tenant} and p.deleted_at is null and p.status in ('unpaid', 'partial') and p.is_due_known and p.due_on < ${today}::date`;

/** Instalments that were due before today and are not paid: overdue from now on, told once to who owns the contract. Answers how many. */
export async function tellOverdue(ctx: Context): Promise<number> {
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  return ctx.transaction(async (tx) => {
    const found = await tx.query<Late>(sql`
      select p.id, p.contract, c.owner, p.name, p.due_on::text as "dueOn" from payment_plan p
      join contract c on c.tenant_id = p.tenant_id and c.id = p.contract
      where ${late(tx.tenant.id, today)} order by p.due_on, p.id limit ${batchSize} for no key update of c, p skip locked`);
    // what the day has made of it is worked out with every save; one that is refused keeps no other back
    const touched = found.map(({ id }): SaveRow => ({ operation: 'update', id, values: { status: 'overdue' } }));
    const saved = await saveRecords(tx.elevated().whole(), metaOf(tx.whole(), 'paymentPlan'), touched, { asSystem: true });
    const rows = found.filter((_, index) => !saved[index]?.error);
    await emitAll(
      tx,
      rows.map(({ id, contract, dueOn }) => ({
        event: salesEvents.planOverdue,
        object: 'paymentPlan',
        record: id,
        changes: { contract, dueOn },
      })),
    );
    await notify(
      tx,
      rows.flatMap(({ contract, owner, name, dueOn }) =>
        owner ? [{ user: owner, kind: 'planOverdue', object: 'contract', record: contract, data: { name, at: dueOn } }] : [],
      ),
    );
    return rows.length;
  });
}

/** Every hour over all companies: instalments that have become overdue. */
export const watchPlans = defineJob({
  name: 'sales.watchPlans',
  schedule: '20 * * * *',
  run: (job) =>
    eachTenant(
      job,
      'active',
      async (tenant) => {
        const ctx = await job.contextFor({ tenant });
        while ((await tellOverdue(ctx)) === batchSize);
      },
      // whatever zone a company is in, its day is over half a day later at the latest
      (tenant) =>
        sql`select from payment_plan p where ${late(tenant, new Date(job.app.clock.now().getTime() + 14 * 3_600_000).toISOString().slice(0, 10))}`,
    ),
});
