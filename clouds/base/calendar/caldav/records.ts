import type { Context, ObjectMeta, Values } from '@huanke/platform/module';
import { createRecord, deleteRecord, loadValues, updateRecord } from '@huanke/platform/records';
import { isClosed, statusOf, writeDates } from '../event.ts';
import { type EventRow, rowsOf } from '../rows.ts';
import { asOurs, copyOf } from '../series.ts';
import { asShown } from '../window.ts';
import { type Aspect, aspectOf, aspects, type Face, faceOf } from './face.ts';
import { type AttendedRow, type Guest, guestMark, type Person, withGuests } from './guests.ts';

/** Why a record is marked on the calendar page and in lists. */
export type SyncFlag = 'conflict' | 'deletedOutside';

const isSeries = (face: Face) => face.recurrence !== null || face.allDay;

function timesOf(face: Face): Values {
  const { startAt, endAt, allDay, recurrence } = face;
  return { startAt, endAt, allDay, recurrence, ...(isSeries(face) ? { timeZone: face.timeZone } : {}) };
}

interface Change {
  readonly row: AttendedRow | undefined;
  /** Who takes part so far; of a new occurrence who takes part in its series. */
  readonly held: readonly Guest[];
  readonly people: ReadonlyMap<string, Person>;
  /** Marks of who was on both sides before. */
  readonly before: readonly string[];
}

/** Who was on the event there and is no more goes, who is new there comes along; who never was there stays. Nothing where it is the same. */
function attendeesOf(face: Face, { held, people, before }: Change): Values {
  const there = new Set(face.guests);
  const stay = held.filter(({ address }) => address === null || there.has(address) || !before.includes(guestMark(address)));
  const here = new Set(stay.map(({ address }) => address));
  const come = face.guests.flatMap((address) => (here.has(address) ? [] : (people.get(address) ?? [])));
  if (stay.length === held.length && come.length === 0) return {};
  return { attendees: [...stay, ...come].map(({ object, id }) => ({ object, id })) };
}

function valuesOf(face: Face, aspect: Aspect, change: Change): Values {
  const { row } = change;
  if (aspect === 'times') return timesOf(face);
  if (aspect === 'guests') return attendeesOf(face, change);
  if (aspect === 'added') return {};
  if (aspect !== 'cancelled') return { [aspect]: face[aspect] };
  // what was done stays done
  if (row && statusOf(row) === 'done') return {};
  return face.cancelled ? { status: 'cancelled' } : row ? { status: 'open' } : {};
}

/** What has to change in a record to be what it is outside; of an occurrence the rule is not its own. */
function differences(face: Face, change: Change, timeZone: string): Values {
  const { row } = change;
  const ours = row && faceOf(row, timeZone);
  // added and left-out starts are written by themselves
  const bare = (one: Face): Face => ({ ...one, added: [], left: [], recurrenceId: null });
  const named = aspects.filter(
    (aspect) => !ours || JSON.stringify(aspectOf(bare(ours), aspect)) !== JSON.stringify(aspectOf(bare(face), aspect)),
  );
  const { recurrence, ...values } = Object.assign({}, ...named.map((aspect) => valuesOf(face, aspect, change))) as Record<string, unknown>;
  return face.recurrenceId === null && recurrence !== undefined ? { ...values, recurrence } : values;
}

interface Target {
  readonly activity: ObjectMeta;
  /** The record and the occurrences of it that differ; empty for a new one. */
  readonly rows: readonly AttendedRow[];
  /** Whom the addresses of guests mean. */
  readonly people: ReadonlyMap<string, Person>;
  /** Marks of the guests who were on both sides before. */
  readonly before?: readonly string[];
}

