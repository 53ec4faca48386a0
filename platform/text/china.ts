// Numbers of Chinese law and custom. Pure functions without tables to load.

const USCC = '0123456789ABCDEFGHJKLMNPQRTUWXY'; // GB 32100-2015: no I, O, S, V, Z
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]; // GB 11643-1999
const ID_CHECK = '10X98765432';

/** The check character of a 统一社会信用代码 for its first 17 characters; null when they are not of its alphabet. */
export function usccCheck(first17: string): string | null {
  if (first17.length !== 17) return null;
  let sum = 0;
  let weight = 1;
  for (const char of first17.toUpperCase()) {
    const value = USCC.indexOf(char);
    if (value < 0) return null;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return USCC.charAt((31 - (sum % 31)) % 31);
}

/** True for a well-formed 统一社会信用代码 with the right check character. `isUscc('91350100M000100Y43')` */
export function isUscc(code: string): boolean {
  const form = code.trim().toUpperCase();
  return /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(form) && usccCheck(form.slice(0, 17)) === form.charAt(17);
}

/** The check character of an 18-character 身份证 number for its first 17 digits; null when they are not digits. */
export function idNumberCheck(first17: string): string | null {
  if (!/^\d{17}$/.test(first17)) return null;
  const sum = ID_WEIGHTS.reduce((total, weight, i) => total + weight * Number(first17.charAt(i)), 0);
  return ID_CHECK.charAt(sum % 11);
}

/** True for an 18-character 身份证 number with a real birthday and the right check character. */
export function isIdNumber(text: string): boolean {
  const form = text.trim().toUpperCase();
  if (!/^[1-9]\d{16}[\dX]$/.test(form) || idNumberCheck(form.slice(0, 17)) !== form.charAt(17)) return false;
  const [year, month, day] = [Number(form.slice(6, 10)), Number(form.slice(10, 12)), Number(form.slice(12, 14))];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1800 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The digits of a phone number without +86/0086 and punctuation: the form for comparing. `phoneDigits('+86 138-0013-8000')` is 13800138000. */
export function phoneDigits(text: string): string {
  const form = text.normalize('NFKC').trim();
  const digits = form.replace(/\D/g, '');
  if (/^\(?\+\(?86/.test(form) && digits.length > 8) return digits.slice(2);
  if (/^0086/.test(digits) && digits.length > 10) return digits.slice(4);
  if (/^861[3-9]\d{9}$/.test(digits)) return digits.slice(2);
  return digits;
}

/** True for a number of a Chinese mobile network. */
export function isMobile(text: string): boolean {
  // +1 650 253 0000 has eleven digits as well, but another country's.
  if (/^\(?\+\(?(?!86)/.test(text.normalize('NFKC').trim())) return false;
  return /^1[3-9]\d{9}$/.test(phoneDigits(text));
}

/**
 * The stored form of a phone number: mobiles as 11 digits, others as typed with tidy blanks and half-width signs; null when it is none
 * (no or too few digits, letters). `normalisePhone('138 0013 8000') === '13800138000'`
 */
export function normalisePhone(text: string): string | null {
  const form = text
    .normalize('NFKC')
    .replace(/[‐-―−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
  if (isMobile(form) && /^[\d\s()+.-]+$/.test(form)) return phoneDigits(form);
  if (!/^\+?[\d\s()./#*,;-]{3,}(\s*(转|ext\.?|x)\s*\d{1,6})?$/i.test(form)) return null;
  const digits = form.replace(/\D/g, '').length;
  return digits >= 3 && digits <= 24 ? form : null;
}

/** A phone number with its middle hidden: 138****1234, 0571-****8888, short ones all but the last two. */
export function maskPhone(text: string): string {
  const digits = phoneDigits(text);
  if (isMobile(text)) return `${digits.slice(0, 3)}****${digits.slice(7)}`;
  const landline = /^(\(?0\d{2,3}\)?[\s-]?)\d{3,4}[\s-]?(\d{4})\b/.exec(text.trim());
  if (landline) return `${landline[1] ?? ''}****${landline[2] ?? ''}`;
  if (digits.length >= 8) return `${digits.slice(0, 3)}****${digits.slice(-2)}`;
  return `****${digits.length >= 5 ? digits.slice(-2) : ''}`;
}
