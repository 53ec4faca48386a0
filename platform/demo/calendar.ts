import { DateTime } from 'luxon';

/** Days and moments of a story, counted from the day it is told. */
export interface Calendar {
  readonly now: Date;
  /** The calendar day so many days from today; negative is the past. */
  day(offset: number): string;
  /** A moment of that day; what would lie in the future of a story about the past is moved to just before now. */
  past(offset: number, clock: string): Date;
  /** A moment of that day, whenever it is. */
  at(offset: number, clock: string): Date;
  /** The nearest day that is no weekend: before it for the past, after it for the future. */
  workday(offset: number): number;
  /** Days since the first day of the quarter. */
  readonly quarterDay: number;
  /** Days until the last day of the quarter. */
  readonly quarterLeft: number;
  readonly year: number;
}

/** `calendarOf(clock.now(), tenant.timeZone).day(-12)` */
export function calendarOf(now: Date, zone: string): Calendar {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  const at = (offset: number, clock: string): Date => {
    const [hour = 0, minute = 0] = clock.split(':').map(Number);
    return today.plus({ days: offset }).set({ hour, minute }).toJSDate();
  };
  return {
    now,
    day: (offset) => today.plus({ days: offset }).toFormat('yyyy-MM-dd'),
    at,
    past(offset, clock) {
      const wanted = at(offset, clock).getTime();
      const late = (wanted - now.getTime()) / 86_400_000;
      // what would lie ahead is squeezed into the last ten minutes, in its order
      return new Date(late <= 0 ? wanted : now.getTime() - 1000 - 600_000 * Math.max(0, 1 - late));
    },
    workday(offset) {
      const weekday = today.plus({ days: offset }).weekday;
      if (weekday < 6) return offset;
      return offset < 0 ? offset - (weekday - 5) : offset + (8 - weekday);
    },
    quarterDay: Math.round(today.diff(today.startOf('quarter'), 'days').days),
    quarterLeft: Math.round(today.endOf('quarter').startOf('day').diff(today, 'days').days),
    year: today.year,
  };
}
