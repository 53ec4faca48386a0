import { chineseCalendar, holidayName } from '../formula/calendar.ts';
import type { Label } from '../kernel/index.ts';
import type { CalendarDefinition } from './definition.ts';

export interface LegalDay {
  readonly day: string;
  readonly kind: 'holiday' | 'madeUp';
  readonly name: Label | null;
}

/** China's legal holidays of a year and the weekends that are worked for them, in order. */
export function holidaysOf(year: number): LegalDay[] {
  const { holidays, workdays } = chineseCalendar();
  const of = (days: readonly string[], kind: LegalDay['kind']) =>
    days.filter((day) => day.startsWith(`${year}-`)).map((day): LegalDay => ({ day, kind, name: holidayName(day) }));
  return [...of(holidays, 'holiday'), ...of(workdays, 'madeUp')].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** First and last year for which legal holidays have been announced (a year's are announced in the November before). */
export function announcedYears(): { readonly first: number; readonly last: number } {
  const { holidays } = chineseCalendar();
  return { first: Number(holidays[0]?.slice(0, 4)), last: Number(holidays.at(-1)?.slice(0, 4)) };
}

/** The year that has no legal holidays yet though it begins soon or has begun; null when all is known, or none are wanted. */
export function missingYear(definition: CalendarDefinition, today: string): number | null {
  if (definition.legal === 'none') return null;
  const { last } = announcedYears();
  const year = Number(today.slice(0, 4));
  if (year > last) return year;
  return year + 1 > last && today.slice(5) >= '12-15' ? year + 1 : null;
}
