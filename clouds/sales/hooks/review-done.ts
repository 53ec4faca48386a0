import { defineHook } from '@huanke/platform/module';

/** When a review was finished is not typed. */
export const reviewDone = defineHook({
  name: 'sales.reviewDone',
  object: 'lossReview',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run: (ctx, changes) =>
    changes.map(({ values }) => {
      if (values.done === undefined) return undefined;
      return { doneAt: values.done === true ? ctx.clock.now().toISOString() : null };
    }),
});
