import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { readDates, statusOf, timingOf } from '../event.ts';
import { ownStarts, recurrenceLine } from '../ics.ts';
import type { EventRow } from '../rows.ts';

/** What an event is in both worlds: all that goes from one to the other, and nothing else. */
export interface Face {
  /** Of an occurrence of a series that differs: the start it was planned for. */
  readonly recurrenceId: string | null;
  readonly subject: string | null;
  readonly content: string | null;
  readonly place: string | null;
  readonly startAt: string;
  readonly endAt: string | null;
  readonly allDay: boolean;
  readonly timeZone: string;
  readonly recurrence: string | null;
  /** Starts that are left out altogether. */
  readonly left: readonly string[];
  readonly cancelled: boolean;
}

/** A record as it is seen from outside; undefined for one that takes place at no time. */
export function faceOf(row: EventRow, timeZone: string, own: ReadonlySet<string> = new Set()): Face | undefined {
  const timing = timingOf(row, { timeZone });
  if (!timing) return undefined;
  return {
    recurrenceId: row.series ? row.recurrenceId : null,
    subject: row.subject || null,
    content: row.content || null,
    place: row.place || null,
    startAt: timing.startAt,
    endAt: timing.endAt,
    allDay: timing.allDay,
    timeZone: timing.timeZone,
    recurrence: timing.recurrence,
    left: timing.recurrence === null ? [] : readDates(row.exdates).filter((date) => !own.has(date)),
    cancelled: statusOf(row) === 'cancelled',
  };
}

export function facesOf(rows: readonly EventRow[], timeZone: string): Face[] {
  const starts = ownStarts(rows);
  return rows.flatMap((row) => faceOf(row, timeZone, starts(row)) ?? []);
}

/** Parts of a face that are compared, and taken over, each by itself. */
export const aspects = ['subject', 'content', 'place', 'times', 'cancelled'] as const;
export type Aspect = (typeof aspects)[number];

/** The same for the same, whatever zone or form it was written in. */
export function aspectOf(face: Face, aspect: Aspect): unknown {
  if (aspect !== 'times') return face[aspect];
  const { allDay, timeZone, recurrence } = face;
  const at = (iso: string | null) => iso && (allDay ? DateTime.fromISO(iso, { zone: timeZone }).toISODate() : new Date(iso).toISOString());
  return [
    at(face.recurrenceId),
    at(face.startAt),
    // what begins and ends at once has no end worth telling
    face.endAt === face.startAt ? null : at(face.endAt),
    allDay,
    recurrence && recurrenceLine(recurrence, allDay, timeZone),
    recurrence && !allDay ? timeZone : null,
    face.left.map(at).sort(),
  ];
}

/** A short text that is the same as long as nothing changes that goes from one world to the other. */
export function markOf(faces: readonly Face[]): string {
  const parts = faces.map((face) => JSON.stringify(aspects.map((aspect) => aspectOf(face, aspect)))).sort();
  return createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 22);
}
