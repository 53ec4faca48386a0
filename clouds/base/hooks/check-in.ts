import { fieldError, label, pointIn } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, metaOf, type Values } from '@huanke/platform/module';
import { loadValues } from '@huanke/platform/records';
import { judgeCheckIn } from '../calendar/judge-check-in.ts';
import { linksIn, positionsOf } from '../calendar/positions.ts';
import { calendarSettings } from '../calendar/settings.ts';

/** Where each activity takes place: where it says so itself, else where one of the records is that it is about. */
async function targets(ctx: Context, changes: readonly Change[]) {
  const activities = await loadValues(
    ctx,
    metaOf(ctx, 'activity'),
    changes.map(({ values }) => String(values.activity)),
  );
  const places = await positionsOf(ctx, [...activities.values()].flatMap(linksIn));
  return (change: Change) => {
    const activity = activities.get(String(change.values.activity));
    const near = linksIn(activity).flatMap(({ id }) => places.get(id) ?? []);
    return { subject: String(activity?.subject ?? ''), target: pointIn(activity?.position) ?? near[0] ?? null };
  };
}

/** The verdict on a check-in, at the time of the server: whoever is outside may check in, and says why. */
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
      const { subject, target } = targetOf(change);
      const report = { position: pointIn(position), accuracy: typeof accuracy === 'number' ? accuracy : null, mock: mock === true, target };
      const { distance, flags, valid, needsReason } = judgeCheckIn(report, settings);
      if (needsReason && !reason) {
        const message = label('不在范围内或定位不准，请说明原因', 'Outside, or the position is not certain: say why');
        reject(index, fieldError('REQUIRED', 'reason', message));
        return undefined;
      }
      return {
        name: subject.slice(0, 200),
        checkedAt: change.at.toISOString(),
        target,
        distance,
        flags: flags.length > 0 ? flags : null,
        valid,
      };
    });
  },
});
