import { MISSING, type UiLanguage } from './number.ts';

/** Dates and times for people, in the zone of the company. A `date` ("2026-03-31") has no zone and is never shifted. */
export type Instant = string | number | Date | null | undefined;

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const cache = new Map<string, Intl.DateTimeFormat>();

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  let format = cache.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    cache.set(timeZone, format);
  }
  return format;
}

function toDate(value: Instant): Date | null {
  if (value === null || value === undefined || value === '') return null;
  const date = value instanceof Date ? value : new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

function partsIn(date: Date, timeZone: string): Parts {
  const found: Record<string, number> = {};
  for (const part of zoneFormat(timeZone).formatToParts(date)) found[part.type] = Number(part.value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = found;
  return { year, month, day, hour, minute };
}

const two = (value: number) => String(value).padStart(2, '0');
const dayText = (parts: Parts) => `${parts.year}-${two(parts.month)}-${two(parts.day)}`;
const timeText = (parts: Parts) => `${two(parts.hour)}:${two(parts.minute)}`;
const dayNumber = (parts: Pick<Parts, 'year' | 'month' | 'day'>) => Date.UTC(parts.year, parts.month - 1, parts.day) / 86_400_000;

function parseDay(value: string): Pick<Parts, 'year' | 'month' | 'day'> | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  return match ? { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) } : null;
}

/** The calendar day of an instant in a zone: `2026-03-31`. */
export function dayIn(value: Instant, timeZone: string): string | null {
  const date = toDate(value);
  return date ? dayText(partsIn(date, timeZone)) : null;
}

/** `2026-03-31`. Takes a date or an instant. */
export function formatDate(value: Instant, timeZone: string): string {
  if (typeof value === 'string' && parseDay(value)) return value;
  return dayIn(value, timeZone) ?? MISSING;
}

/** `14:08` */
export function formatTime(value: Instant, timeZone: string): string {
  const date = toDate(value);
  return date ? timeText(partsIn(date, timeZone)) : MISSING;
}

/** `2026-03-31 14:08` */
export function formatDateTime(value: Instant, timeZone: string): string {
  const date = toDate(value);
  if (!date) return MISSING;
  const parts = partsIn(date, timeZone);
  return `${dayText(parts)} ${timeText(parts)}`;
}

/** Days from today to a date (or the day of an instant) in the zone; negative is past. Null when missing. */
export function daysUntil(value: Instant, timeZone: string, now: Date = new Date()): number | null {
  const text = typeof value === 'string' && parseDay(value) ? value : dayIn(value, timeZone);
  const day = text === null ? null : parseDay(text);
  return day ? dayNumber(day) - dayNumber(partsIn(now, timeZone)) : null;
}

const words = {
  'zh-CN': { now: '刚刚', minutes: (n: number) => `${n} 分钟前`, today: '今天', yesterday: '昨天', tomorrow: '明天' },
  en: { now: 'just now', minutes: (n: number) => `${n} min ago`, today: 'today', yesterday: 'yesterday', tomorrow: 'tomorrow' },
} as const;

/** 刚刚 → 5 分钟前 → 今天 14:08 → 昨天 14:08 → 03-31 14:08 → 2025-03-31 14:08; ahead: 今天 17:00, 明天 09:30, 03-06 09:30. */
export function formatRelative(value: Instant, language: UiLanguage, timeZone: string, now: Date = new Date()): string {
  const date = toDate(value);
  if (!date) return MISSING;
  const say = words[language];
  const ago = now.getTime() - date.getTime();
  if (ago >= 0 && ago < 60_000) return say.now;
  if (ago >= 0 && ago < 3_600_000) return say.minutes(Math.floor(ago / 60_000));
  const parts = partsIn(date, timeZone);
  const today = partsIn(now, timeZone);
  const days = dayNumber(parts) - dayNumber(today);
  const time = timeText(parts);
  if (days === 0) return `${say.today} ${time}`;
  if (days === -1) return `${say.yesterday} ${time}`;
  if (days === 1) return `${say.tomorrow} ${time}`;
  const day = dayText(parts);
  return `${parts.year === today.year ? day.slice(5) : day} ${time}`;
}

/** A day in few signs: 今天, 明天, 昨天, 03-31, and the year only when it is another one. */
export function formatDay(value: Instant, language: UiLanguage, timeZone: string, now: Date = new Date()): string {
  const days = daysUntil(value, timeZone, now);
  if (days === null) return MISSING;
  const say = words[language];
  if (days === 0) return say.today;
  if (days === 1) return say.tomorrow;
  if (days === -1) return say.yesterday;
  const text = formatDate(value, timeZone);
  return text.startsWith(String(partsIn(now, timeZone).year)) ? text.slice(5) : text;
}

/** `3 月 5 日 周四` or `Thu, 5 March`: the date as a heading. */
export function formatHeadingDate(value: Instant, language: UiLanguage, timeZone: string): string {
  const date = toDate(value);
  if (!date) return MISSING;
  if (language === 'en')
    return new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', day: 'numeric', month: 'long' }).format(date);
  const parts = partsIn(date, timeZone);
  return `${parts.month} 月 ${parts.day} 日 ${new Intl.DateTimeFormat('zh-CN', { timeZone, weekday: 'short' }).format(date)}`;
}
