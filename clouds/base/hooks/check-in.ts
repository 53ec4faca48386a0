import { fieldError, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, metaOf, type Values } from '@huanke/platform/module';
import { loadValues } from '@huanke/platform/records';
import { judgeCheckIn, type Point } from '../calendar/judge-check-in.ts';
import { calendarSettings } from '../calendar/settings.ts';

interface Link {
  readonly object: string;
  readonly id: string;
}

const pointOf = (value: unknown): Point | null => {
  const { lng, lat } = (value ?? {}) as Partial<Point>;
  return typeof lng === 'number' && typeof lat === 'number' ? { lng, lat } : null;
};

const linksOf = (activity: Values | undefined) => (activity?.related ?? []) as readonly Link[];

/** Where records are: the first position or address with one among their fields. One query for each object. */
async function positions(ctx: Context, links: readonly Link[]): Promise<Map<string, Point>> {
  const found = new Map<string, Point>();
  for (const [object, named] of Map.groupBy(links, (link) => link.object)) {
    const meta = ctx.meta.object(object);
    const fields = [...(meta?.fields.values() ?? [])].filter(({ type }) => type === 'geolocation' || type === 'address');
    if (!meta || fields.length === 0) continue;
    const records = await loadValues(
      ctx,
      meta,
      named.map(({ id }) => id),
    );
    for (const [id, values] of records) {
      const point = fields.map(({ name }) => pointOf(values[name])).find((one) => one !== null);
      if (point) found.set(id, point);
    }
  }
  return found;
}

/** Where each activity takes place: where it says so itself, else where one of the records is that it is about. */
async function targets(ctx: Context, changes: readonly Change[]) {
  const activities = await loadValues(
    ctx,
    metaOf(ctx, 'activity'),
    changes.map(({ values }) => String(values.activity)),
  );
  const places = await positions(ctx, [...activities.values()].flatMap(linksOf));
  return (change: Change) => {
    const activity = activities.get(String(change.values.activity));
    const near = linksOf(activity).flatMap(({ id }) => places.get(id) ?? []);
    return { subject: String(activity?.subject ?? ''), target: pointOf(activity?.position) ?? near[0] ?? null };
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
      const report = { position: pointOf(position), accuracy: typeof accuracy === 'number' ? accuracy : null, mock: mock === true, target };
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
