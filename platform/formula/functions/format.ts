import type { Decimal } from '../numbers.ts';
import { DAY, type Moment, parts, wallClock } from '../time.ts';

export interface NumberFormat {
  readonly before: string;
  readonly after: string;
  readonly grouped: boolean;
  readonly whole: number;
  readonly least: number;
  readonly most: number;
  readonly percent: boolean;
}

/** Reads `¥#,##0.00`, `0.0#%`, `000`: 0 is a digit always written, # one written when needed. Null when it is no such format. */
export function readNumberFormat(format: string): NumberFormat | null {
  const match = /^([^0#.,%]*)([#0,]*[#0])(?:\.(0*)(#*))?(%?)([^0#.,%]*)$/.exec(format);
  if (!match) return null;
  const [, before = '', whole = '', fixed = '', optional = '', percent = '', after = ''] = match;
  const least = fixed.length;
  const most = least + optional.length;
  const digits = whole.replace(/[^0]/g, '').length;
  if (most > 10 || digits > 20 || !/^#*0*$/.test(whole.replaceAll(',', ''))) return null;
  return { before, after, grouped: whole.includes(','), whole: digits, least, most, percent: percent === '%' };
}

export function formatNumber(value: Decimal, text: string): string | null {
  const format = readNumberFormat(text);
  if (!format) return null;
  const rounded = (format.percent ? value.times(100) : value).toDecimalPlaces(format.most);
  const [digits = '', decimals = ''] = rounded.abs().toFixed(format.most).split('.');
  const whole = digits.replace(/^0+/, '').padStart(format.whole, '0');
  const kept = decimals.slice(0, format.least) + decimals.slice(format.least).replace(/0+$/, '');
  const grouped = format.grouped ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  const sign = rounded.isNeg() && !rounded.isZero() ? '-' : '';
  return `${sign}${format.before}${grouped}${kept === '' ? '' : `.${kept}`}${format.percent ? '%' : ''}${format.after}`;
}

export type TimePart = { readonly token: string } | { readonly literal: string };
const TIME = /yyyy|yy|MM|M|dd|d|HH|H|mm|m|ss|s|"([^"]*)"/g;

/** Cuts `yyyy年M月d日 HH:mm` into tokens and what stands between; letters that are to be written stand in "…". */
export function readTimeFormat(format: string): TimePart[] {
  const found: TimePart[] = [];
  let at = 0;
  for (const match of format.matchAll(TIME)) {
    if (match.index > at) found.push({ literal: format.slice(at, match.index) });
    found.push(match[1] === undefined ? { token: match[0] } : { literal: match[1] });
    at = match.index + match[0].length;
  }
  if (at < format.length) found.push({ literal: format.slice(at) });
  return found;
}

/** A day, or an instant as the tenant's clock shows it. */
export function formatTime(value: number, isInstant: boolean, format: string, moment: Moment): string {
  const reading = isInstant ? wallClock(value, moment.zone) : value * DAY;
  const { year, month, day } = parts(Math.floor(reading / DAY));
  const at = new Date(reading);
  const numbers: Readonly<Record<string, number>> = { M: month, d: day, H: at.getUTCHours(), m: at.getUTCMinutes(), s: at.getUTCSeconds() };
  const write = (token: string) => {
    if (token.startsWith('y')) return String(year).padStart(4, '0').slice(-token.length);
    return String(numbers[token.charAt(0)] ?? 0).padStart(token.length, '0');
  };
  return readTimeFormat(format)
    .map((part) => ('token' in part ? write(part.token) : part.literal))
    .join('');
}
