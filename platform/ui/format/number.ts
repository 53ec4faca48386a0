import { moneySign, moneyText } from '../../kernel/money.ts';

/** Numbers and money for people. Amounts arrive as decimal strings and are never turned into floats where every digit is shown. */
export type UiLanguage = 'zh-CN' | 'en';
export type Amount = string | number | null | undefined;

/** What stands where a value is missing. */
export const MISSING = '--';

const cache = new Map<string, Intl.NumberFormat>();

function numberFormat(language: UiLanguage, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language, options);
    cache.set(key, format);
  }
  return format;
}

/** Intl formats decimal strings exactly; the type only knows literals. */
function exact(value: string | number): Intl.StringNumericLiteral | number {
  return value as Intl.StringNumericLiteral | number;
}

function readable(value: Amount): value is string | number {
  return value !== null && value !== undefined && value !== '' && Number.isFinite(Number(value));
}

function decimalsOf(value: string | number): number {
  const text = String(value);
  const point = text.indexOf('.');
  return point < 0 || /e/i.test(text) ? 0 : text.length - point - 1;
}

/** `formatNumber('1234.50')` → `1,234.50`: thousands marks, and as many decimals as the value carries unless `scale` says otherwise. */
export function formatNumber(value: Amount, language: UiLanguage, scale?: number): string {
  if (!readable(value)) return MISSING;
  const digits = Math.min(scale ?? decimalsOf(value), 20);
  return numberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(exact(value));
}

/** `formatPercent(12.5)` → `12.5%`: the value is already in percent (contract: 12.5 means 12.5 %). Trailing zeros go. */
export function formatPercent(value: Amount, language: UiLanguage, maxDecimals = 2): string {
  if (!readable(value)) return MISSING;
  return `${numberFormat(language, { maximumFractionDigits: maxDecimals }).format(exact(value))}%`;
}

/** `formatMoney('1286000.00')` → `¥1,286,000.00`, for tables: every digit. `own` is the company's currency. */
export function formatMoney(value: Amount, language: UiLanguage, currency = 'CNY', own = currency): string {
  if (!readable(value)) return MISSING;
  return moneyText(value, language, currency, own);
}

/** The parts of a figure, so that the unit can be set smaller than the digits. `title` is the exact value. */
export interface Figure {
  readonly sign: string;
  readonly digits: string;
  readonly unit: string;
  readonly text: string;
  readonly title: string;
}

function scaled(value: string | number, language: UiLanguage): { digits: string; unit: string } {
  const size = Math.abs(Number(value));
  const fixed = (number: number, decimals: number) =>
    numberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(number);
  if (language === 'zh-CN') {
    // 9,999.95 万 would round to 10,000.0 万: from there on it is 1.00 亿.
    if (size >= 99_999_500) return { digits: fixed(size / 1e8, 2), unit: '亿' };
    if (size >= 1e4) return { digits: fixed(size / 1e4, 1), unit: '万' };
  } else {
    if (size >= 999_995_000) return { digits: fixed(size / 1e9, 2), unit: 'B' };
    if (size >= 999_950) return { digits: fixed(size / 1e6, 2), unit: 'M' };
    if (size >= 1e4) return { digits: fixed(size / 1e3, 1), unit: 'K' };
  }
  return { digits: numberFormat(language, { maximumFractionDigits: 2 }).format(size), unit: '' };
}

/** `moneyFigure('1286000.00')` → `¥128.6万` with the exact amount as title. */
export function moneyFigure(value: Amount, language: UiLanguage, currency = 'CNY', own = currency): Figure {
  if (!readable(value)) return { sign: '', digits: MISSING, unit: '', text: MISSING, title: '' };
  const { digits, unit } = scaled(value, language);
  const sign = (Number(value) < 0 ? '-' : '') + moneySign(language, currency, own);
  return { sign, digits, unit, text: sign + digits + unit, title: formatMoney(value, language, currency, own) };
}

/** `numberFigure(12345)` → `1.2万` with the exact number as title. */
export function numberFigure(value: Amount, language: UiLanguage): Figure {
  if (!readable(value)) return { sign: '', digits: MISSING, unit: '', text: MISSING, title: '' };
  const { digits, unit } = scaled(value, language);
  const sign = Number(value) < 0 ? '-' : '';
  return { sign, digits, unit, text: sign + digits + unit, title: formatNumber(value, language) };
}
