import { type IcsComponent, lineOf, linesOf, parseComponent } from '../component.ts';
import { eventLines, type Feed, fileHead, folded, ownStarts, zonesOf } from '../ics.ts';
import type { EventRow } from '../rows.ts';
import { type Aspect, aspectOf, aspects, type Face, faceOf } from './face.ts';
import type { OutsideEvent } from './read-event.ts';

/** The properties of iCalendar that say an aspect. */
const propertiesOf: Readonly<Record<Aspect, readonly string[]>> = {
  subject: ['SUMMARY'],
  content: ['DESCRIPTION'],
  place: ['LOCATION'],
  times: ['DTSTART', 'DTEND', 'DURATION', 'RRULE', 'EXDATE', 'RECURRENCE-ID'],
  cancelled: ['STATUS'],
};
/** Always ours. */
const stamps = ['DTSTAMP', 'SEQUENCE', 'LAST-MODIFIED'];

export interface Outgoing {
  readonly uid: string;
  readonly sequence: number;
  /** The event and the occurrences that differ. */
  readonly rows: readonly EventRow[];
  readonly feed: Feed;
}

/** An event of ours as a component. */
function ourEvent(row: EventRow, { uid, sequence, rows, feed }: Outgoing): IcsComponent {
  const lines = eventLines({ ...row, sequence: String(sequence) }, feed, ownStarts(rows)(row), uid);
  return parseComponent(['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\n'))?.parts[0] ?? { name: 'VEVENT', lines: [], parts: [] };
}

/** Our event in the place of theirs: only what differs is ours; alarms, guests and whatever else their program keeps in it stay. */
function merged(ours: IcsComponent, ourFace: Face, theirs: IcsComponent, theirFace: Face): IcsComponent {
  const differs = aspects.filter((aspect) => JSON.stringify(aspectOf(ourFace, aspect)) !== JSON.stringify(aspectOf(theirFace, aspect)));
  const names = new Set([...stamps, ...differs.flatMap((aspect) => propertiesOf[aspect])]);
  return {
    ...theirs,
    lines: [...theirs.lines.filter(({ name }) => !names.has(name)), ...ours.lines.filter(({ name }) => names.has(name))],
  };
}

/** The file that is put on the server: what is there now (`outside`) with our changes, or a new one. */
export function writeOutside(outgoing: Outgoing, outside: OutsideEvent | undefined): string {
  const { rows, feed } = outgoing;
  const starts = ownStarts(rows);
  const found = (face: Face) => {
    const at = outside?.faces.findIndex(({ recurrenceId }) => recurrenceId === face.recurrenceId) ?? -1;
    const [theirFace, theirs] = [outside?.faces[at], outside?.events[at]];
    return theirFace && theirs && { theirFace, theirs };
  };
  const events = rows.flatMap((row) => {
    const face = faceOf(row, feed.timeZone, starts(row));
    if (!face) return [];
    const ours = ourEvent(row, outgoing);
    const there = found(face);
    return [there ? merged(ours, face, there.theirs, there.theirFace) : ours];
  });
  const theirZones = outside?.calendar.parts.filter(({ name }) => name === 'VTIMEZONE') ?? [];
  const known = new Set(theirZones.map((zone) => lineOf(zone, 'TZID')?.value));
  const ourZones = [...zonesOf(rows, feed.timeZone)].filter(([zone]) => !known.has(zone)).flatMap(([, lines]) => lines);
  return [...fileHead, ...theirZones.flatMap(linesOf), ...ourZones, ...events.flatMap(linesOf), 'END:VCALENDAR', '']
    .map(folded)
    .join('\r\n');
}
