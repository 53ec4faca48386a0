import { fieldError, label } from '@huanke/platform/kernel';
import { type Change, defineHook, type Values } from '@huanke/platform/module';
import { hasRoom } from '@huanke/platform/storage';
import { lineAmount, lineTooLarge } from '../deals/line-amount.ts';
import { currenciesOf, lockDeals, sumUpLines } from '../deals/lines.ts';
import { productsOf } from '../deals/products.ts';

const noPrice = label('请填写单价，这个产品没有标准价', 'Give a unit price; the product has no list price');

const always = ['create', 'update', 'delete', 'restore'] as const;
const of = (change: Change, field: string) => (change.values[field] === undefined ? change.before?.[field] : change.values[field]);
const dealsOf = (changes: readonly Change[]): string[] => [
  ...new Set(
    changes.flatMap(({ before, values }) => [before?.opportunity, values.opportunity].filter((id): id is string => typeof id === 'string')),
  ),
];

/** Locks the deals, and gives a new line the list price of its product where none is said. */
export const linePrice = defineHook({
  name: 'sales.linePrice',
  object: 'opportunityLine',
  stage: 'beforeValidate',
  on: always,
  async run(ctx, changes, reject) {
    await lockDeals(ctx, dealsOf(changes));
    const products = await productsOf(
      ctx,
      changes.filter(({ operation }) => operation === 'create'),
    );
    return changes.map((change, index): Values | undefined => {
      if (change.operation === 'delete' || change.operation === 'restore' || (of(change, 'unitPrice') ?? null) !== null) return undefined;
      const unitPrice = change.operation === 'create' ? (products.get(String(change.values.product))?.price ?? null) : null;
      // without a product the line is refused for that
      if (unitPrice === null && of(change, 'product')) reject(index, fieldError('REQUIRED', 'unitPrice', noPrice));
      return unitPrice === null ? undefined : { unitPrice };
    });
  },
});

/** A line is called after its product and worked out in decimals. */
export const lineWorth = defineHook({
  name: 'sales.lineWorth',
  object: 'opportunityLine',
  stage: 'beforeSave',
  on: ['create', 'update'],
  async run(ctx, changes, reject) {
    const products = await productsOf(ctx, changes);
    const currencies = await currenciesOf(ctx, dealsOf(changes));
    return changes.map((change, index): Values => {
      const amount = lineAmount(
        { quantity: of(change, 'quantity'), unitPrice: of(change, 'unitPrice'), discount: of(change, 'discount') },
        currencies.get(String(of(change, 'opportunity'))),
      );
      if (amount !== null && !hasRoom(amount)) {
        reject(index, lineTooLarge());
        return {};
      }
      return { name: products.get(String(of(change, 'product')))?.name ?? null, amount };
    });
  },
});

export const linesSummed = defineHook({
  name: 'sales.linesSummed',
  object: 'opportunityLine',
  stage: 'afterSave',
  on: always,
  async run(ctx, changes) {
    await sumUpLines(ctx, dealsOf(changes));
    return undefined;
  },
});
