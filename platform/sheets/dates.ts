import { DateTime } from 'luxon';
import { bad, good, type Parsed, plainCell } from './values.ts';

/** The order of the parts where separators do not tell: 2026/3/31, 3/31/2026, 31/3/2026, or an Excel day number. */
export type DateFormat = 'YMD' | 'MDY' | 'DMY' | 'serial';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const DAY_MONTH_NAME = new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?[\\s.-]*${MONTH}[\\s,.-]*(\\d{4}|\\d{2})$`, 'i');
const MONTH_NAME_DAY = new RegExp(`^${MONTH}\\s*(\\d{1,2})(?:st|nd|rd|th)?[\\s,]+(\\d{4})$`, 'i');
const CLOCK =
  /(?:^|[T\s]\s*|(?<=日))(上午|下午|凌晨|中午|晚上|am|pm)?\s*(\d{1,2})(?:[:时点]\s*(\d{1,2})(?:(?::|分\s*)(?:(\d{1,2})(?:\.(\d{1,9}))?)?\s*秒?)?|[时点]整?)\s*(am|pm|a\.m\.|p\.m\.)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

interface Parts {
  year: number;
  month: number;
  day: number;
}

function real(parts: Parts): Parsed<string> {
  const { year, month, day } = parts;
  const at = new Date(Date.UTC(year, month - 1, day));
  if (year < 1 || year > 9999 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return bad('NOT_A_DATE');
  return good(`${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
}

/** Two digits are a year of 1970 to 2069. */
function fullYear(text: string): number {
  const year = Number(text);
  return text.length > 2 ? year : year < 70 ? 2000 + year : 1900 + year;
}

/**
 * Reads a date as 2026-03-31. Forms that say their order by themselves are always read (2026-3-31, 20260331, 2026年3月31日, 31-Mar-2026);
 * for 3/31/2026 the column's `format` decides, without one only what has a single reading.
 */
export function parseDate(text: string, format?: DateFormat): Parsed<string> {
  const form = plainCell(text);
  if (form.length > 60) return bad('NOT_A_DATE');
  const day = form.replace(CLOCK, '').trim();
  return readDay(day === '' ? form : day, format);
}

function readDay(day: string, format: DateFormat | undefined): Parsed<string> {
  const ymd =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s*(?:星期|周)[一二三四五六日天])?$/.exec(day) ??
    /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(day);
  if (ymd) return real({ year: Number(ymd[1]), month: Number(ymd[2]), day: Number(ymd[3]) });
  const named = DAY_MONTH_NAME.exec(day);
  if (named)
    return real({ year: fullYear(named[3] ?? ''), month: MONTHS.indexOf((named[2] ?? '').toLowerCase()) + 1, day: Number(named[1]) });
  const english = MONTH_NAME_DAY.exec(day);
  if (english)
    return real({ year: Number(english[3]), month: MONTHS.indexOf((english[1] ?? '').toLowerCase()) + 1, day: Number(english[2]) });
  if (/^\d{1,6}(\.\d+)?$/.test(day)) return format === 'serial' || isSerial(day) ? serialDay(Number(day)) : bad('NOT_A_DATE');
  return readNumbers(day, format);
}

/** A number of 1954 to 2119: what a spreadsheet leaves of a day between texts. Smaller and larger ones are numbers of something else. */
const isSerial = (text: string) => /^\d{5}(\.\d+)?$/.test(text) && Number(text) >= 20_000 && Number(text) <= 80_000;

function serialDay(serial: number): Parsed<string> {
  const whole = Math.floor(serial);
  if (whole < 1) return bad('NOT_A_DATE');
  const at = new Date((whole < 60 ? whole + 1 : whole) * 86_400_000 - 25_569 * 86_400_000);
  return at.getUTCFullYear() > 9999 ? bad('NOT_A_DATE') : good(at.toISOString().slice(0, 10));
}

function readNumbers(day: string, format: DateFormat | undefined): Parsed<string> {
  const parts = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})$/.exec(day);
  if (!parts) return bad('NOT_A_DATE');
  const [a, b, c] = [parts[1] ?? '', parts[3] ?? '', parts[4] ?? ''];
  if (format === 'YMD') return c.length < 3 ? real({ year: fullYear(a), month: Number(b), day: Number(c) }) : bad('NOT_A_DATE');
  if (c.length === 1) return bad('NOT_A_DATE');
  const mdy = real({ month: Number(a), day: Number(b), year: fullYear(c) });
  const dmy = real({ day: Number(a), month: Number(b), year: fullYear(c) });
  if (format === 'MDY') return mdy;
  if (format === 'DMY') return dmy;
  if (mdy.ok && dmy.ok && mdy.value !== dmy.value) return bad('AMBIGUOUS_DATE');
  return mdy.ok ? mdy : dmy;
}

