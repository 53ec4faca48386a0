import { IANAZone } from 'luxon';
import { dayCalendar, isWeekend, upTo, withOverrides } from '../formula/calendar.ts';
import { DAY, dayAt, dayFromText, instantOf, weekday } from '../formula/time.ts';
import type { WorkCalendar } from '../formula/types.ts';
import type { CalendarDefinition, WorkSpan } from './definition.ts';

const MINUTE = 60_000;
/** Nobody waits longer than this many days for a working minute; a calendar without any says so instead of running on. */
const FARTHEST = 40_000;

/** Working time of a company in its zone. */
export interface WorkingCalendar {
  /**
   * The first instant by which `minutes` (0 or more, fractions allowed) of working time have gone by since `from`. The end of a span belongs
   * to it: half an hour from 17:30 is 18:00, not the next morning. For 0 minutes it is `from` itself.
   */
  add(from: Date, minutes: number): Date;
  /** Whether an instant lies in working time; the end of a span does not. */
  isWorking(at: Date): boolean;
  /** Working minutes from one instant to another, with fractions; negative when `to` is earlier. */
  minutesBetween(from: Date, to: Date): number;
  /** Whether a day ("2026-10-10") has working time, holidays and made-up days considered. False for what is no day. */
  isWorkday(day: string): boolean;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Minutes since midnight of "09:00"; 24:00 is the end of the day. */
export function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/**
 * Working time by a definition, in a zone, over the legal days of a country. On a weekday without hours that has to be worked (调休) people
 * keep the hours of the first weekday that has some.
 */
export function makeCalendar(
  definition: CalendarDefinition,
  { zone: name, legal }: { zone: string; legal: WorkCalendar },
): WorkingCalendar {
  const zone = IANAZone.create(name);
  const { holidays, extra } = dayCalendar(
    withOverrides(
      legal,
      definition.days.map(({ day, works }) => ({ day, works })),
    ),
  );
  // a made-up day that the company put on a weekday of its own without hours is no weekend: asked by day, not by weekend
  const own = new Map(definition.days.map(({ day, works }) => [dayFromText(day) ?? 0, works]));
  const usual: readonly WorkSpan[] = definition.hours.find((spans) => spans.length > 0) ?? [];
  const has = (day: number, sorted: readonly number[]) => upTo(day, sorted) > upTo(day - 1, sorted);
  const known = new Map<number, readonly Span[]>();

  function hoursOf(day: number): readonly WorkSpan[] {
    const hours = definition.hours[weekday(day) - 1] ?? [];
    const said = own.get(day);
    const works = said ?? (has(day, holidays) ? false : hours.length > 0 || (isWeekend(day) && has(day, extra)));
    if (!works) return [];
    return hours.length > 0 ? hours : usual;
  }

  /** The spans of a day as instants, in order. */
  function spansOf(day: number): readonly Span[] {
    let spans = known.get(day);
    if (!spans) {
      const at = (time: string) => instantOf(day * DAY + minuteOf(time) * MINUTE, zone);
      // a span that lies in the hour a clock is set forward over is empty or shorter
      spans = hoursOf(day)
        .map(({ from, to }) => ({ from: at(from), to: at(to) }))
        .filter(({ from, to }) => to > from);
      known.set(day, spans);
    }
    return spans;
  }

  function between(from: number, to: number): number {
    let sum = 0;
    for (let day = dayAt(from, zone); day <= dayAt(to, zone); day += 1)
      for (const span of spansOf(day)) sum += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from));
    return sum / MINUTE;
  }

  return {
    add(from, minutes) {
      if (!(minutes >= 0)) throw new RangeError('working time is added, not taken away');
      if (minutes === 0) return new Date(from);
      let left = minutes * MINUTE;
      const first = dayAt(from.getTime(), zone);
      for (let day = first; day < first + FARTHEST; day += 1)
        for (const span of spansOf(day)) {
          const begin = Math.max(span.from, from.getTime());
          if (begin + left <= span.to) return new Date(begin + left);
          left -= Math.max(0, span.to - begin);
        }
      throw new RangeError('the calendar has too little working time');
    },
    isWorking: (at) => spansOf(dayAt(at.getTime(), zone)).some(({ from, to }) => from <= at.getTime() && at.getTime() < to),
    minutesBetween: (from, to) => (to < from ? -between(to.getTime(), from.getTime()) : between(from.getTime(), to.getTime())),
    isWorkday(text) {
      const day = dayFromText(text);
      return day !== null && hoursOf(day).length > 0;
    },
  };
}
