import type { FieldMeta } from '../data/meta.ts';
import { dayOf } from './dates.ts';
import { compareAmounts, decimalsOf, parseAmount } from './decimal.ts';
import { isEmpty } from './values.ts';

/** What is wrong with a value: a key of the `form` texts with what it names, or null. The server has the last word. */
export interface Wrong {
  readonly key:
    | 'required'
    | 'tooLong'
    | 'notNumber'
    | 'notWhole'
    | 'tooManyDecimals'
    | 'tooSmall'
    | 'notDate'
    | 'notEmail'
    | 'notPhone'
    | 'notUrl';
  readonly values?: Readonly<Record<string, string | number>>;
}

const NUMERIC = new Set(['number', 'currency', 'percent']);
const PHONE = /^[+\d(（*][\d\s()（）+\-–.*#/,;xX转分机ext]{2,}$/;
const EMAIL = /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>.]+$/;

function wrongNumber(field: FieldMeta, value: unknown): Wrong | null {
  const plain = parseAmount(String(value));
  if (plain === null) return { key: 'notNumber' };
  const scale = field.scale ?? (field.type === 'number' ? 0 : 2);
  if (decimalsOf(plain) > scale) return scale === 0 ? { key: 'notWhole' } : { key: 'tooManyDecimals', values: { count: scale } };
  if (field.min !== undefined && compareAmounts(plain, String(field.min)) < 0) return { key: 'tooSmall', values: { min: field.min } };
  return null;
}

function wrongDay(value: unknown): Wrong | null {
  const [year = 0, month = 0, day = 0] = String(value).slice(0, 10).split('-').map(Number);
  return dayOf(year, month, day) ? null : { key: 'notDate' };
}

export function validate(field: FieldMeta, value: unknown, required = false): Wrong | null {
  if (isEmpty(value)) return required ? { key: 'required' } : null;
  if (NUMERIC.has(field.type)) return wrongNumber(field, value);
  if (field.type === 'date' || field.type === 'datetime') return wrongDay(value);
  if (typeof value !== 'string') return null;
  if (field.max !== undefined && value.trim().length > field.max) return { key: 'tooLong', values: { count: field.max } };
  const text = value.trim();
  if (field.type === 'email' && !EMAIL.test(text)) return { key: 'notEmail' };
  if (field.type === 'phone' && !PHONE.test(text)) return { key: 'notPhone' };
  if (field.type === 'url' && !(/^https?:\/\//i.test(text) && URL.canParse(text))) return { key: 'notUrl' };
  return null;
}
