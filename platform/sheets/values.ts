import { type Label, label } from '../kernel/index.ts';

/** A value read from a cell, or why it can not be read. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; code: ValueProblem };
export type ValueProblem = 'NOT_A_NUMBER' | 'NOT_A_DATE' | 'AMBIGUOUS_DATE' | 'NOT_A_TIME' | 'NOT_A_BOOLEAN';

/** What to tell the user about a cell; the value itself is shown beside it. */
export const valueProblems: Record<ValueProblem, Label> = {
  NOT_A_NUMBER: label('不是有效的数字', 'Not a number'),
  NOT_A_DATE: label('不是有效的日期', 'Not a date'),
  AMBIGUOUS_DATE: label('分不清月和日，请选择日期格式', 'Day and month cannot be told apart; choose the date format'),
  NOT_A_TIME: label('不是有效的时间', 'Not a time'),
  NOT_A_BOOLEAN: label('请填写“是”或“否”', 'Write yes or no'),
};

export const good = <T>(value: T): Parsed<T> => ({ ok: true, value });
export const bad = <T>(code: ValueProblem): Parsed<T> => ({ ok: false, code });

/** Text of a cell in the form the readers here work on: half-width, trimmed, the many dashes as one. */
export function plainCell(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[‐-―−]/g, '-')
    .trim();
}

const CURRENCY = /^(?:[¥￥$€£₩]|us\$|hk\$|nt\$|rmb|cny|usd|eur|gbp|hkd|jpy|twd|人民币|美元|欧元)\s*/i;
const CURRENCY_END = /\s*(?:元整|元|圆|[¥$€£]|rmb|cny|usd|eur|gbp|hkd|jpy|twd|人民币)$/i;
const UNITS: Record<string, number> = { 百: 2, 千: 3, 万: 4, 十万: 5, 百万: 6, 千万: 7, 亿: 8, 十亿: 9, 百亿: 10, 千亿: 11, 万亿: 12 };
const UNIT = /\s*((?:[十百千万]?亿)|(?:[十百千]?万)|[百千])$/;

/**
 * Reads a number or an amount as a plain decimal text; never through a binary fraction.
 * 1,234.50 · ￥1,234 · 1.2万 · 3亿 · （123） · 12.5% (0.125) · 1.2E+5
 */
export function parseNumber(text: string): Parsed<string> {
  return readNumber(text, -2);
}

/** Reads a percentage as its number: 12.5% and 12.5 are both 12.5. */
export function parsePercent(text: string): Parsed<string> {
  return readNumber(text, 0);
}

function readNumber(text: string, percentShift: number): Parsed<string> {
  if (text.length > 100) return bad('NOT_A_NUMBER');
  let form = plainCell(text);
  let negative = false;
  const parens = /^\((.+)\)$/.exec(form);
  if (parens) [form, negative] = [(parens[1] ?? '').trim(), true];
  // A sign may stand before or after the currency: -￥5, ￥-5, 5-.
  const takeSign = (): void => {
    const sign = /^([+-])\s*/.exec(form);
    if (!sign) return;
    negative = negative !== (sign[1] === '-');
    form = form.slice(sign[0].length);
  };
  takeSign();
  const bare = form.replace(CURRENCY, '');
  if (bare !== form) {
    form = bare;
    takeSign();
  }
  if (/^[\d.,]+-$/.test(form)) [form, negative] = [form.slice(0, -1), !negative];
  form = form.replace(CURRENCY_END, '');
  let shift = 0;
  const unit = UNIT.exec(form);
  if (unit) {
    shift = UNITS[unit[1] ?? ''] ?? 0;
    form = form.slice(0, -unit[0].length);
  } else if (/\s*%$/.test(form)) {
    shift = percentShift;
    form = form.replace(/\s*%$/, '');
  }
  const power = /^(.*\d\.?)e([+-]?\d{1,2})$/i.exec(form);
  if (power) {
    form = power[1] ?? '';
    shift += Number(power[2]);
  }
  const digits = ungroup(form);
  return digits === null ? bad('NOT_A_NUMBER') : good(shiftDecimal(digits, shift, negative));
}

/** Takes out thousands separators; null unless they stand where they belong. */
function ungroup(form: string): string | null {
  if (/^\d+\.?\d*$/.test(form) || /^\.\d+$/.test(form)) return form;
  if (/^\d{1,3}(,\d{3})+(\.\d*)?$/.test(form)) return form.replaceAll(',', '');
  // 1 234,5 and 1.234,50 as in much of Europe: only where a comma cannot be a thousands separator.
  if (/^\d{1,3}(\.\d{3})+,\d+$/.test(form)) return form.replaceAll('.', '').replace(',', '.');
  if (/^\d{1,3}([ '’]\d{3})+(\.\d+)?$/.test(form)) return form.replace(/[ '’]/g, '');
  return null;
}

function shiftDecimal(digits: string, shift: number, negative: boolean): string {
  const [whole = '', fraction = ''] = digits.split('.');
  const all = whole + fraction;
  const point = whole.length + shift;
  const padded = point < 0 ? '0'.repeat(-point) + all : all.padEnd(point, '0');
  const at = Math.max(0, point);
  const head = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  // What the shift adds is not what the user wrote: 1.20万 is 12000, but 1,234.50 keeps its decimals.
  const tail = shift === 0 ? padded.slice(at) : padded.slice(at).replace(/0+$/, '');
  const text = tail === '' ? head : `${head}.${tail}`;
  return negative && /[1-9]/.test(text) ? `-${text}` : text;
}

const YES = new Set(['是', '对', '有', 'true', 't', 'yes', 'y', '1', 'on', '√', '✓', '✔', '☑', '启用', '真']);
const NO = new Set(['否', '不是', '无', '没有', 'false', 'f', 'no', 'n', '0', 'off', '×', '✗', '✘', '☐', '停用', '禁用', '假']);

/** 是/否, true/false, 1/0, Y/N. */
export function parseBoolean(text: string): Parsed<boolean> {
  const form = plainCell(text).toLowerCase();
  if (YES.has(form)) return good(true);
  return NO.has(form) ? good(false) : bad('NOT_A_BOOLEAN');
}
