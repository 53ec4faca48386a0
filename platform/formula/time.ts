import type { IANAZone } from 'luxon';

/** The first and the last day a formula knows: 0001-01-01 and 9999-12-31, as days since 1970-01-01. */
export const FIRST_DAY = -719162;
export const LAST_DAY = 2932896;
export const DAY = 86_400_000;

/** The clock, the zone and the calendar of one evaluation. */
export interface Moment {
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  readonly zone: IANAZone;
  readonly calendar: DayCalendar;
}

/** Sorted days: all holidays, those off on a working weekday, and weekends on which people work. */
export interface DayCalendar {
  readonly holidays: readonly number[];
  readonly off: readonly number[];
  readonly extra: readonly number[];
}

export function inRange(day: number): number | null {
  return Number.isFinite(day) && day >= FIRST_DAY && day <= LAST_DAY ? day : null;
}

/** Milliseconds of an instant whose day in UTC is one a formula knows. */
export function instantInRange(ms: number): number | null {
  return Number.isFinite(ms) && ms >= FIRST_DAY * DAY && ms < (LAST_DAY + 1) * DAY ? ms : null;
}

export interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Year, month and day of a day count. */
export function parts(day: number): Parts {
  const at = new Date(day * DAY);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

/** The day count of a date; null when there is no such day. */
export function dayOf(year: number, month: number, day: number): number | null {
  if (!(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return null;
  return utcDay(year, month, day);
}

export function daysIn(year: number, month: number): number {
  return month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function utcDay(year: number, month: number, day: number): number {
  // Date.UTC reads years below 100 as 19xx
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  return Math.round(at.getTime() / DAY);
}

/** The day some months later; the last day of a shorter month where there is no such day. */
export function addMonths(day: number, months: number): number | null {
  const from = parts(day);
  const count = from.year * 12 + from.month - 1 + months;
  const year = Math.floor(count / 12);
  const month = (((count % 12) + 12) % 12) + 1;
  if (year < 1 || year > 9999) return null;
  return utcDay(year, month, Math.min(from.day, daysIn(year, month)));
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** What a clock on the wall shows at an instant, as milliseconds of that reading in UTC. */
export function wallClock(ms: number, zone: IANAZone): number {
  return ms + Math.round(zone.offset(ms) * 60_000);
}

/** The day of an instant in a zone. */
export function dayAt(ms: number, zone: IANAZone): number {
  return Math.floor(wallClock(ms, zone) / DAY);
}

/**
 * The instant at which a wall clock shows a reading. Of two (clocks set back) the later, of none (clocks set forward) as if they had not
 * yet been set: what PostgreSQL does with AT TIME ZONE.
 */
export function instantOf(reading: number, zone: IANAZone): number {
  const before = Math.round(zone.offset(reading - DAY) * 60_000);
  const after = Math.round(zone.offset(reading + DAY) * 60_000);
  const late = reading - after;
  if (before === after || Math.round(zone.offset(late) * 60_000) === after) return late;
  return reading - before;
}

export function dayText(day: number): string {
  const { year, month, day: of } = parts(day);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(of).padStart(2, '0')}`;
}

/** The day count of '2026-03-31'; null for anything else. */
export function dayFromText(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match ? dayOf(Number(match[1]), Number(match[2]), Number(match[3])) : null;
}
