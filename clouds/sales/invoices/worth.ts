import { fieldError, label } from '@huanke/platform/kernel';
import { type Change, defineHook, type Values } from '@huanke/platform/module';
import { hasRoom } from '@huanke/platform/storage';
import { after, contractsOf, named } from '../contracts/facts.ts';
import { units } from '../contracts/work-out.ts';
import { baseOf, rounded, worthTooLarge } from '../deals/worth.ts';
import { tooMuch } from './errors.ts';
import { takenOf, takingStates } from './facts.ts';
import { splitTax } from './split.ts';

const texts = {
  positive: label('开票金额要大于 0', 'The amount must be more than 0'),
};

const taking: ReadonlySet<unknown> = new Set(takingStates);
const isAsked = ({ operation, values }: Change): boolean =>
  operation === 'create' || ['amount', 'taxRate', 'currency', 'exchangeRate'].some((field) => values[field] !== undefined);

/** Whether the request takes of its contract from this save on. */
const takes = (change: Change): boolean =>
  change.operation !== 'delete' &&
  !change.merging &&
  taking.has(after(change, 'status')) &&
  (change.operation !== 'update' || !taking.has(change.before?.status));

/**
 * The amount as its currency can hold it, split in net and tax; and never more handed in and issued than the contract is about, less what was red.
 * The guard has locked the contract. Source: SAL-27, COM-17.
 */
export const requestWorth = defineHook({
  name: 'sales.invoiceRequestWorth',
  object: 'invoiceRequest',
  stage: 'beforeSave',
  on: ['create', 'update', 'restore'],
  async run(ctx, changes, reject) {
    const asking = changes.filter(takes);
    const contracts = await contractsOf(ctx, named(asking, 'contract'));
    const taken = new Map(await takenOf(ctx, [...contracts.keys()], { without: asking.map(({ id }) => id) }));
    return changes.map((change, index): Values | undefined => {
      const currency = after(change, 'currency') ?? ctx.tenant.currency;
      const amount = rounded(after(change, 'amount'), currency);
      if (isAsked(change) && units(amount) <= 0n) reject(index, fieldError('INVALID_VALUE', 'amount', texts.positive));
      if (takes(change)) {
        const id = String(after(change, 'contract'));
        const left = units(contracts.get(id)?.amount) - (taken.get(id) ?? 0n);
        if (units(amount) > left) reject(index, tooMuch('INVOICE_TOO_MUCH', 'amount', left));
        else taken.set(id, (taken.get(id) ?? 0n) + units(amount) - units(after(change, 'redAmount')));
      }
      if (!isAsked(change) || change.operation === 'restore') return undefined;
      const rate = after(change, 'exchangeRate');
      const baseAmount = rate === null ? null : baseOf(ctx, amount, rate);
      if (baseAmount !== null && !hasRoom(baseAmount)) reject(index, worthTooLarge());
      return { amount, baseAmount, ...(splitTax(amount, after(change, 'taxRate'), currency) ?? { net: null, tax: null }) };
    });
  },
});
