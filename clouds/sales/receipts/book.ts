import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { type SaveRow, saveAll } from '@huanke/platform/records';
import { decimal, units } from '../contracts/work-out.ts';
import { baseOf, foreignOf } from '../deals/worth.ts';
import type { Plan } from './open-plans.ts';

/** A row of allocations before it is written; `amount` in the smallest units, below nought where it takes another back. */
export interface Entry {
  readonly receipt: string;
  readonly plan: string;
  readonly amount: bigint;
  /** In the company's currency, where the receipt is in another. */
  readonly baseAmount: string | null;
  readonly fxDifference: string | null;
  readonly reversalOf?: string;
  readonly reason?: string;
}

/**
 * What the rate of the receipt gives more or less than that of the contract, in the company's currency; nothing where both are in that
 * already, or a rate is not known. 1,000.00 USD at 7.20 and at 7.1234: 7,200.00 − 7,123.40 = 76.60.
 */
export function fxDifference(ctx: Pick<Context, 'tenant'>, amount: bigint, receipt: Values, contract: Values): string | null {
  if (!foreignOf(ctx, receipt.currency)) return null;
  const [got, agreed] = [baseOf(ctx, decimal(amount), receipt.exchangeRate), baseOf(ctx, decimal(amount), contract.exchangeRate)];
  return got === null || agreed === null ? null : decimal(units(got) - units(agreed));
}

/** Writes rows of allocations, and what they make of the instalments; these are locked. What is left of the receipts is written by who calls. */
export async function book(ctx: Context, entries: readonly Entry[], plans: ReadonlyMap<string, Plan>): Promise<void> {
  if (entries.length === 0) return;
  const [tx, at] = [ctx.elevated().whole(), ctx.clock.now().toISOString()];
  const made = entries.map(({ amount, plan, reversalOf = null, reason = null, ...entry }): SaveRow => {
    const { name, contract, currency } = plans.get(plan)?.plan ?? {};
    return {
      operation: 'create',
      values: { ...entry, plan, name, contract, currency, amount: decimal(amount), at, by: ctx.user.id, reversalOf, reason },
    };
  });
  await saveAll(tx, metaOf(tx, 'receiptAllocation'), made, { asSystem: true });
  const sums = new Map<string, bigint>();
  for (const { plan, amount } of entries) sums.set(plan, (sums.get(plan) ?? 0n) + amount);
  const paid = [...sums].map(
    ([id, sum]): SaveRow => ({ operation: 'update', id, values: { received: decimal(units(plans.get(id)?.plan.received) + sum) } }),
  );
  await saveAll(tx, metaOf(tx, 'paymentPlan'), paid, { asSystem: true });
}
