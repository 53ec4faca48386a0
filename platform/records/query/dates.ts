import { DateTime } from 'luxon';

/** From and up to, days as "2026-03-31"; `to` is the first day after. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

const units = {
  Day: 'day',
  Days: 'day',
  Week: 'week',
  Weeks: 'week',
  Month: 'month',
  Months: 'month',
  Quarter: 'quarter',
  Quarters: 'quarter',
  Year: 'year',
  Years: 'year',
} as const;

interface Today {
  readonly now: Date;
  readonly zone: string;
  /** 0 Sunday … 6 Saturday. */
  readonly weekStart: number;
}

/**
 * What `within` names: today, thisWeek, nextQuarter, lastNDays:7 … `lastN` counts back from today, today's day, week or month being the
 * last of the N, and never reaches into the future; `nextN` the other way round. Undefined when the words are not known.
 */
export function relativeRange(words: string, { now, zone, weekStart }: Today): DayRange | undefined {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  const day = (from: DateTime, days = 1) => range(from, from.plus({ days }));
  if (words === 'today') return day(today);
  if (words === 'yesterday') return day(today.minus({ days: 1 }));
  if (words === 'tomorrow') return day(today.plus({ days: 1 }));
  const start = (at: DateTime, unit: (typeof units)[keyof typeof units]) =>
    unit === 'week' ? at.minus({ days: ((at.weekday % 7) - weekStart + 7) % 7 }).startOf('day') : at.startOf(unit);
  const calendar = /^(this|last|next)(Week|Month|Quarter|Year)$/.exec(words);
  if (calendar) {
    const unit = units[calendar[2] as keyof typeof units];
    const shift = calendar[1] === 'this' ? 0 : calendar[1] === 'last' ? -1 : 1;
    const from = start(today, unit).plus({ [`${unit}s`]: shift });
    return range(from, from.plus({ [`${unit}s`]: 1 }));
  }
  const rolling = /^(last|next)N(Days|Weeks|Months|Quarters|Years):([1-9]\d{0,3})$/.exec(words);
  if (!rolling) return undefined;
  const unit = units[rolling[2] as keyof typeof units];
  const count = Number(rolling[3]);
  if (rolling[1] === 'last') return range(start(today, unit).minus({ [`${unit}s`]: count - 1 }), today.plus({ days: 1 }));
  return range(today, start(today, unit).plus({ [`${unit}s`]: count }));
}

function range(from: DateTime, to: DateTime): DayRange | undefined {
  return from.year < 1 || to.year > 9999 ? undefined : { from: from.toFormat('yyyy-MM-dd'), to: to.toFormat('yyyy-MM-dd') };
}

/** The instant at which a day begins in the zone; undefined before the year 1, where nothing can lie. */
export function dayStart(day: string, zone: string): string | undefined {
  const at = DateTime.fromISO(day, { zone }).startOf('day').toUTC();
  return at.isValid && at.year >= 1 ? at.toJSDate().toISOString() : undefined;
}

/** The day after; undefined after the last day of the year 9999. */
export function nextDay(day: string): string | undefined {
  return day === '9999-12-31' ? undefined : DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd');
}

/** The first day of a bucket → its key: 2017-03-01, 2017-W09, 2017-03, 2017-Q1, 2017. */
export function bucketKey(firstDay: string, bucket: 'day' | 'week' | 'month' | 'quarter' | 'year'): string {
  const [year = '', month = ''] = firstDay.split('-');
  switch (bucket) {
    case 'day':
      return firstDay;
    case 'month':
      return `${year}-${month}`;
    case 'year':
      return year;
    case 'quarter':
      return `${year}-Q${Math.ceil(Number(month) / 3)}`;
    case 'week':
      return DateTime.fromISO(firstDay, { zone: 'utc' }).toFormat("kkkk-'W'WW");
  }
}
