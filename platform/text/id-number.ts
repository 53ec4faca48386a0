import { idNumberCheck, usccCheck } from './china.ts';

/** Kinds of numbers of the law: 身份证 of a person, 统一社会信用代码 of an organisation. */
export const idNumberKinds = ['resident', 'uscc'] as const;
export type IdNumberKind = (typeof idNumberKinds)[number];

/** What is wrong with a number: its length or signs, its place or birthday, or only its check digit. */
export type IdNumberProblem = 'form' | 'birthday' | 'check';

// GB/T 2260: the first digit is the part of the country, 1 to 6, and 7, 8 for Taiwan, Hong Kong and Macau; 9 is of permits for foreigners
const residentForm = /^[1-9]\d{5}\d{11}[\dX]$/;
const usccForm = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/** Full-width signs, blanks and small letters as they are meant. */
export function foldIdNumber(text: string): string {
  return text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

function isBirthday(text: string): boolean {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8))];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1850 && year <= 2999 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/**
 * Reads a number of a kind: folded, and what is wrong with it. The 15 digits of before 1999 are taken as what they have become, 18 signs
 * with the century and the check digit (GB 11643-1999).
 */
export function readIdNumber(kind: IdNumberKind, text: string): { readonly value: string; readonly problem?: IdNumberProblem } {
  const value = foldIdNumber(text);
  if (kind === 'uscc') {
    if (!usccForm.test(value)) return { value, problem: 'form' };
    return usccCheck(value.slice(0, 17)) === value.charAt(17) ? { value } : { value, problem: 'check' };
  }
  if (/^[1-9]\d{14}$/.test(value)) {
    const body = `${value.slice(0, 6)}19${value.slice(6)}`;
    if (!isBirthday(body.slice(6, 14))) return { value, problem: 'birthday' };
    return { value: `${body}${idNumberCheck(body) ?? ''}` };
  }
  if (!residentForm.test(value)) return { value, problem: 'form' };
  if (!isBirthday(value.slice(6, 14))) return { value, problem: 'birthday' };
  return idNumberCheck(value.slice(0, 17)) === value.charAt(17) ? { value } : { value, problem: 'check' };
}

/** The number with its middle hidden: 3301**********1234. */
export function maskIdNumber(text: string): string {
  return text.length < 10 ? '*'.repeat(text.length) : `${text.slice(0, 4)}${'*'.repeat(text.length - 8)}${text.slice(-4)}`;
}
