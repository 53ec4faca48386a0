import { type Amount, formatMoney, formatNumber, formatPercent, moneyFigure, numberFigure, type UiLanguage } from './number.ts';
import { daysUntil, formatDate, formatDateTime, formatDay, formatHeadingDate, formatRelative, formatTime, type Instant } from './time.ts';

export { addDays, addMonths, instantOf, monthGrid, weekday } from '../form/dates.ts';
export type { Amount, Figure, UiLanguage } from './number.ts';
export { formatMoney, formatNumber, formatPercent, MISSING, moneyFigure, numberFigure } from './number.ts';
export type { Instant } from './time.ts';
export { dayIn, daysUntil, formatDate, formatDateTime, formatDay, formatHeadingDate, formatRelative, formatTime } from './time.ts';

export interface FormatSettings {
  readonly language: UiLanguage;
  readonly timeZone: string;
  readonly currency: string;
}

/** All formats bound to one person's language and one company's zone and currency. In components: `useFormat()`. */
export function createFormat({ language, timeZone, currency }: FormatSettings) {
  return {
    language,
    timeZone,
    currency,
    number: (value: Amount, scale?: number) => formatNumber(value, language, scale),
    percent: (value: Amount, maxDecimals?: number) => formatPercent(value, language, maxDecimals),
    money: (value: Amount, code: string = currency) => formatMoney(value, language, code, currency),
    moneyFigure: (value: Amount, code: string = currency) => moneyFigure(value, language, code, currency),
    numberFigure: (value: Amount) => numberFigure(value, language),
    date: (value: Instant) => formatDate(value, timeZone),
    time: (value: Instant) => formatTime(value, timeZone),
    dateTime: (value: Instant) => formatDateTime(value, timeZone),
    relative: (value: Instant, now?: Date) => formatRelative(value, language, timeZone, now),
    day: (value: Instant, now?: Date) => formatDay(value, language, timeZone, now),
    headingDate: (value: Instant) => formatHeadingDate(value, language, timeZone),
    daysUntil: (value: Instant, now?: Date) => daysUntil(value, timeZone, now),
  };
}

export type Format = ReturnType<typeof createFormat>;
