import { sql } from '@huanke/platform/database';
import { type Context, metaOf } from '@huanke/platform/module';
import { loadValues } from '@huanke/platform/records';
import { decimal, units } from '../contracts/work-out.ts';
import { book, type Entry } from './book.ts';
import { lockPlans } from './open-plans.ts';

/** Allocations of receipts that stand, with what they allocate; of one instalment only where it is named. Receipts are locked. */
async function standing(tx: Context, receipts: readonly string[], plan?: string) {
  const rows = await tx.query<{ id: string }>(sql`
    select a.id from receipt_allocation a
    where a.tenant_id = ${tx.tenant.id} and a.receipt = any(${receipts}::uuid[]) and a.deleted_at is null and a.reversal_of is null
      and ${plan === undefined ? sql`true` : sql`a.plan = ${plan}::uuid`}
      and not exists (select from receipt_allocation r where r.tenant_id = a.tenant_id and r.reversal_of = a.id and r.deleted_at is null)
    order by a.id`);
  const ids = rows.map(({ id }) => id);
  const found = await loadValues(tx, metaOf(tx, 'receiptAllocation'), ids);
  return ids.flatMap((id) => {
    const values = found.get(id);
    return values ? [{ id, values }] : [];
  });
}

/** Mirrors what was allocated of receipts, of one instalment or of all. Answers what was taken back, by receipt. */
export async function takeBack(
  ctx: Context,
  receipts: readonly string[],
  { plan, reason }: { readonly plan?: string; readonly reason: string },
): Promise<ReadonlyMap<string, bigint>> {
  const tx = ctx.elevated().whole();
  const rows = await standing(tx, receipts, plan);
  const plans = await lockPlans(
    tx,
    rows.map(({ values }) => ({ id: String(values.plan), contract: String(values.contract) })),
  );
  const mirrors = rows.map(({ id, values }): Entry => {
    const { fxDifference, baseAmount } = values;
    return {
      receipt: String(values.receipt),
      plan: String(values.plan),
      amount: -units(values.amount),
      baseAmount: negated(baseAmount),
      fxDifference: negated(fxDifference),
      reversalOf: id,
      reason,
    };
  });
  await book(ctx, mirrors, new Map(plans.map((one) => [one.id, one])));
  const sums = new Map<string, bigint>();
  for (const { receipt, amount } of mirrors) sums.set(receipt, (sums.get(receipt) ?? 0n) - amount);
  return sums;
}

const negated = (amount: unknown) => (typeof amount === 'string' ? decimal(-units(amount)) : null);
