import { Refused } from './problems.ts';

export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'label' | 'operator' | 'end';
  /** The value: digits, the text without quotes, the dotted name, the operator's canonical form. */
  readonly value: string;
  readonly at: number;
  readonly length: number;
}

// What a Chinese input method types for the ASCII signs; quotes are read apart.
const ascii: Readonly<Record<string, string>> = {
  '，': ',',
  '、': ',',
  '（': '(',
  '）': ')',
  '＞': '>',
  '＜': '<',
  '＝': '=',
  '！': '!',
  '＋': '+',
  '－': '-',
  '−': '-',
  '×': '*',
  '＊': '*',
  '÷': '/',
  '／': '/',
  '％': '%',
  '＾': '^',
  '＆': '&',
  '｜': '|',
  '≥': '>=',
  '≤': '<=',
  '≠': '<>',
  '【': '[',
  '】': ']',
  '［': '[',
  '］': ']',
  '．': '.',
};
const closing: Readonly<Record<string, readonly string[]>> = {
  '"': ['"'],
  "'": ["'"],
  '“': ['”', '“'],
  '”': ['”', '“'],
  '‘': ['’', '‘'],
  '’': ['’', '‘'],
  '＂': ['＂'],
};
const operators = ['==', '!=', '<>', '<=', '>=', '&&', '||', '+', '-', '*', '/', '%', '^', '&', '=', '<', '>', '!', '(', ')', ','];
const same: Readonly<Record<string, string>> = { '==': '=', '!=': '<>' };
const NAME = /[\p{L}_][\p{L}\p{M}\p{N}_]*(?:[.．][\p{L}_][\p{L}\p{M}\p{N}_]*)*/uy;
const NUMBER = /[0-9０-９]+(?:[.．][0-9０-９]*)?|[.．][0-9０-９]+/y;
const WORD_AFTER_NUMBER = /[\p{L}_0-9]/u;

/** Cuts a formula into tokens; the last is of kind 'end'. */
export function tokens(source: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const sign = source.charAt(at);
    if (/\s/.test(sign)) {
      at++;
      continue;
    }
    const token = next(source, at, sign);
    found.push(token);
    at += token.length;
  }
  found.push({ kind: 'end', value: '', at: source.length, length: 0 });
  return found;
}

function next(source: string, at: number, sign: string): Token {
  if (closing[sign]) return text(source, at, closing[sign]);
  if (ascii[sign] === '[' || sign === '[') return fieldLabel(source, at);
  const digits = match(NUMBER, source, at);
  if (digits) return number(source, at, digits);
  const name = match(NAME, source, at);
  if (name) return { kind: 'name', value: name.replaceAll('．', '.'), at, length: name.length };
  const one = ascii[sign] ?? sign;
  const two = one.length > 1 ? one : one + (ascii[source.charAt(at + 1)] ?? source.charAt(at + 1));
  if (one.length === 1 && operators.includes(two)) return { kind: 'operator', value: same[two] ?? two, at, length: 2 };
  if (operators.includes(one)) return { kind: 'operator', value: one, at, length: 1 };
  const length = String.fromCodePoint(source.codePointAt(at) ?? 0).length;
  const shown = source.slice(at, at + length);
  throw new Refused({ at, length }, 'UNKNOWN_CHARACTER', `不认识的字符“${shown}”`, `unknown character "${shown}"`);
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function number(source: string, at: number, found: string): Token {
  const after = source.charAt(at + found.length);
  const value = found.replaceAll('．', '.').replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
  const [whole = '', fraction = ''] = value.split('.');
  if (WORD_AFTER_NUMBER.test(after)) {
    throw new Refused({ at, length: found.length + 1 }, 'BAD_NUMBER', '数字后面不能直接跟字母', 'a letter can not follow a number');
  }
  if (whole.replace(/^0+/, '').length > 20 || fraction.replace(/0+$/, '').length > 10) {
    throw new Refused(
      { at, length: found.length },
      'BAD_NUMBER',
      '数字最多 20 位整数、10 位小数',
      'a number has at most 20 digits before the point and 10 after it',
    );
  }
  return { kind: 'number', value, at, length: found.length };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t' };

function text(source: string, at: number, ends: readonly string[]): Token {
  let value = '';
  for (let i = at + 1; i < source.length; i++) {
    const sign = source.charAt(i);
    if (ends.includes(sign)) {
      // "" inside a text is one quote, as in spreadsheets
      if (source.charAt(i + 1) !== sign || sign !== source.charAt(at)) return { kind: 'text', value, at, length: i + 1 - at };
      value += sign;
      i++;
    } else if (sign === '\\' && i + 1 < source.length) {
      i++;
      value += escapes[source.charAt(i)] ?? source.charAt(i);
    } else {
      value += sign;
    }
  }
  throw new Refused({ at, length: source.length - at }, 'UNCLOSED_TEXT', '文本缺少结尾的引号', 'the text has no closing quote');
}

function fieldLabel(source: string, at: number): Token {
  const end = source.slice(at).search(/[\]】］]/);
  if (end < 0)
    throw new Refused({ at, length: source.length - at }, 'UNCLOSED_LABEL', '字段名称缺少“]”', 'the field name has no closing "]"');
  return { kind: 'label', value: source.slice(at + 1, at + end).trim(), at, length: end + 1 };
}
