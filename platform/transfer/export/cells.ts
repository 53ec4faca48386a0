import { DateTime } from 'luxon';
import { type Language, textOf } from '../../kernel/index.ts';
import type { FieldMeta } from '../../module/index.ts';
import type { Path } from '../../records/query/index.ts';
import type { OutCell, SheetColumn } from '../../sheets/index.ts';
import { displayScale } from '../../storage/codec.ts';
import { china } from '../../text/regions/data.ts';
import { htmlText } from '../../text/rich-text.ts';

/** A column of an exported file: what a person reads, in their language. */
export function exportColumn(path: Path, language: Language): SheetColumn {
  const header = [...path.hops.map((hop) => hop.field), path.field]
    .map((field) => textOf(field.label, language))
    .join(language === 'en' ? ' - ' : '·');
  if (path.field.masked) return { header, type: 'text' };
  switch (path.field.type) {
    case 'number':
    case 'currency':
    case 'rating':
      return { header, type: 'number', scale: displayScale(path.field) };
    case 'percent':
      return { header, type: 'percent', scale: displayScale(path.field) };
    case 'date':
      return { header, type: 'date' };
    case 'datetime':
      return { header, type: 'datetime' };
    default:
      return { header, type: 'text' };
  }
}

/** Makes the function that turns an answer's value into a readable cell. */
export function exportCell(field: FieldMeta, options: { language: Language; timeZone: string }): (value: unknown) => OutCell {
  const { language } = options;
  const labels = new Map((field.options ?? []).map((option) => [option.key, textOf(option.label, language)]));
  const separator = language === 'en' ? '; ' : '；';
  const list = (value: unknown, each: (item: unknown) => string) => (Array.isArray(value) ? value.map(each).join(separator) : '');
  const title = (value: unknown): string =>
    typeof value === 'object' && value !== null && 'title' in value ? String(value.title ?? '') : '';
  const read = (value: unknown): OutCell => {
    if (field.masked) return String(value);
    switch (field.type) {
      case 'picklist':
      case 'stage':
        return labels.get(String(value)) ?? String(value);
      case 'multiPicklist':
      case 'tags':
        return list(value, (item) => labels.get(String(item)) ?? String(item));
      case 'lookup':
      case 'masterDetail':
      case 'user':
      case 'department':
        return field.many ? list(value, title) : title(value);
      case 'boolean':
        return language === 'en' ? (value ? 'yes' : 'no') : value ? '是' : '否';
      case 'datetime':
        return DateTime.fromISO(String(value), { zone: options.timeZone }).toFormat('yyyy-MM-dd HH:mm:ss');
      case 'address': {
        const { region, street } = value as { region?: string; street?: string };
        return [region ? china().name(region) : '', street].filter((part) => part).join('');
      }
      case 'geolocation': {
        const { lng, lat } = value as { lng: number; lat: number };
        return `${lng},${lat}`;
      }
      case 'richText':
        return htmlText(String(value));
      case 'image':
      case 'attachment':
      case 'signature':
        return list(value, (item) => String((item as { name?: unknown }).name ?? ''));
      default:
        return typeof value === 'number' ? value : String(value);
    }
  };
  return (value) => (value === null || value === undefined ? null : read(value));
}