/** Makes a record what an event is outside, or a new one of it, with the rights of the person. Answers its id. */
export async function writeFaces(tx: Context, { activity, rows, people, before = [] }: Target, faces: readonly Face[]): Promise<string> {
  const [first, ...others] = faces;
  if (!first) throw new Error('an event without itself');
  const master = rows.find(({ series }) => series === null);
  const values = differences(first, { row: master, held: master?.guests ?? [], people, before }, tx.tenant.timeZone);
  const id = master
    ? await updated(tx, activity, master.id, values)
    : (await createRecord(tx, activity, { type: 'meeting', owner: tx.user.id, ...values }, { duplicates: 'allow' })).id;
  const occurrences = { activity, rows: rows.filter((row) => row !== master), people, before };
  const kept = await writeOccurrences(tx, occurrences, { id, left: first.left, others });
  if (first.recurrence !== null) {
    const dates = { rdates: writeDates(first.added), exdates: writeDates([...first.left, ...kept]) };
    if (dates.rdates !== (master?.rdates ?? null) || dates.exdates !== (master?.exdates ?? null))
      await updateRecord(tx.elevated(), activity, id, dates, asOurs);
  }
  return id;
}

async function updated(tx: Context, activity: ObjectMeta, id: string, values: Values): Promise<string> {
  if (Object.keys(values).length > 0) await updateRecord(tx, activity, id, values);
  return id;
}

/** The occurrences that differ. Answers the starts that stand for themselves afterwards. */
async function writeOccurrences(
  tx: Context,
  { activity, rows, people, before = [] }: Target,
  { id, left, others }: { readonly id: string; readonly left: readonly string[]; readonly others: readonly Face[] },
): Promise<string[]> {
  const ownOf = new Map(rows.map((row) => [row.recurrenceId, row]));
  const there = new Set(others.map(({ recurrenceId }) => recurrenceId));
  const isNew = others.some(({ recurrenceId }) => !ownOf.has(recurrenceId));
  const made = isNew ? (await loadValues(tx, activity, [id])).get(id) : undefined;
  const [series] = isNew ? await eventOf(tx, activity, id) : [];
  for (const face of others) {
    const own = ownOf.get(face.recurrenceId);
    const values = differences(face, { row: own, held: (own ?? series)?.guests ?? [], people, before }, tx.tenant.timeZone);
    if (own) await updated(tx, activity, own.id, values);
    else {
      const whole = { ...copyOf(activity, made ?? {}), ...values, series: id, recurrenceId: face.recurrenceId };
      await createRecord(tx.elevated(), activity, whole, { ...asOurs, duplicates: 'allow' });
    }
  }
  const ended = rows.filter(({ recurrenceId }) => !there.has(recurrenceId));
  const isLeft = new Set(left);
  for (const row of ended) {
    // deleted there: cancelled here; else it goes by the rule again
    if (isLeft.has(String(row.recurrenceId))) await cancelOutside(tx, activity, row);
    else await deleteRecord(tx, activity, row.id);
  }
  return [...others, ...ended.filter(({ recurrenceId }) => isLeft.has(String(recurrenceId)))].map(({ recurrenceId }) =>
    String(recurrenceId),
  );
}

/** An event was deleted outside: it is cancelled here and marked; what is over with stays as it is. */
export async function cancelOutside(tx: Context, activity: ObjectMeta, row: EventRow): Promise<void> {
  if (!row.editable) return;
  const status = isClosed(statusOf(row)) ? {} : { status: 'cancelled' };
  await updateRecord(tx, activity, row.id, { ...status, syncFlag: 'deletedOutside' satisfies SyncFlag });
}

/** Marks records of which two versions are kept. */
export async function markConflict(tx: Context, activity: ObjectMeta, ids: readonly string[]): Promise<void> {
  for (const id of ids) await updateRecord(tx, activity, id, { syncFlag: 'conflict' satisfies SyncFlag });
}

/** The rows of one event as the person sees them, the event itself first. */
export async function eventOf(ctx: Context, activity: ObjectMeta, id: string): Promise<AttendedRow[]> {
  const shown = (await rowsOf(ctx, activity, [id])).map((row) => asShown(activity, row));
  const rows = await withGuests(ctx, activity, shown);
  return rows.sort((a, b) => Number(a.series !== null) - Number(b.series !== null));
}
