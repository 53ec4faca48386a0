import { type AppError, cleanLine, cleanText, defineErrors, type Label, label } from '@huanke/platform/kernel';
import { mailKey } from '@huanke/platform/text';
import { DateTime, Duration } from 'luxon';
import { type IcsComponent, type IcsLine, lineOf, parseComponent, unescaped } from '../component.ts';
import { seriesEnd } from '../expand.ts';
import { mostOccurrences, onceRule, parseRule, ruleText } from '../rule.ts';
import { zoneNamed } from '../zone-name.ts';
import type { Face } from './face.ts';

export const eventErrors = defineErrors({
  EVENT_UNREADABLE: { status: 422, text: label('日程内容无法识别', 'The event can not be read') },
  EVENT_UNSUPPORTED: { status: 422, text: label('暂不支持这种重复方式', 'Events that repeat like this are not supported') },
  EVENT_ZONE: { status: 422, text: label('不认识日程的时区', 'The time zone of the event is not known') },
});

/** Why something was not taken in, in words. */
export const reasonOf = (error: AppError): Label => error.errors[0]?.message ?? error.text;

/** A resource of a calendar server: one event with the occurrences of it that differ. */
export interface OutsideEvent {
  readonly uid: string;
  readonly sequence: number;
  /** Nobody but its owner is to see it. */
  readonly isPrivate: boolean;
  /** First the event itself. */
  readonly faces: readonly Face[];
  /** Where each face was read. */
  readonly events: readonly IcsComponent[];
  readonly calendar: IcsComponent;
}

const longestText = 20_000;
const longestLine = 200;

const textIn = (event: IcsComponent, name: string) => unescaped(lineOf(event, name)?.value ?? '');
const lineText = (event: IcsComponent, name: string) => cleanLine(textIn(event, name)).slice(0, longestLine).toWellFormed().trim() || null;

interface Moment {
  readonly at: DateTime;
  readonly allDay: boolean;
  /** Null: the same moment everywhere, or the zone of who looks. */
  readonly zone: string | null;
}

/** Reads times of one file; `timeZone`: of days, and of times without a zone. */
function momentReader(calendar: IcsComponent, timeZone: string): (line: IcsLine, value?: string) => Moment {
  return ({ params, value: whole }, value = whole) => {
    const text = value.trim();
    const zone = params.TZID === undefined ? null : zoneNamed(params.TZID, calendar);
    if (zone === undefined) throw eventErrors.EVENT_ZONE();
    const allDay = /^\d{8}$/.test(text);
    const utc = text.endsWith('Z');
    const at = DateTime.fromFormat(text.replace(/Z$/, ''), allDay ? 'yyyyMMdd' : "yyyyMMdd'T'HHmmss", {
      zone: allDay ? timeZone : utc ? 'utc' : (zone ?? timeZone),
    });
    if (!at.isValid) throw eventErrors.EVENT_UNREADABLE();
    return { at, allDay, zone: utc ? 'UTC' : zone };
  };
}

const isoOf = (at: DateTime): string => at.toJSDate().toISOString();

function endOf(event: IcsComponent, start: Moment, read: (line: IcsLine) => Moment): string | null {
  const end = lineOf(event, 'DTEND');
  if (end) return isoOf(read(end).at);
  const length = lineOf(event, 'DURATION');
  if (length) {
    const lasts = Duration.fromISO(length.value.trim());
    if (!lasts.isValid) throw eventErrors.EVENT_UNREADABLE();
    return isoOf(start.at.plus(lasts));
  }
  return start.allDay ? isoOf(start.at.plus({ days: 1 })) : null;
}

/**
 * The starts that dates mean beside that of their event: a day beside an event with a time means that time on it, a time beside whole days its day.
 */
function datesLike(start: Moment, dates: readonly Moment[]): string[] {
  const { hour, minute, second } = start.at;
  return dates.map(({ at: { year, month, day }, at, allDay }) => {
    if (allDay === start.allDay) return isoOf(at);
    return isoOf(DateTime.fromObject({ year, month, day, hour, minute, second }, { zone: start.at.zone }));
  });
}

/** The address a line of ATTENDEE or ORGANIZER names. */
export const addressIn = ({ value }: IcsLine): string | undefined => mailKey(value.trim().replace(/^mailto:/i, ''))?.address;

const guestsIn = (event: IcsComponent): string[] => {
  const lines = event.lines.filter(({ name }) => name === 'ATTENDEE' || name === 'ORGANIZER');
  return [...new Set(lines.flatMap((line) => addressIn(line) ?? []))].sort();
};

