import { defineHook } from '@huanke/platform/module';
import { emitAll } from '@huanke/platform/records';
import { activityEvents } from '../contract.ts';

/** Told when something is done, by whichever way; what is written down as done already was so before. */
export const activityCompleted = defineHook({
  name: 'base.activityCompleted',
  object: 'activity',
  stage: 'afterSave',
  on: ['update'],
  tells: ['completed'],
  async run(ctx, changes) {
    const done = changes.filter(({ values }) => values.done === true);
    await emitAll(
      ctx,
      done.map(({ id }) => ({ event: activityEvents.completed, object: 'activity', record: id })),
    );
    return undefined;
  },
});
