import { type FieldMeta, textOf } from '../data/meta.ts';
import { isReference, type RecordData } from '../data/records.ts';
import { regionName } from '../data/regions.ts';
import { type Format, MISSING } from '../format/index.ts';

export interface CellTools {
  readonly format: Format;
  /** Texts of the namespace `list`. */
  readonly t: (key: string, values?: Record<string, unknown>) => string;
}

export const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** The currency an amount is in: the record's own where it has one, unless the field is in the company's whatever the record says. */
export function currencyOf(
  record: Readonly<Record<string, unknown>> | undefined,
  field?: Pick<FieldMeta, 'ofCompany'>,
): string | undefined {
  if (field?.ofCompany) return undefined;
  const code = record?.['currency'];
  return typeof code === 'string' && /^[A-Z]{3}$/.test(code) ? code : undefined;
}

function optionLabel(field: FieldMeta, key: unknown, language: Format['language']): string {
  const option = field.options?.find((one) => one.key === key);
  return option ? textOf(option.label, language) : String(key);
}

/** Rich text in one line, without its marks. */
export function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/** 12 m³/h */
export function withUnit(field: Pick<FieldMeta, 'unit'>, text: string): string {
  return field.unit ? `${text} ${field.unit}` : text;
}

function addressText(value: object): string {
  const { region, street } = value as { readonly region?: unknown; readonly street?: unknown };
  return [typeof region === 'string' ? regionName(region) : '', street].filter(Boolean).join('') || MISSING;
}

/** A value in words, as it is copied, read aloud, compared and shown in tips. */
export function cellText(field: FieldMeta, value: unknown, { format, t }: CellTools, record?: RecordData): string {
  if (isEmpty(value)) return MISSING;
  if (Array.isArray(value)) {
    const one = { ...field, many: false };
    return value
      .map((item) => (isReference(item) || typeof item !== 'object' ? cellText(one, item, { format, t }, record) : nameOf(item)))
      .join(t('separator'));
  }
  if (isReference(value)) return value.title || MISSING;
  switch (field.type) {
    case 'currency':
      return format.money(value as string, currencyOf(record, field));
    case 'percent':
      return format.percent(value as string);
    case 'number':
      if (field.countdown) return daysText(Number(value), t);
      return withUnit(field, /year/i.test(field.name) ? String(value) : format.number(value as string));
    case 'rating':
      return `${String(value)}/${field.max ?? 5}`;
    case 'date':
      return format.date(value as string);
    case 'datetime':
      return format.dateTime(value as string);
    case 'boolean':
      return t(value === true ? 'yes' : 'no');
    case 'picklist':
    case 'multiPicklist':
    case 'tags':
    case 'stage':
      return optionLabel(field, value, format.language);
    case 'richText':
      return plainText(String(value));
    case 'geolocation': {
      const { lng, lat } = value as { lng: number; lat: number };
      return `${lng}, ${lat}`;
    }
    default:
      return typeof value === 'object' && value !== null ? addressText(value) : String(value);
  }
}

/** 延期 3 天, 还有 14 天 */
export const daysText = (late: number, t: CellTools['t']): string =>
  late === 0 ? t('dueToday') : t(late > 0 ? 'daysLate' : 'daysLeft', { count: Math.abs(late) });

function nameOf(item: unknown): string {
  const { name, title } = (item ?? {}) as { readonly name?: unknown; readonly title?: unknown };
  return String(name ?? title ?? MISSING);
}
