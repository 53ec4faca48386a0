import { DateTime } from 'luxon';
import { readDates, statusOf, timingOf } from './event.ts';
import type { Timing } from './expand.ts';
import type { EventRow } from './rows.ts';
import { compactInstant, onceRule, parseRule, ruleText } from './rule.ts';
import { zoneLines } from './vtimezone.ts';

/** What the file is about, beside its events. */
export interface Feed {
  readonly name: string;
  readonly timeZone: string;
  /** Address of the web app; events link to their records. Empty: unknown. */
  readonly site: string;
}

const escaped = (text: string) =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/\r?\n/g, '\\n')
    .replace(/[,;]/g, (sign) => `\\${sign}`);

/** Lines have at most 75 octets; longer ones go on after a space, never within a character (RFC 5545, 3.1). */
export function folded(line: string): string {
  const lines: string[] = [];
  let part = '';
  let octets = 0;
  for (const sign of line) {
    const size = Buffer.byteLength(sign);
    if (octets + size > 75) {
      lines.push(part);
      part = ' ';
      octets = 1;
    }
    part += sign;
    octets += size;
  }
  return [...lines, part].join('\r\n');
}

/** A time as a property: UTC for what happens once, local with its zone for a series, a date for whole days. */
function moment(name: string, iso: string, { allDay, timeZone, local }: { allDay: boolean; timeZone: string; local: boolean }): string {
  const at = DateTime.fromISO(iso, { zone: timeZone });
  if (allDay) return `${name};VALUE=DATE:${at.toFormat('yyyyMMdd')}`;
  if (local) return `${name};TZID=${timeZone}:${at.toFormat("yyyyMMdd'T'HHmmss")}`;
  return `${name}:${compactInstant(at.toJSDate())}`;
}

/** An end by date stands beside starts by date, an end by moment beside starts by moment. */
export function recurrenceLine(recurrence: string, allDay: boolean, timeZone: string): string {
  const rule = parseRule(recurrence);
  const until = rule.until;
  if (!until) return `RRULE:${ruleText(rule)}`;
  const zone = { zone: timeZone };
  const end =
    until.length === 8
      ? DateTime.fromFormat(until, 'yyyyMMdd', zone).endOf('day')
      : DateTime.fromFormat(until, "yyyyMMdd'T'HHmmss'Z'", { zone: 'utc' }).setZone(timeZone);
  return `RRULE:${ruleText({ ...rule, until: allDay ? end.toFormat('yyyyMMdd') : compactInstant(end.toJSDate()) })}`;
}

/** What an event is called in other calendars: one name for a series and all that was made of it. */
export const uidOf = (row: Pick<EventRow, 'id' | 'series'>): string => `${row.series ?? row.id}@huanke`;

/** Whether a series is a list of dates: other calendars know it without a rule. */
const isListed = ({ recurrence, rdates }: Timing) => recurrence === onceRule && rdates.length > 0;

/** @param own starts of this series that stand in the file as events of their own */
export function eventLines(row: EventRow, { timeZone, site }: Feed, own: ReadonlySet<string>, uid = uidOf(row)): string[] {
  const timing = timingOf(row, { timeZone });
  if (!timing) return [];
  const times = { allDay: timing.allDay, timeZone: timing.timeZone, local: timing.recurrence !== null || row.recurrenceId !== null };
  const left = readDates(row.exdates).filter((date) => !own.has(date));
  const link = site ? `${site}/o/activity/${row.id}` : '';
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${compactInstant(new Date(row.updatedAt))}`,
    `SEQUENCE:${Number(row.sequence ?? 0)}`,
    moment('DTSTART', timing.startAt, times),
    ...(timing.endAt ? [moment('DTEND', timing.endAt, times)] : []),
    ...(timing.recurrence && !isListed(timing) ? [recurrenceLine(timing.recurrence, timing.allDay, timing.timeZone)] : []),
    ...timing.rdates.map((date) => moment('RDATE', date, times)),
    ...(timing.recurrence ? left.map((date) => moment('EXDATE', date, times)) : []),
    ...(row.series && row.recurrenceId ? [moment('RECURRENCE-ID', row.recurrenceId, times)] : []),
    `SUMMARY:${escaped(row.subject ?? '')}`,
    ...(row.content ? [`DESCRIPTION:${escaped(row.content)}`] : []),
    ...(row.place ? [`LOCATION:${escaped(row.place)}`] : []),
    `STATUS:${statusOf(row) === 'cancelled' ? 'CANCELLED' : 'CONFIRMED'}`,
    ...(link ? [`URL:${link}`] : []),
    'END:VEVENT',
  ];
}

/** By series the starts that stand among these rows as events of their own. */
export function ownStarts(rows: readonly EventRow[]): (row: EventRow) => ReadonlySet<string> {
  const ownOf = Map.groupBy(
    rows.filter(({ series, recurrenceId }) => series !== null && recurrenceId !== null),
    ({ series }) => series,
  );
  return (row) => new Set((ownOf.get(row.id) ?? []).map(({ recurrenceId }) => String(recurrenceId)));
}

/** The zones that times of these events name, by name. */
export function zonesOf(rows: readonly EventRow[], timeZone: string): ReadonlyMap<string, readonly string[]> {
  const zoned = rows.filter(({ startAt, allDay, recurrence, recurrenceId }) => startAt && !allDay && (recurrence || recurrenceId));
  const zones = Map.groupBy(zoned, (row) => row.timeZone ?? timeZone);
  const first = (of: readonly EventRow[]) => Math.min(...of.map(({ startAt }) => Number(String(startAt).slice(0, 4))));
  return new Map([...zones].sort(([a], [b]) => a.localeCompare(b)).map(([zone, of]) => [zone, zoneLines(zone, first(of))]));
}

export const fileHead = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Huanke//Huanke CRM//ZH', 'CALSCALE:GREGORIAN'] as const;

/** An iCalendar file of events (RFC 5545). The same events give the same bytes. */
export function calendarFile(rows: readonly EventRow[], feed: Feed): string {
  const starts = ownStarts(rows);
  return [
    ...fileHead,
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(feed.name)}`,
    `X-WR-TIMEZONE:${feed.timeZone}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    ...[...zonesOf(rows, feed.timeZone).values()].flat(),
    ...rows.flatMap((row) => eventLines(row, feed, starts(row))),
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n');
}
