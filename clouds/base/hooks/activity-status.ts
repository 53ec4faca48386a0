import { errors, fieldErrors, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { type Status, statuses, statusOf } from '../calendar/event.ts';
import { calendarSettings } from '../calendar/settings.ts';

/** Where an activity may go from each state. */
const moves: Readonly<Record<Status, readonly Status[]>> = {
  open: ['doing', 'done', 'cancelled'],
  doing: ['open', 'done', 'cancelled'],
  done: ['open'],
  cancelled: ['open'],
};

/** The state after a save, by whichever of the two fields it names; undefined when it names none. */
function wanted({ values }: Change, from: Status): Status | undefined {
  const named = statuses.find((status) => status === values.status);
  if (named) return named;
  if (values.done === true) return 'done';
  if (values.done === false) return from === 'done' ? 'open' : from;
  return values.status === null ? 'open' : undefined;
}

/** Fields that the company asks for before an activity of this type is done. */
function missing(ctx: Context, after: Values) {
  const activity = ctx.meta.object('activity');
  return (calendarSettings(ctx).required[String(after.type)] ?? [])
    .filter((field) => after[field] === null || after[field] === undefined || after[field] === '')
    .map((field) => {
      const { zh = field, en = field } = activity?.fields.get(field)?.label ?? {};
      return { field, code: 'REQUIRED', message: label(`完成前请填写${zh}`, `Fill in ${en} before it is done`) };
    });
}

/** The state and the tick say the same; only moves that there are; nothing is done without its result. Data of the past is taken as it is. */
export const activityStatus = defineHook({
  name: 'base.activityStatus',
  object: 'activity',
  stage: 'beforeValidate',
  on: ['create', 'update'],
  run(ctx, changes, reject) {
    return changes.map((change, index): Values | undefined => {
      const from = statusOf(change.before ?? {});
      const to = wanted(change, from) ?? (change.operation === 'create' ? 'open' : undefined);
      if (to === undefined) return undefined;
      if (change.operation === 'update' && to !== from && !moves[from].includes(to)) {
        reject(
          index,
          errors.STATE({ errors: [{ field: 'status', code: 'STATE', message: label('请先改回待办', 'Set it back to open first') }] }),
        );
        return undefined;
      }
      const lacks =
        to === 'done' && from !== 'done' && ctx.channel !== 'import' ? missing(ctx, { ...change.before, ...change.values }) : [];
      if (lacks.length > 0) {
        reject(index, fieldErrors(lacks));
        return undefined;
      }
      return { status: to, done: to === 'done' };
    });
  },
});
