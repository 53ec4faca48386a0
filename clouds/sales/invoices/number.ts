import { type Label, label } from '@huanke/platform/kernel';

const texts = {
  number: label('发票号码应为 20 位数字（数电发票）或 8 位数字', 'An invoice number has 20 digits (digital invoices) or 8'),
  year: label(
    '20 位号码的前两位应为开票年份，从 21 到今年',
    'The first two of the 20 digits are the year of the invoice, from 21 to this one',
  ),
  region: label('20 位号码的第 3、4 位应为省市代码', 'The third and fourth of the 20 digits are the code of a region'),
  noCode: label('数电发票没有发票代码', 'Digital invoices have no code'),
  needsCode: label('8 位号码的发票请填写发票代码', 'An invoice with a number of 8 digits needs its code'),
  code: label('发票代码应为 10 位或 12 位数字', 'An invoice code has 10 or 12 digits'),
};

/** Codes of the tax bureaus: provinces (GB/T 2260) and the five cities with bureaus of their own (大连 91 to 深圳 95). */
const regions = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 91 92 93 94 95'.split(' '),
);
/** 数电发票 exist since December 2021. */
const firstYear = 21;

export interface NumberProblem {
  readonly field: 'number' | 'code';
  readonly code: 'INVALID_VALUE' | 'REQUIRED';
  readonly message: Label;
}

/** What people write between digits is no part of them. */
export const cleanNumber = (text: unknown): string | null =>
  typeof text === 'string' ? text.normalize('NFKC').replace(/[\s-]/g, '') || null : null;

const invalid = (field: 'number' | 'code', message: Label): NumberProblem => ({ field, code: 'INVALID_VALUE', message });

/** Why this is the number of no invoice, with the year it is now. Source: SAL-27. */
export function numberProblem(number: string | null, code: string | null, year: number): NumberProblem | undefined {
  if (/^\d{20}$/.test(number ?? '')) {
    const issued = Number(number?.slice(0, 2));
    if (issued < firstYear || issued > year % 100) return invalid('number', texts.year);
    if (!regions.has(number?.slice(2, 4) ?? '')) return invalid('number', texts.region);
    return code === null ? undefined : invalid('code', texts.noCode);
  }
  if (!/^\d{8}$/.test(number ?? '')) return invalid('number', texts.number);
  if (code === null) return { field: 'code', code: 'REQUIRED', message: texts.needsCode };
  return /^(\d{10}|\d{12})$/.test(code) ? undefined : invalid('code', texts.code);
}
