import { fieldError, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { hasRoom } from '@huanke/platform/storage';
import { after } from '../contracts/facts.ts';
import { decimal, units } from '../contracts/work-out.ts';
import { baseOf, ratesByDay, rounded, worthTooLarge } from '../deals/worth.ts';
import { isKept } from './guard.ts';

const texts = {
  amount: label('金额要大于 0', 'The amount must be more than 0'),
};

/**
 * The amount of a receipt as its currency can hold it, in the company's by the rate of the day it was received (C-1, C-12), and how much of it
 * is left: only confirmed money can be allocated. The rate stays from then on. The company's own currency unless said.
 */
export const receiptWorth = defineHook({
  name: 'sales.receiptWorth',
  object: 'receipt',
  stage: 'beforeSave',
  on: ['create', 'update'],
  async run(ctx, changes, reject) {
    const rates = await ratesByDay(
      ctx,
      changes.filter((change) => !isKept(change.before)),
      ({ receivedOn }) => receivedOn,
    );
    return changes.map((change, index): Values => {
      const currency = after(change, 'currency') ?? ctx.tenant.currency;
      const amount = rounded(after(change, 'amount'), currency);
      if (units(amount) <= 0n) reject(index, fieldError('INVALID_VALUE', 'amount', texts.amount));
      const rate = isKept(change.before) ? after(change, 'exchangeRate') : (rates.get(change.id) ?? null);
      const baseAmount = rate === null ? null : baseOf(ctx, amount, rate);
      if (baseAmount !== null && !hasRoom(baseAmount)) reject(index, worthTooLarge());
      return { amount, currency, exchangeRate: rate, baseAmount, ...leftOf(ctx, change, { amount, rate }) };
    });
  },
});

function leftOf(ctx: Context, change: Change, { amount, rate }: { readonly amount: unknown; readonly rate: unknown }): Values {
  const counts = after(change, 'status') === 'confirmed';
  const sum = counts ? units(after(change, 'applied')) : 0n;
  const [applied, unapplied] = [decimal(sum), decimal(counts ? units(amount) - sum : 0n)];
  return { applied, unapplied, baseApplied: baseOf(ctx, applied, rate), baseUnapplied: baseOf(ctx, unapplied, rate) };
}
