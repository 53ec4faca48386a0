import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';

export interface Span {
  readonly from: string;
  readonly to: string;
}
export interface OwnDay {
  readonly day: string;
  readonly works: boolean;
  readonly name: string;
}
/** What can be set: hours of seven weekdays, Monday first; whose holidays; own days. */
export interface CalendarSettings {
  readonly hours: readonly (readonly Span[])[];
  readonly legal: 'china' | 'none';
  readonly days: readonly OwnDay[];
}
export interface LegalDay {
  readonly day: string;
  readonly kind: 'holiday' | 'madeUp';
  readonly name: { readonly zh: string; readonly en: string } | null;
}
export interface CalendarView extends CalendarSettings {
  readonly timeZone: string;
  readonly year: number;
  readonly holidays: readonly LegalDay[];
  readonly announced: { readonly first: number; readonly last: number };
  readonly missing: number | null;
}

const KEY = ['settings', 'calendar'] as const;

export function useCalendar(year?: number) {
  return useQuery({
    queryKey: [...KEY, year ?? 0],
    queryFn: ({ signal }) => api.get<CalendarView>('/settings/calendar', { query: { year }, signal }),
    placeholderData: keepPreviousData,
  });
}

export async function saveCalendar({ hours, legal, days }: CalendarSettings): Promise<void> {
  await api.put('/settings/calendar', { hours, legal, days });
  await queryClient.invalidateQueries({ queryKey: KEY });
}

export type DayKind = 'work' | 'rest' | 'holiday' | 'madeUp' | 'ownWork' | 'ownRest';

/** 1 Monday … 7 Sunday. */
export const weekdayOf = (day: string): number => ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

/** What a day is by the settings as they stand on the page. */
export function kindOf(day: string, settings: CalendarSettings, legal: ReadonlyMap<string, LegalDay>): DayKind {
  const own = settings.days.find((one) => one.day === day);
  if (own) return own.works ? 'ownWork' : 'ownRest';
  const known = settings.legal === 'china' ? legal.get(day) : undefined;
  if (known) return known.kind;
  return (settings.hours[weekdayOf(day) - 1]?.length ?? 0) > 0 ? 'work' : 'rest';
}

/** The days of a month ("2026-03-01" …), with as many nulls before as the first week lacks. */
export function monthDays(year: number, month: number): (string | null)[] {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const text = (day: number) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return [...Array<null>(weekdayOf(text(1)) - 1).fill(null), ...Array.from({ length }, (_, index) => text(index + 1))];
}
