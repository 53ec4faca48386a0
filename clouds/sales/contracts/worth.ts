import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { hasRoom } from '@huanke/platform/storage';
import { baseOf, ratesByDay, rounded, worthTooLarge } from '../deals/worth.ts';
import { after } from './facts.ts';
import { stateOf } from './states.ts';

/** Whether money has to be worked out; the rate of a contract that is signed stays, once there is one. */
const isAsked = ({ operation, values }: Change): boolean =>
  operation === 'create' || ['amount', 'currency', 'signedOn', 'status'].some((field) => values[field] !== undefined);

const isFixed = (ctx: Context, { before, values }: Change): boolean =>
  before !== undefined &&
  !['draft', 'signing'].includes(stateOf(ctx, before.status)) &&
  (before.exchangeRate ?? null) !== null &&
  values.currency === undefined;

/**
 * The amount of a contract as its currency can hold it, and what that is in the company's by the rate of the day it was signed; of drafts by that
 * of today (C-1, C-12). The company's own currency unless said.
 */
export const contractWorth = defineHook({
  name: 'sales.contractWorth',
  object: 'contract',
  stage: 'beforeSave',
  on: ['create', 'update'],
  async run(ctx, changes, reject) {
    const asked = changes.filter((change) => isAsked(change) && !isFixed(ctx, change));
    const rates = await ratesByDay(ctx, asked, ({ signedOn }) => signedOn);
    return changes.map((change, index): Values | undefined => {
      if (!isAsked(change)) return undefined;
      const currency = after(change, 'currency') ?? ctx.tenant.currency;
      const amount = rounded(after(change, 'amount'), currency);
      const rate = isFixed(ctx, change) ? after(change, 'exchangeRate') : (rates.get(change.id) ?? null);
      const baseAmount = rate === null ? null : baseOf(ctx, amount, rate);
      if (baseAmount !== null && !hasRoom(baseAmount)) reject(index, worthTooLarge());
      return { amount, currency, exchangeRate: rate, baseAmount };
    });
  },
});
