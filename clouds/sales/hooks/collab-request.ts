import { workingCalendar } from '@huanke/platform/calendar';
import { type Change, defineHook, type Values } from '@huanke/platform/module';
import { shareWith } from '@huanke/platform/sharing';
import { followDealOwners } from '../deals/requests.ts';
import { sumUpHours } from '../deals/support.ts';
import { salesSettings } from '../settings.ts';

const closed = (status: unknown) => status === 'done' || status === 'cancelled';

/** When a request is due in working time, and when it was done. Another time allowed counts from when it was asked for. */
export const collabDue = defineHook({
  name: 'sales.collabDue',
  object: 'collabRequest',
  stage: 'beforeSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    const timed = changes.some(({ operation, values }) => operation === 'create' || values.slaHours !== undefined);
    const calendar = timed ? await workingCalendar(ctx) : undefined;
    const { collabHours } = salesSettings(ctx);
    const now = ctx.clock.now();
    return changes.map(({ operation, before, values }): Values => {
      const made: Record<string, unknown> = {};
      if (calendar && (operation === 'create' || values.slaHours !== undefined)) {
        const asked = typeof before?.createdAt === 'string' ? new Date(before.createdAt) : now;
        const hours = Number(values.slaHours ?? collabHours);
        made.dueAt = calendar.add(asked, Math.round(hours * 60)).toISOString();
        // more time given: it is not overdue any more
        if (before?.breachedAt && String(made.dueAt) > now.toISOString()) made.breachedAt = null;
      }
      if (values.status !== undefined && closed(values.status) !== closed(before?.status))
        made.doneAt = closed(values.status) ? now.toISOString() : null;
      return made;
    });
  },
});

/** Who asked, and whose deal it is, see the request and may change it, whoever is to do it. */
export const collabShares = defineHook({
  name: 'sales.collabShares',
  object: 'collabRequest',
  stage: 'afterSave',
  on: ['create'],
  async run(ctx, changes) {
    const others = changes.filter(({ values }) => values.owner !== ctx.user.id);
    await shareWith(
      ctx,
      'collabRequest',
      others.map(({ id }) => ({ record: id, user: ctx.user.id, level: 'edit' as const })),
    );
    await followDealOwners(
      ctx,
      changes.map(({ values }) => String(values.opportunity)),
    );
    return undefined;
  },
});

/** Whether hours of a deal come, go or become others. */
const countsHours = ({ operation, before, values }: Change): boolean =>
  operation === 'update'
    ? values.hours !== undefined || values.opportunity !== undefined
    : (values.hours ?? before?.hours ?? null) !== null;

/** Hours go into the cost of the deal; those of a request that is given to another deal leave the one it was of. */
export const collabHours = defineHook({
  name: 'sales.collabHours',
  object: 'collabRequest',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    const named = changes.filter(countsHours).flatMap(({ before, values }) => [before?.opportunity, values.opportunity]);
    await sumUpHours(
      ctx,
      named.filter((id): id is string => typeof id === 'string'),
    );
    return undefined;
  },
});
