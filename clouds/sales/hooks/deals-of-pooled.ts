import { defineHook } from '@huanke/platform/module';
import { noteDeals } from '@huanke/platform/pools';

/** A deal that comes up, moves on or ends may keep its customer from going back to the pool. */
export const dealsOfPooled = defineHook({
  name: 'sales.dealsOfPooled',
  object: 'opportunity',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    const accounts = changes
      .filter(({ operation, values }) => operation !== 'update' || ['account', 'stage', 'closedOn'].some((name) => name in values))
      .flatMap(({ before, values }) => [before?.['account'], values['account']])
      .filter((id) => typeof id === 'string');
    await noteDeals(ctx, 'account', accounts);
    return undefined;
  },
});
