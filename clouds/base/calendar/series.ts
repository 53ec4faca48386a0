import { sql } from '@huanke/platform/database';
import { fieldError, label } from '@huanke/platform/kernel';
import type { Context, ObjectMeta, Values } from '@huanke/platform/module';
import { createRecord, loadValues, lockRecord, updateRecord } from '@huanke/platform/records';
import { readDates, timingOf, writeDates } from './event.ts';
import { beginsAt, nextStart, type Timing } from './expand.ts';

/** One occurrence of a series as somebody has pointed at it. */
export interface Spot {
  readonly activity: ObjectMeta;
  /** The record that holds the rule. */
  readonly master: Values & { readonly id: string };
  readonly timing: Timing;
  /** When it was planned for by the rule. */
  readonly at: Date;
  /** The record that stands for this occurrence, where there is one. */
  readonly own: (Values & { readonly id: string }) | null;
}

const noSuch = () =>
  fieldError(
    'INVALID_VALUE',
    'occurrence',
    label('这个重复日程没有这一次，或已单独修改、删除', 'The series has no such occurrence, or it was changed or deleted by itself'),
  );

/** Code of ours writes on behalf of who may edit the series: they need not see everything that is copied. */
export const asOurs = { asSystem: true } as const;

/**
 * The occurrence that is meant by a record and a start, the first one without a start; undefined for what does not repeat. The series is locked: its edits wait for each
 * other.
 *
 * @throws INVALID_VALUE on occurrence when the series has none there; NOT_FOUND when the caller may not edit the series.
 */
export async function spotOf(
  tx: Context,
  activity: ObjectMeta,
  record: Values & { readonly id: string },
  occurrence: string | undefined,
): Promise<Spot | undefined> {
  const isOwn = typeof record.series === 'string' && typeof record.recurrenceId === 'string';
  if (!isOwn && !record.recurrence) return undefined;
  const master = isOwn ? { ...(await lockRecord(tx, activity, String(record.series))), id: String(record.series) } : record;
  const timing = timingOf(master as Values, tx.tenant);
  if (!timing?.recurrence) throw noSuch();
  const first = () => nextStart(timing, new Date(Date.parse(timing.startAt) - 1))?.toISOString() ?? '';
  const at = new Date(isOwn ? String(record.recurrenceId) : (occurrence ?? first()));
  if (Number.isNaN(at.getTime())) throw noSuch();
  if (!isOwn && (!beginsAt(timing, at) || timing.exdates.includes(at.toISOString()))) throw noSuch();
  return { activity, master, timing, at, own: isOwn ? record : null };
}

const notCopied = new Set([
  'recurrence',
  'rdates',
  'exdates',
  'seriesEnd',
  'sequence',
  'remindAt',
  'done',
  'status',
  'result',
  'nextStep',
  'series',
  'recurrenceId',
  'syncFlag',
]);

/** What a record made from a series takes over: everything people filled in, but what belongs to one record alone. */
export function copyOf(activity: ObjectMeta, values: Values): Values {
  const alone = (type: string) => ['autoNumber', 'image', 'attachment', 'signature', 'encrypted', 'rollup'].includes(type);
  return Object.fromEntries(
    [...activity.fields.values()]
      .filter((field) => (!field.system || field.name === 'owner') && !notCopied.has(field.name) && !alone(field.type))
      .filter((field) => field.storage.kind !== 'formula' && !field.rollup && !field.unique && values[field.name] != null)
      .map(({ name }) => [name, values[name]]),
  );
}

/** Takes one start out of a series. */
export async function leaveOut(tx: Context, { activity, master, at }: Spot): Promise<void> {
  const exdates = writeDates([...readDates(master.exdates), at.toISOString()]);
  await updateRecord(tx.elevated(), activity, master.id, { exdates }, asOurs);
}

/** Makes one occurrence a record of its own, which then goes its own ways. Answers its id. */
export async function detach(tx: Context, spot: Spot): Promise<string> {
  if (spot.own) return spot.own.id;
  const { activity, master, timing, at } = spot;
  const end = timing.endAt && new Date(at.getTime() + Date.parse(timing.endAt) - Date.parse(timing.startAt)).toISOString();
  const values = {
    ...copyOf(activity, master),
    startAt: at.toISOString(),
    endAt: end,
    series: master.id,
    recurrenceId: at.toISOString(),
  };
  const { id } = await createRecord(tx.elevated(), activity, values, { ...asOurs, duplicates: 'allow' });
  await leaveOut(tx, spot);
  return id;
}

/** The records that stand for occurrences of a series from a moment on. */
export async function detachedFrom(
  tx: Context,
  { activity, master }: Spot,
  from: Date | null,
): Promise<{ id: string; recurrenceId: string }[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select id from activity where tenant_id = ${tx.tenant.id} and series = ${master.id}::uuid and deleted_at is null
      ${from ? sql`and recurrence_id >= ${from}` : sql``} order by id for update`);
  const values = await loadValues(
    tx,
    activity,
    rows.map(({ id }) => id),
  );
  return [...values].map(([id, one]) => ({ id, recurrenceId: String(one.recurrenceId) }));
}