/**
 * The date format of a column by its values. `certain` is false when month and day could be either way round in all of them: then ask.
 * Null when they are no dates.
 */
export function detectDateFormat(values: readonly (string | null)[]): { format: DateFormat; certain: boolean } | null {
  const texts = values.filter((value): value is string => value !== null && value.trim() !== '').slice(0, 1000);
  if (texts.length === 0) return null;
  const reads = (format: DateFormat): number => texts.filter((text) => parseDate(text, format).ok).length;
  const enough = Math.max(1, Math.ceil(texts.length * 0.9));
  if (texts.every((text) => /^\d{4,5}(\.\d+)?$/.test(text.trim()))) {
    return texts.every((text) => Number(text) >= 20_000 && Number(text) < 80_000) ? { format: 'serial', certain: true } : null;
  }
  const found = (['MDY', 'DMY', 'YMD'] as const).map((format) => ({ format, count: reads(format) }));
  const clear = texts.filter((text) => parseDate(text).ok).length;
  // Written year first or with month names, every format reads them alike.
  if (found.every(({ count }) => count === found[0]?.count) && clear >= enough) return { format: 'YMD', certain: true };
  const best = found.reduce((a, b) => (b.count > a.count ? b : a));
  if (best.count < enough) return null;
  const rival = found.some(({ format, count }) => format !== best.format && count === best.count);
  return { format: best.format, certain: !rival };
}

function readClock(
  form: string,
): { hour: number; minute: number; second: number; millisecond: number; zone: string | undefined; rest: string } | null {
  const match = CLOCK.exec(form);
  if (!match) return null;
  const [whole, before, h = '', m = '0', s = '0', fraction = '', after, zone] = match;
  const half = (before ?? after ?? '').toLowerCase().replaceAll('.', '');
  let hour = Number(h);
  if (/^(下午|晚上|pm)$/.test(half) && hour < 12) hour += 12;
  if (half === '中午' && hour < 11) hour += 12;
  if (/^(上午|凌晨|am)$/.test(half) && hour === 12) hour = 0;
  const clock = { hour, minute: Number(m), second: Number(s), millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)) };
  if (hour > 23 || clock.minute > 59 || clock.second > 59) return null;
  return { ...clock, zone, rest: form.slice(0, form.length - whole.length).trim() };
}

/**
 * Reads a date with time as an instant in UTC; a time without zone is one in `zone`, a date alone its midnight.
 * `parseDateTime('2026年3月31日 下午2点05分', { zone: 'Asia/Shanghai' })` is 2026-03-31T06:05:00.000Z
 */
export function parseDateTime(text: string, options: { zone: string; format?: DateFormat }): Parsed<string> {
  const form = plainCell(text);
  if (form.length > 60) return bad('NOT_A_DATE');
  if ((options.format === 'serial' && /^\d{1,6}(\.\d+)?$/.test(form)) || isSerial(form)) {
    const day = serialDay(Number(form));
    return day.ok ? local(day.value, Math.round((Number(form) % 1) * 86_400) * 1000, options.zone) : day;
  }
  const clock = readClock(form);
  const day = readDay(clock ? clock.rest : form, options.format);
  if (!day.ok) return day;
  if (!clock) return local(day.value, 0, options.zone);
  const ms = ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1000 + clock.millisecond;
  if (clock.zone === undefined) return local(day.value, ms, options.zone);
  return local(day.value, ms, /z/i.test(clock.zone) ? 'utc' : `UTC${clock.zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2')}`);
}

function local(day: string, ms: number, zone: string): Parsed<string> {
  // Wall clock, not midnight plus a duration: on the day the clocks change that would be an hour off.
  const at = DateTime.fromISO(`${day}T${new Date(ms).toISOString().slice(11, 23)}`, { zone });
  return at.isValid ? good(at.toUTC().toISO({ suppressMilliseconds: false })) : bad('NOT_A_DATE');
}

/** Reads a time of day as 14:08 or, with seconds, 14:08:30. */
export function parseTime(text: string): Parsed<string> {
  const clock = readClock(plainCell(text));
  if (clock?.rest !== '' || clock.zone !== undefined) return bad('NOT_A_TIME');
  const two = (n: number): string => String(n).padStart(2, '0');
  return good(`${two(clock.hour)}:${two(clock.minute)}${clock.second > 0 ? `:${two(clock.second)}` : ''}`);
}
