import { fieldError, label } from '@huanke/platform/kernel';
import { defineHook, type Values } from '@huanke/platform/module';
import { lineSums } from '../deals/lines.ts';

const priced = label(
  '产品明细是按原币种报的价，请先清空明细再换币种',
  'The product lines are priced in the old currency; take them out before it changes',
);
const derived = label('金额由产品明细合计得出，请修改产品明细', 'The amount is the sum of the product lines; change those');

/**
 * The amount of a deal with product lines is their sum on every path: another one is refused, and so is another currency than that in which
 * their prices were said. Where records are merged or taken apart nothing can be refused: the sum is put in its place, the currency stays.
 * Source: SAL-12.
 */
export const opportunityAmount = defineHook({
  name: 'sales.opportunityAmount',
  object: 'opportunity',
  stage: 'beforeValidate',
  on: ['update'],
  async run(ctx, changes, reject) {
    const written = changes.filter(({ before, values }) => values.amount !== undefined || turnsCurrency(before, values));
    const sums = await lineSums(
      ctx,
      written.map(({ id }) => id),
    );
    return changes.map((change, index): Values | undefined => {
      const sum = sums.get(change.id);
      if (sum === undefined) return undefined;
      const isOther = change.values.amount !== undefined && change.values.amount !== sum;
      const turns = turnsCurrency(change.before, change.values);
      if (change.merging) return { ...(isOther ? { amount: sum } : {}), ...(turns ? { currency: change.before?.currency ?? null } : {}) };
      if (turns) reject(index, fieldError('RULE', 'currency', priced));
      if (isOther) reject(index, fieldError('RULE', 'amount', derived));
      return undefined;
    });
  },
});

const turnsCurrency = (before: Values | undefined, { currency }: Values) =>
  currency !== undefined && currency !== (before?.currency ?? null);
