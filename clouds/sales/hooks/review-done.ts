import { dayIn, errors, fieldErrors, label } from '@huanke/platform/kernel';
import { type Change, defineHook, type Values } from '@huanke/platform/module';
import { daysAfter } from '../deals/loss-reviews.ts';
import { salesSettings } from '../settings.ts';

const texts = {
  answer: label('完成复盘前请先填写', 'Answer this before the review is done'),
  deal: label('复盘不能换到另一条商机', 'A review can not be moved to another deal'),
  remove: label('只有主管可以删除输单复盘', 'Only a manager deletes a loss review'),
};

const finalOf = ({ before, values }: Change, field: string) => (values[field] === undefined ? before?.[field] : values[field]) ?? null;

const answers = ['why', 'theirs', 'lessons'] as const;

/** What a review that is done lacks of its answers; what they did right is asked where somebody took the deal. */
function unanswered(change: Change): readonly string[] {
  const isTold = ['done', ...answers].some((field) => change.values[field] !== undefined);
  if (!isTold || finalOf(change, 'done') !== true) return [];
  return answers.filter((field) => finalOf(change, field) === null && (field !== 'theirs' || finalOf(change, 'competitor') !== null));
}

/**
 * A review is done once it is answered, and stays so; it stays with its deal. When it was finished is not typed, nor when it is due: that
 * follows from the loss, or from the day on which somebody begins one of their own.
 */
export const reviewDone = defineHook({
  name: 'sales.reviewDone',
  object: 'lossReview',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run: (ctx, changes, reject) =>
    changes.map((change, index): Values | undefined => {
      const { before, values, merging } = change;
      const lacking = unanswered(change);
      if (lacking.length > 0) reject(index, fieldErrors(lacking.map((field) => ({ field, code: 'REQUIRED', message: texts.answer }))));
      if (before && values.opportunity !== undefined && !merging)
        reject(index, errors.STATE({ errors: [{ field: 'opportunity', code: 'STATE', message: texts.deal }] }));
      const now = ctx.clock.now();
      const due = before || values.dueOn ? {} : { dueOn: daysAfter(dayIn(ctx.tenant.timeZone, now), salesSettings(ctx).reviewDays) };
      return values.done === undefined ? due : { ...due, doneAt: values.done === true ? now.toISOString() : null };
    }),
});

/** Nobody gets round a review by deleting it: that is for who may manage, or it goes along with its deal. */
export const reviewKept = defineHook({
  name: 'sales.reviewKept',
  object: 'lossReview',
  stage: 'beforeSave',
  on: ['delete'],
  run(ctx, changes, reject) {
    if (ctx.access.can('lossReview.discard')) return undefined;
    const refused = errors.FORBIDDEN({ errors: [{ field: 'id', code: 'FORBIDDEN', message: texts.remove }] });
    for (const [index, { along }] of changes.entries()) if (!along) reject(index, refused);
    return undefined;
  },
});
