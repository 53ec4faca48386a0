import type { TenantInfo, Values } from '@huanke/platform/module';
import { nextStart, type Timing } from './expand.ts';

const MINUTE = 60_000;

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Added and left-out starts as they are stored: one instant a line. */
export const readDates = (value: unknown): string[] => textOf(value)?.split('\n') ?? [];
export const writeDates = (dates: Iterable<string>): string | null => [...new Set(dates)].sort().join('\n') || null;

/** An activity as hooks or rows hold it: only what is read here need be there. */
export type Timed = Readonly<Partial<Record<keyof Timing | 'status' | 'done', unknown>>>;

/** When an activity takes place; undefined for one without a start. */
export function timingOf(values: Timed, tenant: Pick<TenantInfo, 'timeZone'>): Timing | undefined {
  const startAt = textOf(values.startAt);
  if (startAt === null) return undefined;
  const recurrence = textOf(values.recurrence);
  return {
    startAt,
    endAt: textOf(values.endAt),
    allDay: values.allDay === true,
    timeZone: textOf(values.timeZone) ?? tenant.timeZone,
    recurrence,
    rdates: recurrence === null ? [] : readDates(values.rdates),
    exdates: readDates(values.exdates),
  };
}

export const statuses = ['open', 'doing', 'done', 'cancelled'] as const;
export type Status = (typeof statuses)[number];

/** The state of an activity; those of before there were states say only whether they are done. */
export function statusOf(values: Timed): Status {
  return statuses.find((status) => status === values.status) ?? (values.done === true ? 'done' : 'open');
}

export const isClosed = (status: Status): boolean => status === 'done' || status === 'cancelled';

/** When people are to be reminded next; null when they are not. What was to come before `now` is left out. */
export function nextReminder(values: Values, tenant: Pick<TenantInfo, 'timeZone'>, now: Date): string | null {
  const timing = timingOf(values, tenant);
  if (!timing || typeof values.remindBefore !== 'number' || isClosed(statusOf(values))) return null;
  const ahead = values.remindBefore * MINUTE;
  // a reminder at this very moment is still to come
  const start = nextStart(timing, new Date(now.getTime() + ahead - 1));
  return start ? new Date(start.getTime() - ahead).toISOString() : null;
}
