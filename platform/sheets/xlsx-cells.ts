import { decodeXml, type NumberKind } from './xlsx-styles.ts';

export interface CellContext {
  shared: readonly string[];
  styles: readonly NumberKind[];
  date1904: boolean;
}

const DAY = 86_400_000;

/** The text of a number as a person would write it: no exponent, no binary noise (0.30000000000000004 is 0.3). */
export function numberText(raw: string): string {
  const text = raw.trim();
  // Whole numbers and short decimals are what the user typed; long decimals carry the noise of binary fractions.
  if (/^-?\d{1,21}$/.test(text) || (/^-?\d+\.\d+$/.test(text) && text.replace(/[-.]/g, '').replace(/^0+/, '').length <= 15)) return text;
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) return text;
  return plainNumber(value);
}

function plainNumber(value: number): string {
  const exact = Number(value.toPrecision(15));
  const short = String(exact);
  if (!short.includes('e')) return short;
  // toFixed itself falls back to an exponent from 10^21 on.
  if (Math.abs(exact) >= 1) return BigInt(exact).toString();
  return exact.toFixed(20).replace(/0+$/, '').replace(/\.$/, '');
}

/** An Excel day number as text: 45382 is 2024-03-31. Day numbers below 60 are one off, since Excel believes in 29 February 1900. */
export function serialText(serial: number, kind: 'date' | 'datetime' | 'time', date1904: boolean): string {
  const days = date1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const at = new Date(Math.round((days - 25_569) * 86_400) * 1000);
  if (Number.isNaN(at.getTime()) || at.getTime() > DAY * 2_932_896) return String(serial);
  const text = at.toISOString();
  if (kind === 'time' && serial < 1) return text.slice(11, 19);
  return kind === 'date' ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

function numericCell(raw: string, kind: NumberKind, date1904: boolean): string {
  const value = Number(raw);
  if (kind === 'number' || raw.trim() === '' || !Number.isFinite(value)) return numberText(raw);
  if (kind === 'percent') return `${plainNumber(value * 100)}%`;
  return value < 0 ? numberText(raw) : serialText(value, kind, date1904);
}

function inlineText(xml: string): string {
  let text = '';
  // Phonetic guides (rPh) repeat the text in kana or pinyin.
  for (const [, part = ''] of xml
    .replace(/<(?:\w+:)?rPh\b[\s\S]*?<\/(?:\w+:)?rPh>/g, '')
    .matchAll(/<(?:\w+:)?t\b[^>]*?(?:\/>|>([\s\S]*?)<\/(?:\w+:)?t>)/g))
    text += decodeXml(part);
  return text;
}

/** The texts of shared strings, rich text without its formats. */
export function sharedText(si: string): string {
  const simple = /^<(?:\w+:)?si>\s*<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)<\/(?:\w+:)?t>\s*<\/(?:\w+:)?si>$/.exec(si);
  return simple ? decodeXml(simple[1] ?? '') : inlineText(si);
}

function cellText(attributes: string, body: string, context: CellContext): string | null {
  const type = /(?:^|\s)t="(\w+)"/.exec(attributes)?.[1] ?? 'n';
  if (type === 'inlineStr') return inlineText(body);
  const raw = /<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<\/(?:\w+:)?v>/.exec(body)?.[1];
  if (raw === undefined) return null;
  switch (type) {
    case 's':
      return context.shared[Number(raw)] ?? null;
    case 'b':
      return raw.trim() === '1' ? 'TRUE' : 'FALSE';
    case 'str':
    case 'e':
      return decodeXml(raw);
    case 'd':
      return decodeXml(raw)
        .replace(/^(\d{4}-\d\d-\d\d)T00:00(:00(\.0+)?)?Z?$/, '$1')
        .replace('T', ' ');
    default: {
      const style = Number(/(?:^|\s)s="(\d+)"/.exec(attributes)?.[1] ?? -1);
      return numericCell(raw, context.styles[style] ?? 'number', context.date1904);
    }
  }
}

function columnIndex(reference: string): number {
  let index = 0;
  for (let i = 0; i < reference.length; i += 1) {
    const code = reference.charCodeAt(i);
    if (code < 65 || code > 90) break;
    index = index * 26 + code - 64;
  }
  return index - 1;
}

const CELL = /<(?:\w+:)?c(?=[\s/>])([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g;

/** The cells of one `<row>`; columns past `most` are not kept. */
export function rowCells(xml: string, context: CellContext, most: number): (string | null)[] {
  const cells: (string | null)[] = [];
  for (const [, attributes = '', body] of xml.matchAll(CELL)) {
    const reference = /(?:^|\s)r="([A-Z]+)\d*"/.exec(attributes)?.[1];
    const column = reference === undefined ? cells.length : columnIndex(reference);
    if (column >= most) continue;
    while (cells.length < column) cells.push(null);
    cells[column] = body === undefined ? null : cellText(attributes, body, context);
  }
  return cells;
}
