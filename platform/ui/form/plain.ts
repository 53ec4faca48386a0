import { currencyOf, daysText, plainText as htmlLine, withUnit } from '../cells/text.ts';
import { type FieldMeta, textOf } from '../data/meta.ts';
import { isReference } from '../data/records.ts';
import { regionName } from '../data/regions.ts';
import { useFormat } from '../data/session.ts';
import { type Format, MISSING } from '../format/index.ts';
import { say } from '../i18n/index.ts';
import type { AddressValue, FileValue } from './values.ts';
import { isEmpty } from './values.ts';

type Row = Readonly<Record<string, unknown>>;

const optionText = (field: FieldMeta, key: unknown, format: Format) => {
  const option = field.options?.find((one) => one.key === key);
  return option ? textOf(option.label, format.language) : String(key);
};

function listText(field: FieldMeta, items: readonly unknown[], format: Format): string {
  const texts = items.map((item) => {
    if (isReference(item)) return item.title;
    if (typeof item === 'object' && item !== null && 'name' in item) return (item as FileValue).name;
    return field.type === 'multiPicklist' ? optionText(field, item, format) : String(item);
  });
  return texts.join(format.language === 'en' ? ', ' : '、');
}

/** Any value in words of one line: history, second lines of choices, conflicts. */
export function plainText(field: FieldMeta, value: unknown, format: Format, record: Row = {}): string {
  if (isEmpty(value)) return MISSING;
  if (Array.isArray(value)) return listText(field, value, format);
  if (isReference(value)) return value.title;
  switch (field.type) {
    case 'currency':
      return format.money(value as string, currencyOf(record, field));
    case 'number':
      if (field.countdown) return daysText(Number(value), (key, values) => say('list', key, values));
      // A year has no thousands marks.
      return withUnit(field, /year$/i.test(field.name) ? String(value) : format.number(value as string));
    case 'richText':
      return htmlLine(String(value));
    case 'percent':
      return format.percent(value as string);
    case 'date':
      return format.date(value as string);
    case 'datetime':
      return format.dateTime(value as string);
    case 'boolean':
      return say('form', value === true ? 'yes' : 'no');
    case 'picklist':
    case 'stage':
      return optionText(field, value, format);
    case 'address': {
      const { region, street } = value as AddressValue;
      return [region ? regionName(region) : '', street].filter(Boolean).join('');
    }
    case 'geolocation': {
      const { lng, lat } = value as { lng?: number; lat?: number };
      return `${lng}, ${lat}`;
    }
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

/** `const plain = usePlain(); plain(field, value, record)` */
export function usePlain() {
  const format = useFormat();
  return (field: FieldMeta, value: unknown, record?: Row) => plainText(field, value, format, record);
}
