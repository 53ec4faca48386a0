import { defineHook } from '@huanke/platform/module';
import { askToRate } from '../jobs/rate-deals.ts';

/** Deals in other currencies follow the rates of the company. */
export const ratesChanged = defineHook({
  name: 'sales.ratesChanged',
  object: 'exchangeRate',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx) {
    await askToRate(ctx);
    return undefined;
  },
});
