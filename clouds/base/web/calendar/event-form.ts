import { addDays, dayIn, formatTime, instantOf } from '@huanke/platform/ui/format';
import type { CalendarItem } from '../../calendar/contract.ts';
import type { Draft } from './grid.ts';
import { clockOf, DAY_MINUTES, daysOfItem } from './time.ts';

/** The times of an event as a form has them: days and clocks, the end of whole days being the last of them. */
export interface Times {
  readonly allDay: boolean;
  readonly startDay: string;
  readonly startTime: string;
  readonly endDay: string;
  readonly endTime: string;
}

export const isDraft = (of: CalendarItem | Draft): of is Draft => !('id' in of);

export function timesOf(of: CalendarItem | Draft, zone: string): Times {
  if (isDraft(of)) {
    const until = Math.min(of.until, DAY_MINUTES - 1);
    const hours = of.allDay ? { startTime: '09:00', endTime: '10:00' } : { startTime: clockOf(of.from), endTime: clockOf(until) };
    return { allDay: of.allDay, startDay: of.day, endDay: of.day, ...hours };
  }
  const { first, last } = daysOfItem(of, zone);
  if (of.allDay) return { allDay: true, startDay: first, endDay: last, startTime: '09:00', endTime: '10:00' };
  const end = of.end ?? of.start;
  return {
    allDay: false,
    startDay: first,
    startTime: formatTime(of.start, zone),
    endDay: (end && dayIn(end, zone)) ?? last,
    endTime: end ? formatTime(end, zone) : '',
  };
}

/** What the API takes for them. */
export function timeValues({ allDay, startDay, startTime, endDay, endTime }: Times, zone: string) {
  return allDay
    ? { allDay, startAt: instantOf(startDay, '00:00', zone), endAt: instantOf(addDays(endDay, 1), '00:00', zone) }
    : { allDay, startAt: instantOf(startDay, startTime, zone), endAt: endTime ? instantOf(endDay, endTime, zone) : null };
}

/** The start moves, and the end with it. */
export function withStart(times: Times, change: Partial<Pick<Times, 'startDay' | 'startTime'>>): Times {
  const at = ({ startDay, startTime }: Times) => Date.parse(`${startDay}T${startTime || '00:00'}Z`);
  const next = { ...times, ...change };
  const by = at(next) - at(times);
  const end = Date.parse(`${times.endDay}T${times.endTime || '00:00'}Z`) + by;
  if (Number.isNaN(end)) return next;
  const moved = new Date(end).toISOString();
  return { ...next, endDay: moved.slice(0, 10), ...(times.endTime ? { endTime: moved.slice(11, 16) } : {}) };
}

export const presets = {
  never: '',
  daily: 'FREQ=DAILY',
  weekdays: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
  weekly: 'FREQ=WEEKLY',
  biweekly: 'FREQ=WEEKLY;INTERVAL=2',
  monthly: 'FREQ=MONTHLY',
  yearly: 'FREQ=YEARLY',
} as const;
export const presetKeys = ['never', 'daily', 'weekdays', 'weekly', 'biweekly', 'monthly', 'yearly'] as const;

/** A rule taken apart for the form: what repeats, and the day until which. */
export function repeatOf(rule: string): { repeat: string; until: string } {
  const until = /;UNTIL=(\d{4})(\d\d)(\d\d)/.exec(rule);
  return { repeat: rule.replace(/;UNTIL=[^;]*/, ''), until: until ? `${until[1]}-${until[2]}-${until[3]}` : '' };
}

export function ruleOf(repeat: string, until: string): string | null {
  if (repeat === '') return null;
  return until && !repeat.includes('COUNT=') ? `${repeat};UNTIL=${until.replaceAll('-', '')}` : repeat;
}

/** A rule by the name of the preset it is at heart: `FREQ=WEEKLY;COUNT=6;BYDAY=TU` is weekly, six times. */
export function nameOfRule(rule: string): { preset: (typeof presetKeys)[number] | null; count: number | null } {
  const count = /;COUNT=(\d+)/.exec(rule)?.[1];
  const heart = rule.replace(/;COUNT=\d+/, '');
  const plain = heart.startsWith('FREQ=WEEKLY') ? heart.replace(/;BYDAY=[A-Z]{2}$/, '') : heart;
  return { preset: presetKeys.find((key) => presets[key] === plain) ?? null, count: count ? Number(count) : null };
}

/** Minutes before the start that are offered. */
export const reminders = [0, 5, 15, 30, 60, 1440] as const;
