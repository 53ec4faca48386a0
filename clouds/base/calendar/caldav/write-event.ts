import { type IcsComponent, type IcsLine, lineOf, linesOf, parseComponent } from '../component.ts';
import { eventLines, type Feed, fileHead, folded, ownStarts, zonesOf } from '../ics.ts';
import { type Aspect, aspectOf, aspects, type Face, faceOf } from './face.ts';
import { type AttendedRow, guestMark } from './guests.ts';
import { addressIn, type OutsideEvent } from './read-event.ts';

/** The properties of iCalendar that say an aspect. */
const propertiesOf: Readonly<Record<Exclude<Aspect, 'guests'>, readonly string[]>> = {
  subject: ['SUMMARY'],
  content: ['DESCRIPTION'],
  place: ['LOCATION'],
  times: ['DTSTART', 'DTEND', 'DURATION', 'RRULE', 'EXDATE', 'RECURRENCE-ID'],
  // by themselves: periods and zones of theirs stay as long as none comes or goes
  added: ['RDATE'],
  cancelled: ['STATUS'],
};
/** Always ours. */
const stamps = ['DTSTAMP', 'SEQUENCE', 'LAST-MODIFIED'];

export interface Outgoing {
  readonly uid: string;
  readonly sequence: number;
  /** The event and the occurrences that differ. */
  readonly rows: readonly AttendedRow[];
  readonly feed: Feed;
  /** Who asks to the event. */
  readonly organizer: Organizer | undefined;
  /** Marks of the guests who were on both sides before: of them those who are not here any more go there, too. */
  readonly guests: readonly string[];
}

export interface Organizer {
  readonly name: string;
  readonly address: string;
}

// a parameter has no way to write a quotation mark (RFC 5545, 3.2)
const named = (property: string, { name, address }: Organizer) =>
  `${property};CN="${name.replace(/["\p{Cc}]/gu, ' ').trim()}";SCHEDULE-AGENT=NONE:mailto:${address}`;

/** Who is asked to an event. The server is told to send nobody anything (RFC 6638, 7.1): invitations are for people to send. */
function guestLines({ guests }: AttendedRow, organizer: Organizer | undefined): string[] {
  const lines = guests.flatMap(({ name, address }) => (address ? [named('ATTENDEE', { name, address })] : []));
  return lines.length > 0 && organizer ? [named('ORGANIZER', organizer), ...lines] : lines;
}

/** An event of ours as a component. */
function ourEvent(row: AttendedRow, { uid, sequence, rows, feed, organizer }: Outgoing): IcsComponent {
  const lines = eventLines({ ...row, sequence: String(sequence) }, feed, ownStarts(rows)(row), uid);
  const whole = [...lines.slice(0, -1), ...guestLines(row, organizer), ...lines.slice(-1)];
  return parseComponent(['BEGIN:VCALENDAR', ...whole, 'END:VCALENDAR'].join('\n'))?.parts[0] ?? { name: 'VEVENT', lines: [], parts: [] };
}

/** Their lines about guests with those who came or went here; everybody else on it stays as they are. */
function mergedGuests(ours: IcsComponent, theirs: IcsComponent, before: readonly string[]): IcsLine[] {
  const isGuest = ({ name }: IcsLine) => name === 'ATTENDEE' || name === 'ORGANIZER';
  const addresses = ({ lines }: IcsComponent) => new Set(lines.filter(isGuest).map(addressIn));
  const [here, there] = [addresses(ours), addresses(theirs)];
  const isGone = (line: IcsLine) => {
    const address = addressIn(line);
    return line.name === 'ATTENDEE' && address !== undefined && !here.has(address) && before.includes(guestMark(address));
  };
  const come = ours.lines.filter((line) => line.name === 'ATTENDEE' && !there.has(addressIn(line)));
  const asks = come.length > 0 && !lineOf(theirs, 'ORGANIZER') ? ours.lines.filter(({ name }) => name === 'ORGANIZER') : [];
  return [...theirs.lines.filter((line) => isGuest(line) && !isGone(line)), ...asks, ...come];
}

interface Pair {
  readonly ours: IcsComponent;
  readonly ourFace: Face;
  readonly theirs: IcsComponent;
  readonly theirFace: Face;
}

/** Our event in the place of theirs: only what differs is ours; alarms, unknown guests and whatever else their program keeps in it stay. */
function merged({ ours, ourFace, theirs, theirFace }: Pair, before: readonly string[]): IcsComponent {
  const differs = aspects.filter((aspect) => JSON.stringify(aspectOf(ourFace, aspect)) !== JSON.stringify(aspectOf(theirFace, aspect)));
  const names = new Set([...stamps, ...differs.flatMap((aspect) => (aspect === 'guests' ? [] : propertiesOf[aspect]))]);
  const kept = theirs.lines.filter(({ name }) => !names.has(name) && name !== 'ATTENDEE' && name !== 'ORGANIZER');
  const changed = ours.lines.filter(({ name }) => names.has(name));
  return { ...theirs, lines: [...kept, ...changed, ...mergedGuests(ours, theirs, before)] };
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
    return [there ? merged({ ours, ourFace: face, ...there }, outgoing.guests) : ours];
  });
  const theirZones = outside?.calendar.parts.filter(({ name }) => name === 'VTIMEZONE') ?? [];
  const known = new Set(theirZones.map((zone) => lineOf(zone, 'TZID')?.value));
  const ourZones = [...zonesOf(rows, feed.timeZone)].filter(([zone]) => !known.has(zone)).flatMap(([, lines]) => lines);
  return [...fileHead, ...theirZones.flatMap(linesOf), ...ourZones, ...events.flatMap(linesOf), 'END:VCALENDAR', '']
    .map(folded)
    .join('\r\n');
}
