import { DateTime } from 'luxon';
import { workingCalendar } from '../calendar/index.ts';
import type { Context } from '../module/index.ts';
import type { Reckoning } from './due.ts';

const minutesPerHour = 60;
/** A company that never works again is a mistake in its calendar: then plain days count. */
const mostDays = 3660;

/** How the company adds times up: working hours by its calendar; working days keep the hour of the day. */
export async function reckoningOf(ctx: Pick<Context, 'meta' | 'tenant'>): Promise<Reckoning> {
  const calendar = await workingCalendar(ctx);
  const zone = ctx.tenant.timeZone;
  return {
    zone,
    working(from, amount, unit) {
      if (unit === 'workingHour') return calendar.add(from, amount * minutesPerHour);
      let day = DateTime.fromJSDate(from, { zone });
      let left = amount;
      for (let tried = 0; left > 0 && tried < mostDays; tried += 1) {
        day = day.plus({ days: 1 });
        if (calendar.isWorkday(day.toFormat('yyyy-MM-dd'))) left -= 1;
      }
      return day.toJSDate();
    },
  };
}
