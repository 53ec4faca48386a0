import { DateTime } from 'luxon';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day ("2026-03-31") of an instant in a time zone: the tenant's zone decides days. */
export function dayIn(zone: string, at: Date): string {
  let format = formats.get(zone);
  if (!format) {
    // asked on every claim and list: a format of its own takes a hundredth of what a DateTime does
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(zone, format);
  }
  const text = Number.isNaN(at.getTime()) ? '' : format.format(at);
  // years of other than four digits are written another way
  return text.length === 10 ? text : DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd');
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** The day so many days later, or earlier. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The first moment of a day in a zone. */
export function dayStartIn(zone: string, day: string): Date {
  return DateTime.fromISO(day, { zone }).startOf('day').toJSDate();
}
