import { maskPhone } from './china.ts';
import { maskIdNumber } from './id-number.ts';

/** How a value is shown to somebody who may know that it is there, but not what it is. */
export const maskKinds = ['phone', 'email', 'name', 'idNumber', 'bankAccount', 'all'] as const;
export type MaskKind = (typeof maskKinds)[number];

/** In place of what has no readable part: amounts, dates, choices, short texts. */
const covered = '******';

/** Chinese names keep the surname, company names their first two signs, other names their first letter. */
function maskName(text: string): string {
  const signs = [...text.trim()];
  const kept = /^\p{Script=Han}/u.test(text) && signs.length > 4 ? 2 : 1;
  return signs.length < 2 ? '*' : `${signs.slice(0, kept).join('')}${'*'.repeat(Math.min(signs.length - kept, 4))}`;
}

function maskEmail(text: string): string {
  const at = text.lastIndexOf('@');
  return at < 1 ? covered : `${[...text].slice(0, 1).join('')}***${text.slice(at)}`;
}

/** The last four digits, as banks print them on receipts. */
function maskAccount(text: string): string {
  const signs = text.replace(/\s/g, '');
  return signs.length >= 8 ? `****${signs.slice(-4)}` : covered;
}

const masks: Readonly<Record<MaskKind, (text: string) => string>> = {
  phone: maskPhone,
  email: maskEmail,
  name: maskName,
  idNumber: maskIdNumber,
  bankAccount: maskAccount,
  all: () => covered,
};

/**
 * A value as it is shown masked; what is empty stays empty.
 *
 * @example maskValue('phone', '13812341234') // '138****1234'
 */
export function maskValue(kind: MaskKind, value: unknown): string | null {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return null;
  return typeof value === 'string' ? masks[kind](value) : covered;
}

/** Masks are made with asterisks, which no phone, e-mail, number or name holds: whoever writes one back has not seen the value. */
export const isMaskText = (value: unknown): boolean => typeof value === 'string' && value.includes('*');
