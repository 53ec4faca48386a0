import chineseDays from 'chinese-days';
import { type Label, label } from '../kernel/index.ts';
import { type DayCalendar, dayFromText, weekday } from './time.ts';
import type { WorkCalendar } from './types.ts';

// The library knows China's legal holidays from 2004 to the year last announced; later years have weekends only.
const FIRST = '2004-01-01';
const LAST = '2035-12-31';

const { getDayDetail, getHolidaysInRange, getWorkdaysInRange } = chineseDays;

let china: WorkCalendar | undefined;

/** China's legal holidays and made-up working days (国务院节假日安排), as far as they have been announced. */
export function chineseCalendar(): WorkCalendar {
  china ??= {
    holidays: getHolidaysInRange(FIRST, LAST, false),
    workdays: getWorkdaysInRange(FIRST, LAST, true).filter((text) => isWeekend(dayFromText(text) ?? 0)),
  };
  return china;
}

/** What a legal holiday, or the made-up day for one, is called; null for any other day. */
export function holidayName(day: string): Label | null {
  // the library writes "National Day,国庆节,3"
  const [en, zh] = getDayDetail(day).name.split(',');
  return en && zh ? label(zh, en) : null;
}

/** A tenant's own days laid over a calendar: each day is a working day or a day off, whatever it was. */
export function withOverrides(base: WorkCalendar, days: readonly { readonly day: string; readonly works: boolean }[]): WorkCalendar {
  const own = new Map(days.map(({ day, works }) => [day, works]));
  const kept = (list: readonly string[]) => list.filter((day) => !own.has(day));
  return {
    holidays: [...kept(base.holidays), ...days.filter(({ works }) => !works).map(({ day }) => day)].sort(),
    workdays: [...kept(base.workdays), ...days.filter(({ works }) => works).map(({ day }) => day)].sort(),
  };
}

const ready = new WeakMap<WorkCalendar, DayCalendar>();

/** The calendar as sorted day counts, kept as long as the calendar itself. A day in both lists is a working day. */
export function dayCalendar(calendar: WorkCalendar): DayCalendar {
  const kept = ready.get(calendar);
  if (kept) return kept;
  const works = new Set(days(calendar.workdays));
  const holidays = days(calendar.holidays).filter((day) => !works.has(day));
  const result: DayCalendar = {
    holidays,
    off: holidays.filter((day) => !isWeekend(day)),
    extra: [...works].filter(isWeekend).sort((a, b) => a - b),
  };
  ready.set(calendar, result);
  return result;
}

function days(texts: readonly string[]): number[] {
  return [...new Set(texts.map(dayFromText).filter((day) => day !== null))].sort((a, b) => a - b);
}

export function isWeekend(day: number): boolean {
  return weekday(day) > 5;
}

/** How many of the sorted days are this day or before it. */
export function upTo(day: number, sorted: readonly number[]): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Working days up to and with a day, counted from any fixed day: differences of it count working days. */
export function workdaysUpTo(day: number, calendar: DayCalendar): number {
  const weeks = Math.floor((day + 3) / 7);
  const inWeek = Math.min(5, weekday(day));
  return weeks * 5 + inWeek - upTo(day, calendar.off) + upTo(day, calendar.extra);
}

/** The working day `count` working days after (before, when negative) a day; the day itself for 0, null when it is too far away. */
export function workdayAfter(day: number, count: number, calendar: DayCalendar): number | null {
  if (count === 0) return day;
  if (Math.abs(count) > 100_000) return null;
  const wanted = count > 0 ? workdaysUpTo(day, calendar) + count : workdaysUpTo(day - 1, calendar) + count + 1;
  let low = count > 0 ? day + 1 : day - 3 * -count - 400;
  let high = count > 0 ? day + 3 * count + 400 : day - 1;
  // the first day by which that many working days have passed
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (workdaysUpTo(middle, calendar) >= wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
