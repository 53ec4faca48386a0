import { sql } from '@huanke/platform/database';
import { addDays, dayIn, dayStartIn, fieldError, label, pointIn } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, metaOf, type Values } from '@huanke/platform/module';
import { loadValues } from '@huanke/platform/records';
import { timingOf } from '../calendar/event.ts';
import { occurrencesIn } from '../calendar/expand.ts';
import { judgeCheckIn } from '../calendar/judge-check-in.ts';
import { linksIn, positionsOf } from '../calendar/positions.ts';
import { calendarSettings } from '../calendar/settings.ts';
import { reviewFollowUps } from '../contacts/note-follow-ups.ts';
import { followUpOf } from './follow-ups.ts';

/** Whether somebody has it in their calendar: as its owner, or as one who takes part. */
const isTheirs = (activity: Values, user: string) =>
  activity.owner === user || (Array.isArray(activity.attendees) && activity.attendees.some(({ id }: { id: string }) => id === user));

/** Whether it takes place on this day of the company, an occurrence of a series too; what has no day may take place on any. */
function isItsDay({ tenant }: Context, activity: Values, at: Date): boolean {
  const today = dayIn(tenant.timeZone, at);
  const timing = timingOf(activity, tenant);
  if (!timing) return typeof activity.dueOn !== 'string' || activity.dueOn === today;
  return occurrencesIn(timing, dayStartIn(tenant.timeZone, today), dayStartIn(tenant.timeZone, addDays(today, 1)), 1).length > 0;
}

/** Each activity, and where it takes place: where it says so itself, else where one of the records is that it is about. */
async function targets(ctx: Context, changes: readonly Change[]) {
  const activities = await loadValues(
    ctx,
    metaOf(ctx, 'activity'),
    changes.map(({ values }) => String(values.activity)),
  );
  const places = await positionsOf(ctx, [...activities.values()].flatMap(linksIn));
  return (change: Change) => {
    const activity = activities.get(String(change.values.activity)) ?? {};
    const near = linksIn(activity).flatMap(({ id }) => places.get(id) ?? []);
    return { activity, target: pointIn(activity.position) ?? near[0] ?? null };
  };
}

/** The verdict on a check-in, at the time of the server: whoever is outside, early, late or not expected may check in, and says why. */
export const checkInVerdict = defineHook({
  name: 'base.checkInVerdict',
  object: 'checkIn',
  stage: 'beforeSave',
  on: ['create'],
  async run(ctx, changes, reject) {
    const settings = calendarSettings(ctx);
    const targetOf = await targets(ctx, changes);
    return changes.map((change, index): Values | undefined => {
      const { position, accuracy, mock, reason } = change.values;
      const { activity, target } = targetOf(change);
      const report = {
        position: pointIn(position),
        accuracy: typeof accuracy === 'number' ? accuracy : null,
        mock: mock === true,
        target,
        isTheirs: isTheirs(activity, ctx.user.id),
        isItsDay: isItsDay(ctx, activity, change.at),
      };
      const { distance, flags, valid, needsReason } = judgeCheckIn(report, settings);
      if (needsReason && !reason) {
        const message = label(
          '不在范围内、定位不准、不是您的拜访或不在拜访当天，请说明原因',
          'Outside, not certain, not your visit or not its day: say why',
        );
        reject(index, fieldError('REQUIRED', 'reason', message));
        return undefined;
      }
      return {
        name: String(activity.subject ?? '').slice(0, 200),
        checkedAt: change.at.toISOString(),
        target,
        distance,
        flags: flags.length > 0 ? flags : null,
        valid,
      };
    });
  },
});

const notExpected = ['otherPerson', 'otherDay'];

/** A visit knows when somebody who was expected has come: its page and the day of its owner ask for no check-in then. Derived; its version stays. */
export const checkedIn = defineHook({
  name: 'base.checkedIn',
  object: 'checkIn',
  stage: 'afterSave',
  on: ['create'],
  async run(ctx, changes) {
    const expected = changes.filter(({ values: { flags } }) => !Array.isArray(flags) || !flags.some((flag) => notExpected.includes(flag)));
    if (expected.length === 0) return undefined;
    const arrived = await ctx.query<{ id: string }>(sql`
      update activity a set checked_in_at = coalesce(a.checked_in_at, c.at)
      from (select w.id, min(w.at) as at from unnest(${expected.map(({ values }) => String(values.activity))}::uuid[],
        ${expected.map(({ at }) => at)}::timestamptz[]) w (id, at) group by w.id) c
      where a.tenant_id = ${ctx.tenant.id} and a.id = c.id and a.deleted_at is null returning a.id`);
    // it took place: a follow-up of whom it is about
    const visits = await loadValues(
      ctx,
      metaOf(ctx, 'activity'),
      arrived.map(({ id }) => id),
    );
    await reviewFollowUps(
      ctx,
      [...visits.values()].map((values) => ({ is: followUpOf(values) })),
    );
    return undefined;
  },
});
