import { AppError } from '@huanke/platform/kernel';
import { defineHook, type Values } from '@huanke/platform/module';
import { nextReminder } from '../calendar/event.ts';
import { placed, timeFields } from '../calendar/place.ts';

const told = [...timeFields, 'status', 'place'] as const;

/** When something takes place, in the one form that is stored, and what follows from it: end of the series, next reminder, revision. */
export const eventTime = defineHook({
  name: 'base.eventTime',
  object: 'activity',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run(ctx, changes, reject) {
    const now = ctx.clock.now();
    return changes.map(({ before, values }, index): Values | undefined => {
      const timed = timeFields.some((field) => values[field] !== undefined);
      const reminds = timed || ['remindBefore', 'status'].some((field) => values[field] !== undefined);
      if (!reminds && !told.some((field) => values[field] !== undefined)) return undefined;
      try {
        const own = timed ? (placed({ ...before, ...values }, ctx.tenant) ?? {}) : {};
        const after = { ...before, ...values, ...own };
        if (!after.startAt) return own;
        const sequence = before ? { sequence: Number(before.sequence ?? 0) + 1 } : { sequence: 0 };
        return { ...own, ...sequence, ...(reminds ? { remindAt: nextReminder(after, ctx.tenant, now) } : {}) };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        reject(index, error);
        return undefined;
      }
    });
  },
});
