import type { Rule } from './rule.ts';

/** Days are whole numbers from 1970-01-01 on: no zone plays a part in which days a rule means. */
export const dayNumber = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / 86_400_000;
export const dateOf = (day: number) => {
  const date = new Date(day * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
};
/** 0 Monday … 6 Sunday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

const range = (from: number, until: number) => Array.from({ length: Math.max(0, until - from) }, (_, n) => from + n);

/** Days of a month or year that fall on the weekdays of a rule, the nth ones where it says so. */
function byWeekday(days: readonly number[], rule: Rule): number[] {
  return days.filter((day) => {
    const same = () => days.filter((other) => weekdayOf(other) === weekdayOf(day));
    return rule.byDay.some(
      ({ weekday, nth }) => weekday === weekdayOf(day) && (nth === undefined || same().at(nth > 0 ? nth - 1 : nth) === day),
    );
  });
}

function ofMonth(year: number, month: number, rule: Rule, start: number): number[] {
  const days = range(dayNumber(year, month, 1), dayNumber(year, month + 1, 1));
  if (rule.byMonthDay.length > 0) {
    const chosen = new Set(rule.byMonthDay.map((nth) => days.at(nth > 0 ? nth - 1 : nth)));
    return days.filter(
      (day) => chosen.has(day) && (rule.byDay.length === 0 || rule.byDay.some(({ weekday }) => weekday === weekdayOf(day))),
    );
  }
  if (rule.byDay.length > 0) return byWeekday(days, rule);
  // a month without that day has none
  return days.filter((day) => dateOf(day).day === dateOf(start).day);
}

function ofYear(year: number, rule: Rule, start: number): number[] {
  if (rule.byMonth.length === 0 && rule.byMonthDay.length === 0 && rule.byDay.length > 0)
    return byWeekday(range(dayNumber(year, 1, 1), dayNumber(year + 1, 1, 1)), rule);
  const months = rule.byMonth.length > 0 ? rule.byMonth : rule.byMonthDay.length > 0 ? range(1, 13) : [dateOf(start).month];
  return [...months].sort((a, b) => a - b).flatMap((month) => ofMonth(year, month, rule, start));
}

function ofWeek(first: number, rule: Rule, start: number): number[] {
  const chosen = rule.byDay.length > 0 ? rule.byDay.map(({ weekday }) => weekday) : [weekdayOf(start)];
  return range(first, first + 7).filter((day) => chosen.includes(weekdayOf(day)));
}

function fits(day: number, rule: Rule): boolean {
  const date = dateOf(day);
  const length = dayNumber(date.year, date.month + 1, 1) - dayNumber(date.year, date.month, 1);
  if (rule.byMonth.length > 0 && !rule.byMonth.includes(date.month)) return false;
  if (rule.freq !== 'DAILY') return true;
  if (rule.byMonthDay.length > 0 && !rule.byMonthDay.some((nth) => (nth > 0 ? nth : length + 1 + nth) === date.day)) return false;
  return rule.byDay.length === 0 || rule.byDay.some(({ weekday }) => weekday === weekdayOf(day));
}

/** The days of the nth period of a rule, in order. */
export function periodDays(rule: Rule, start: number, index: number): number[] {
  const step = index * rule.interval;
  const { year, month } = dateOf(start);
  const days =
    rule.freq === 'DAILY'
      ? [start + step]
      : rule.freq === 'WEEKLY'
        ? ofWeek(start - ((weekdayOf(start) - rule.weekStart + 7) % 7) + 7 * step, rule, start)
        : rule.freq === 'MONTHLY'
          ? ofMonth(year + Math.floor((month - 1 + step) / 12), ((month - 1 + step) % 12) + 1, rule, start)
          : ofYear(year + step, rule, start);
  const chosen = days.filter((day) => fits(day, rule));
  if (rule.bySetPos.length === 0) return chosen;
  const places = new Set(rule.bySetPos.map((nth) => chosen.at(nth > 0 ? nth - 1 : nth)));
  return chosen.filter((day) => places.has(day));
}

/** The shortest a period of the rule can be, in days: how far one may leap without missing any. */
export const periodLength = ({ freq, interval }: Rule): number => ({ DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366 })[freq] * interval;
