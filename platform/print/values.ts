import { DateTime } from 'luxon';
import { rmbUpper } from '../formula/functions/rmb.ts';
import { Decimal } from '../formula/numbers.ts';
import { type Language, moneyText, textOf } from '../kernel/index.ts';
import type { FieldMeta } from '../module/index.ts';
import { china } from '../text/regions/data.ts';
import { htmlText } from '../text/rich-text.ts';
import type { MergeOption } from './merge.ts';

/** How values of one printed document are written. */
export interface Style {
  readonly language: Language;
  readonly timeZone: string;
  /** The company's currency. */
  readonly own: string;
}

export interface Shown {
  readonly option?: MergeOption | undefined;
  readonly currency: string;
}

/** A value of an answer as it stands on paper; nothing where there is none. Amounts keep every digit. */
export function printed(field: FieldMeta, value: unknown, style: Style, { option, currency }: Shown): string {
  if (value === null || value === undefined || value === '') return '';
  if (field.masked) return String(value);
  if (Array.isArray(value))
    return value
      .map((item) => printed({ ...field, many: false }, item, style, { option, currency }))
      .filter((text) => text !== '')
      .join(style.language === 'en' ? ', ' : '、');
  if (typeof value === 'object' && ('title' in value || 'name' in value)) return titleOf(value);
  const { language } = style;
  switch (field.type) {
    case 'currency':
      return money(String(value), { option, currency }, style);
    case 'number':
    case 'percent':
      return figure(field, String(value), option, language);
    case 'date':
    case 'datetime':
      return moment(field.type, String(value), style, option);
    case 'boolean':
      if (language === 'en') return value ? 'Yes' : 'No';
      return value ? '是' : '否';
    case 'picklist':
    case 'multiPicklist':
    case 'tags':
    case 'stage': {
      const known = field.options?.find((one) => one.key === value);
      return known ? textOf(known.label, language) : String(value);
    }
    case 'richText':
      return paragraphs(String(value));
    case 'address': {
      const { region, street } = value as { region?: string; street?: string };
      return [region ? china().name(region) : '', street].filter(Boolean).join('');
    }
    case 'geolocation': {
      const { lng, lat } = value as { lng: number; lat: number };
      return `${lng}, ${lat}`;
    }
    default:
      return String(value);
  }
}

function titleOf(value: object): string {
  const { title, name } = value as { title?: unknown; name?: unknown };
  return String(title ?? name ?? '');
}

/** `money('1286000.00', …)` → `¥1,286,000.00`; with `upper` 人民币壹佰贰拾捌万陆仟元整. */
export function money(value: string, { option, currency }: Shown, { language, own }: Pick<Style, 'language' | 'own'>): string {
  if (option === 'upper') return upper(value, currency);
  if (option === 'plain') return value;
  return moneyText(value, language, currency, own);
}

function upper(value: string, currency: string): string {
  const text = rmbUpper(new Decimal(value)) ?? value;
  if (currency === 'CNY') return text;
  return text.replace('人民币', new Intl.DisplayNames('zh-CN', { type: 'currency' }).of(currency) ?? currency);
}

function figure(field: FieldMeta, value: string, option: MergeOption | undefined, language: Language): string {
  if (option === 'upper')
    return upper(value, 'CNY')
      .replace('人民币', '')
      .replace(/元整?$/, '');
  if (option === 'plain' || /year/i.test(field.name)) return value;
  const digits = field.type === 'percent' ? 0 : (value.split('.')[1]?.length ?? 0);
  const format = new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: field.type === 'percent' ? 6 : digits,
  });
  const text = format.format(value as Intl.StringNumericLiteral);
  if (field.type === 'percent') return `${text}%`;
  return field.unit ? `${text} ${field.unit}` : text;
}

function moment(type: 'date' | 'datetime', value: string, { language, timeZone }: Style, option: MergeOption | undefined): string {
  const at = type === 'date' ? DateTime.fromISO(value, { zone: 'utc' }) : DateTime.fromISO(value, { zone: timeZone });
  const day = option === 'long' ? longDay(at, language) : at.toFormat('yyyy-MM-dd');
  return type === 'date' ? day : `${day} ${at.toFormat('HH:mm')}`;
}

/** 2026年3月31日, March 31, 2026 */
export function longDay(at: DateTime, language: Language): string {
  return language === 'en' ? at.setLocale('en').toFormat('LLLL d, yyyy') : at.toFormat('yyyy年M月d日');
}

/** Rich text as lines: paragraphs and list items begin a new one. */
function paragraphs(html: string): string {
  return html
    .split(/<(?:br|\/p|\/h[34]|\/blockquote|\/pre)[^>]*>|(?=<li>)/i)
    .map((part) => (part.startsWith('<li>') ? `· ${htmlText(part)}` : htmlText(part)))
    .filter((line) => line !== '')
    .join('\n');
}
