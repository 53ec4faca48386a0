import { DateTime } from 'luxon';
import type { FieldDefinition, FieldMeta, Option } from '../module/index.ts';
import { parseDate, parseDateTime, parseNumber, parsePercent } from '../sheets/index.ts';
import { readInput } from '../storage/codec.ts';

/** Into which types the values of a field can be turned. Lookups, files and places stay what they are. */
export const conversions: Readonly<Partial<Record<FieldDefinition['type'], readonly FieldDefinition['type'][]>>> = {
  text: ['longText', 'number', 'currency', 'percent', 'date', 'datetime', 'picklist', 'multiPicklist', 'phone', 'email', 'url'],
  longText: ['text'],
  number: ['currency', 'percent', 'text', 'rating'],
  currency: ['number', 'percent', 'text'],
  percent: ['number', 'currency', 'text'],
  rating: ['number', 'text'],
  date: ['datetime', 'text'],
  datetime: ['date', 'text'],
  boolean: ['text'],
  picklist: ['text', 'multiPicklist'],
  multiPicklist: ['text', 'picklist'],
  phone: ['text'],
  email: ['text'],
  url: ['text'],
  autoNumber: ['text'],
};

export interface ConvertOptions {
  /** The tenant's zone: where a date begins, and which day an instant belongs to. */
  readonly timeZone: string;
  readonly language: 'zh-CN' | 'en';
}

/** What a value becomes, or that it can not become anything: nothing is cut, rounded or guessed. */
export type Converted = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

const failed: Converted = { ok: false };

const labelOf = (option: Option, language: ConvertOptions['language']) => (language === 'en' ? option.label.en : option.label.zh);

function optionFor(field: FieldMeta, text: string): string | undefined {
  const wanted = text.normalize('NFKC').trim().toLowerCase();
  const same = (candidate: string) => candidate.normalize('NFKC').trim().toLowerCase() === wanted;
  return field.options?.find((option) => same(option.label.zh) || same(option.label.en) || same(option.key))?.key;
}

/** A canonical value as a person would write it down. */
export function plainText(field: FieldMeta, value: unknown, { timeZone, language }: ConvertOptions): string {
  const optionText = (key: unknown) => {
    const option = field.options?.find((one) => one.key === key);
    return option ? labelOf(option, language) : String(key);
  };
  if (Array.isArray(value)) return value.map(optionText).join(language === 'en' ? ', ' : '、');
  if (field.type === 'picklist') return optionText(value);
  if (field.type === 'boolean') return value ? (language === 'en' ? 'Yes' : '是') : language === 'en' ? 'No' : '否';
  if (field.type === 'datetime') return DateTime.fromISO(String(value), { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm:ss');
  return String(value);
}

/** Decimals that say nothing must not stand in the way of a smaller scale: "12.00" is 12. */
const withoutNoughts = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

function fromText(to: FieldMeta, text: string, { timeZone }: ConvertOptions): unknown {
  switch (to.type) {
    case 'number':
    case 'currency':
    case 'rating': {
      const read = parseNumber(text);
      return read.ok ? withoutNoughts(read.value) : undefined;
    }
    case 'percent': {
      const read = parsePercent(text);
      return read.ok ? withoutNoughts(read.value) : undefined;
    }
    case 'date': {
      const read = parseDate(text);
      return read.ok ? read.value : undefined;
    }
    case 'datetime': {
      const read = parseDateTime(text, { zone: timeZone });
      return read.ok ? read.value : undefined;
    }
    case 'picklist':
      return optionFor(to, text);
    case 'multiPicklist': {
      const keys = text
        .split(/[、,，;；|\n]/)
        .map((part) => part.trim())
        .filter(Boolean)
        .map((part) => optionFor(to, part));
      return keys.length > 0 && keys.every((key) => key !== undefined) ? keys : undefined;
    }
    default:
      return text;
  }
}

/** Turns one canonical value of `from` into one of `to`. Pure. */
export function convertValue(from: FieldMeta, to: FieldMeta, value: unknown, options: ConvertOptions): Converted {
  let raw: unknown;
  if (to.type === 'text' || to.type === 'longText') raw = plainText(from, value, options);
  else if (from.type === 'text' || from.type === 'longText') raw = fromText(to, String(value), options);
  else if (from.type === 'date' && to.type === 'datetime')
    raw = DateTime.fromISO(String(value), { zone: options.timeZone }).toUTC().toISO();
  else if (from.type === 'datetime' && to.type === 'date') raw = DateTime.fromISO(String(value), { zone: options.timeZone }).toISODate();
  else if (from.type === 'picklist') raw = [value];
  else if (from.type === 'multiPicklist') raw = Array.isArray(value) && value.length === 1 ? value[0] : undefined;
  else raw = withoutNoughts(String(value));
  if (raw === undefined || raw === null || raw === '') return failed;
  const read = readInput(to, raw);
  return read.ok && read.value !== null ? { ok: true, value: read.value } : failed;
}