function readFace(event: IcsComponent, calendar: IcsComponent, timeZone: string): Face {
  const read = momentReader(calendar, timeZone);
  const startLine = lineOf(event, 'DTSTART');
  const id = lineOf(event, 'RECURRENCE-ID');
  if (!startLine) throw eventErrors.EVENT_UNREADABLE();
  if (id?.params.RANGE || event.lines.filter(({ name }) => name === 'RRULE').length > 1) throw eventErrors.EVENT_UNSUPPORTED();
  const start = read(startLine);
  // a period is taken by its start
  const dates = (property: string) => {
    const lines = event.lines.filter(({ name }) => name === property);
    return lines.flatMap((line) => line.value.split(',').map((value) => read(line, value.split('/')[0])));
  };
  // an occurrence adds none to its series
  const added = id ? [] : datesLike(start, dates('RDATE'));
  if (added.length > mostOccurrences) throw eventErrors.EVENT_UNSUPPORTED();
  const rule = lineOf(event, 'RRULE')?.value ?? (added.length > 0 ? onceRule : undefined);
  // where none were added days stay midnights, as they were taken in before: marks of old links must hold
  const left = added.length > 0 ? datesLike(start, dates('EXDATE')) : dates('EXDATE').map(({ at }) => isoOf(at));
  const endAt = endOf(event, start, read);
  return {
    recurrenceId: id ? isoOf(read(id).at) : null,
    subject: lineText(event, 'SUMMARY'),
    content: cleanText(textIn(event, 'DESCRIPTION')).slice(0, longestText).toWellFormed().trim() || null,
    place: lineText(event, 'LOCATION'),
    startAt: isoOf(start.at),
    endAt: endAt === isoOf(start.at) ? null : endAt,
    allDay: start.allDay,
    timeZone: start.allDay ? timeZone : (start.zone ?? timeZone),
    recurrence: rule === undefined ? null : ruleText(parseRule(rule)),
    added,
    left: rule === undefined ? [] : left,
    cancelled: lineOf(event, 'STATUS')?.value.trim().toUpperCase() === 'CANCELLED',
    guests: guestsIn(event),
  };
}

const isPrivate = (event: IcsComponent): boolean =>
  ['PRIVATE', 'CONFIDENTIAL'].includes(lineOf(event, 'CLASS')?.value.trim().toUpperCase() ?? '');

/**
 * Reads what a calendar server keeps under one address; guests are all who are on it, known or not. `timeZone`: in which whole days begin.
 *
 * @throws EVENT_UNREADABLE, EVENT_UNSUPPORTED, EVENT_ZONE; INVALID_VALUE for rules that are not supported
 */
export function readOutside(data: string, timeZone: string): OutsideEvent {
  const calendar = parseComponent(data);
  const events = calendar?.parts.filter(({ name }) => name === 'VEVENT') ?? [];
  const master = events.find((event) => !lineOf(event, 'RECURRENCE-ID'));
  const uid = master && lineOf(master, 'UID')?.value.trim();
  // an occurrence somebody was asked to alone, without its series
  if (events.length > 0 && !master) throw eventErrors.EVENT_UNSUPPORTED();
  if (!calendar || !master || !uid || uid.length > 500) throw eventErrors.EVENT_UNREADABLE();
  const ordered = [master, ...events.filter((event) => event !== master && lineOf(event, 'UID')?.value.trim() === uid)];
  const sequences = ordered.map((event) => Number.parseInt(lineOf(event, 'SEQUENCE')?.value ?? '0', 10) || 0);
  const faces = ordered.map((event) => readFace(event, calendar, timeZone));
  return { uid, sequence: Math.max(...sequences), isPrivate: ordered.some(isPrivate), faces, events: ordered, calendar };
}

/** What an event that can not be read otherwise is called: by programs, and (unless it is private) by people. */
export function namesIn(data: string): { readonly uid: string | undefined; readonly title: string | null } {
  const event = parseComponent(data)?.parts.find(({ name }) => name === 'VEVENT');
  const uid = event && lineOf(event, 'UID')?.value.trim().slice(0, 500);
  return { uid: uid || undefined, title: event && !isPrivate(event) ? lineText(event, 'SUMMARY') : null };
}

/** Whether an event was over before a moment; a series is when its last occurrence was. */
export function isOver({ faces }: OutsideEvent, before: Date): boolean {
  return faces.every((face) => {
    const end =
      face.recurrence === null ? new Date(face.endAt ?? face.startAt) : seriesEnd({ ...face, rdates: face.added, exdates: face.left });
    return end !== null && end < before;
  });
}
