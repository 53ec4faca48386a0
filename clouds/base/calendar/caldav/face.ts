import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { readDates, statusOf, timingOf } from '../event.ts';
import { ownStarts, recurrenceLine } from '../ics.ts';
import { type AttendedRow, guestMark } from './guests.ts';

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
  /** Starts beside those of the rule. */
  readonly added: readonly string[];
  /** Starts that are left out altogether. */
  readonly left: readonly string[];
  readonly cancelled: boolean;
  /** Addresses of who takes part beside the owner: here those the caller may read, outside those the company knows. In order. */
  readonly guests: readonly string[];
}

/** A record as it is seen from outside; undefined for one that takes place at no time. */
export function faceOf(row: AttendedRow, timeZone: string, own: ReadonlySet<string> = new Set()): Face | undefined {
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
    added: timing.rdates,
    left: timing.recurrence === null ? [] : readDates(row.exdates).filter((date) => !own.has(date)),
    cancelled: statusOf(row) === 'cancelled',
    guests: [...new Set(row.guests.flatMap(({ address }) => address ?? []))].sort(),
  };
}

export function facesOf(rows: readonly AttendedRow[], timeZone: string): Face[] {
  const starts = ownStarts(rows);
  return rows.flatMap((row) => faceOf(row, timeZone, starts(row)) ?? []);
}

/** Parts of a face that are compared, and taken over, each by itself. */
export const aspects = ['subject', 'content', 'place', 'times', 'added', 'cancelled', 'guests'] as const;
export type Aspect = (typeof aspects)[number];

/** The same for the same, whatever zone or form it was written in. */
export function aspectOf(face: Face, aspect: Aspect): unknown {
  const { allDay, timeZone, recurrence } = face;
  const at = (iso: string | null) => iso && (allDay ? DateTime.fromISO(iso, { zone: timeZone }).toISODate() : new Date(iso).toISOString());
  if (aspect === 'added') return [...new Set(face.added.map(at))].sort();
  if (aspect !== 'times') return face[aspect];
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
  // of guests and added starts nothing is said where there are none: it is the same as before they were told
  const told = (face: Face) => aspects.filter((aspect) => !(aspect === 'guests' || aspect === 'added') || face[aspect].length > 0);
  const parts = faces.map((face) => JSON.stringify(told(face).map((aspect) => aspectOf(face, aspect)))).sort();
  return createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 22);
}

/** Everybody who is on an event or one of its occurrences, as marks. */
export const guestMarks = (faces: readonly Face[]): string[] => [...new Set(faces.flatMap(({ guests }) => guests.map(guestMark)))].sort();

/** Faces of which only some guests count. */
export const amongGuests = (faces: readonly Face[], counts: (address: string) => boolean): Face[] =>
  faces.map((face) => ({ ...face, guests: face.guests.filter(counts) }));
