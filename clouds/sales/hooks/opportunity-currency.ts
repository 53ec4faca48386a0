import { defineHook } from '@huanke/platform/module';

/** Amounts are in the company's currency unless said. */
export const opportunityCurrency = defineHook({
  name: 'sales.opportunityCurrency',
  object: 'opportunity',
  stage: 'beforeSave',
  on: ['create'],
  run: (ctx, changes) => {
    const known = ctx.meta
      .object('opportunity')
      ?.fields.get('currency')
      ?.options?.some((option) => option.key === ctx.tenant.currency);
    return changes.map((change) => (known && !change.values.currency ? { currency: ctx.tenant.currency } : undefined));
  },
});
