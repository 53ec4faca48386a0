import { DateTime } from 'luxon';

/** The calendar day ("2026-03-31") of an instant in a time zone: the tenant's zone decides days. */
export function dayIn(zone: string, at: Date): string {
  return DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd');
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
