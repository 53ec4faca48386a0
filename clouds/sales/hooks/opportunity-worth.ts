import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { hasRoom } from '@huanke/platform/storage';
import { baseOf, ratesFor, rounded, worthTooLarge } from '../deals/worth.ts';

const asked = ['amount', 'currency', 'stage', 'closedOn'] as const;

const isAsked = ({ operation, values }: Change) => operation === 'create' || asked.some((field) => values[field] !== undefined);

/** The amount as its currency can hold it, and what that is in the company's. `rate`: undefined of a deal in the company's own currency. */
function worth(ctx: Context, { before, values }: Change, rate: string | null | undefined): Record<string, unknown> {
  const now = { ...before, ...values };
  const written = values.amount !== undefined || values.currency !== undefined;
  const amount = written ? rounded(now.amount, now.currency ?? ctx.tenant.currency) : now.amount;
  const of = { exchangeRate: rate ?? null, baseAmount: rate ? baseOf(ctx, amount, rate) : null };
  return written && now.amount !== undefined ? { amount, ...of } : of;
}

/** Amounts are rounded to the decimals of their currency; those in another one are worked out in the company's (C-1, C-12, decision 0058). */
export const opportunityWorth = defineHook({
  name: 'sales.opportunityWorth',
  object: 'opportunity',
  stage: 'beforeValidate',
  on: ['create', 'update'],
  async run(ctx, changes, reject) {
    const rates = await ratesFor(ctx, changes.filter(isAsked));
    let at = 0;
    return changes.map((change, index): Values | undefined => {
      if (!isAsked(change)) return undefined;
      const values = worth(ctx, change, rates[at++]);
      if (typeof values.baseAmount !== 'string' || hasRoom(values.baseAmount)) return values;
      reject(index, worthTooLarge());
      return undefined;
    });
  },
});
