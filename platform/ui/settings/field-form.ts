import type { FieldMeta, FieldType, Label, Option } from '../data/meta.ts';

/** Types a person can give a field of their own; the rest needs settings this form does not ask. */
export const OWN_TYPES: readonly FieldType[] = [
  'text',
  'longText',
  'number',
  'currency',
  'percent',
  'date',
  'datetime',
  'boolean',
  'picklist',
  'multiPicklist',
  'tags',
  'lookup',
  'user',
  'department',
  'phone',
  'email',
  'url',
  'rating',
  'autoNumber',
  'attachment',
  'image',
];

export const withOptions = (type: FieldType) => type === 'picklist' || type === 'multiPicklist' || type === 'stage';

const random = (length: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => 'abcdefghijkmnpqrstuvwxyz23456789'[byte % 32]).join('');

/** A name for the API out of a label: `Brand level` → `x_brandLevel`; a Chinese label says nothing here, so it gets a short random one. */
export function fieldName(label: string, taken: ReadonlySet<string>, chance: () => string = () => random(6)): string {
  const words = label
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, ' ')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word, at) => (at === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()));
  const base = words.join('').replace(/^\d+/, '').slice(0, 32);
  const named = base ? `x_${base}` : `x_f${chance()}`;
  if (!taken.has(named)) return named;
  for (let number = 2; number < 100; number++) if (!taken.has(`${named}${number}`)) return `${named}${number}`;
  return `x_f${chance()}`;
}

/** One option a line; lines that keep their text keep their key, new ones take the text as key. */
export function readOptions(text: string, before: readonly Option[], language: 'zh' | 'en'): readonly Option[] {
  const lines = [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean);
  return lines.map((line) => {
    const known = before.find((option) => option.label[language] === line);
    return known ?? { key: line.slice(0, 80), label: { zh: line, en: line } };
  });
}

/** Options that the text no longer names, still known to records: kept, but not offered. */
export function retired(next: readonly Option[], before: readonly Option[]): readonly Option[] {
  const keys = new Set(next.map((option) => option.key));
  return before.filter((option) => !keys.has(option.key)).map((option) => ({ ...option, active: false }));
}

export const optionsText = (field: Pick<FieldMeta, 'options'> | undefined, language: 'zh' | 'en') =>
  (field?.options ?? [])
    .filter((option) => option.active !== false)
    .map((option) => option.label[language])
    .join('\n');

/** Both languages from what was typed: an empty one says the same as the other. */
export const bothLanguages = (zh: string, en: string): Label => ({ zh: zh.trim() || en.trim(), en: en.trim() || zh.trim() });
