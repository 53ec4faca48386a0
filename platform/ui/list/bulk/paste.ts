import type { FieldMeta } from '../../data/meta.ts';
import { parseDay } from '../../form/dates.ts';
import { parseAmount } from '../../form/decimal.ts';

/** One line of a pasted column: what is sent, or that it can not be read. Lookups are resolved by title later. */
export type PastedValue =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly text: string }
  | { readonly ok: 'title'; readonly text: string };

/** The first column of what a spreadsheet puts on the clipboard, without its last line break. */
export function pastedLines(text: string): readonly string[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  return lines.map((line) => line.split('\t')[0]?.trim() ?? '');
}

const fold = (text: string) => text.normalize('NFKC').trim().toLowerCase();
const YES = new Set(['是', '有', '对', 'yes', 'y', 'true', '1', '√', '✓']);
const NO = new Set(['否', '无', '没有', 'no', 'n', 'false', '0', '×', '✗']);

function optionKey(field: FieldMeta, text: string): string | undefined {
  const wanted = fold(text);
  return field.options?.find((option) => [option.key, option.label.zh, option.label.en].some((name) => fold(name) === wanted))?.key;
}

/** Reads a pasted text for a field as a person would type it; `--` and nothing clear it. */
export function readPasted(field: FieldMeta, text: string, today: string): PastedValue {
  if (text === '' || text === '--') return { ok: true, value: null };
  const given = (value: unknown): PastedValue => (value === null || value === undefined ? { ok: false, text } : { ok: true, value });
  switch (field.type) {
    case 'currency':
    case 'number':
    case 'percent':
    case 'rating':
      return given(parseAmount(text));
    case 'date':
      return given(parseDay(text, today));
    case 'boolean':
      return YES.has(fold(text)) ? given(true) : NO.has(fold(text)) ? given(false) : { ok: false, text };
    case 'picklist':
    case 'stage':
      return given(optionKey(field, text));
    case 'multiPicklist': {
      const keys = text.split(/[、,，;；]/).map((part) => optionKey(field, part));
      return keys.includes(undefined) ? { ok: false, text } : given(keys);
    }
    case 'tags':
      return given(
        text
          .split(/[、,，;；]/)
          .map((part) => part.trim())
          .filter(Boolean),
      );
    case 'user':
    case 'department':
    case 'lookup':
    case 'masterDetail':
      return field.many ? { ok: false, text } : { ok: 'title', text };
    default:
      return given(text);
  }
}
