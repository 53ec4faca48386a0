import { DateTime } from 'luxon';
import { weekdayOf } from './days.ts';
import type { Rule } from './rule.ts';

const DAY = 86_400_000;

/** What the clock on the wall shows, as if it were in UTC: differences of these know nothing of changing clocks. */
const wall = (iso: string, zone: string) => DateTime.fromISO(iso, { zone }).setZone('utc', { keepLocalTime: true });

/** By how much one moment lies after another on the clock of a zone. Milliseconds. */
export const wallDifference = (from: string, to: string, zone: string): number => wall(to, zone).toMillis() - wall(from, zone).toMillis();

/** A moment moved on the clock of a zone. */
export function movedBy(iso: string, by: number, zone: string): string {
  return wall(iso, zone).plus(by).setZone(zone, { keepLocalTime: true }).toJSDate().toISOString();
}

/** How many calendar days a move goes over. */
export function daysMoved(from: string, to: string, zone: string): number {
  const day = (iso: string) => Math.floor(wall(iso, zone).toMillis() / DAY);
  return day(to) - day(from);
}

/** A rule whose occurrences all move by some days: from Mondays to Tuesdays, from the 3rd to the 4th. `to`: the new day of the one that was moved. */
export function movedRule(rule: Rule, days: number, to: string, zone: string): Rule {
  if (days === 0) return rule;
  const date = DateTime.fromISO(to, { zone });
  if (rule.freq === 'WEEKLY' || rule.freq === 'DAILY')
    return { ...rule, byDay: rule.byDay.map(({ weekday }) => ({ weekday: weekdayOf(weekday - 3 + days) })) };
  return {
    ...rule,
    // the nth weekday becomes the one the new day is; several at once stay as they are
    byDay:
      rule.byDay.length === 1 && rule.byDay[0]?.nth ? [{ weekday: date.weekday - 1, nth: nthOf(rule.byDay[0].nth, date) }] : rule.byDay,
    byMonthDay: rule.byMonthDay.length === 1 ? [date.day] : rule.byMonthDay,
    byMonth: rule.byMonth.length === 1 ? [date.month] : rule.byMonth,
  };
}

/** Counted from the side from which the rule counts. */
const nthOf = (was: number, date: DateTime) =>
  was > 0 ? Math.ceil(date.day / 7) : -Math.ceil(((date.daysInMonth ?? 31) - date.day + 1) / 7);
