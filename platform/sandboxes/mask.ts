import type { FieldMeta } from '../module/index.ts';

const twoDigits = (value: number) => String(value).padStart(2, '0');

/** A resident number with a right check digit, counted up from the first ones of a day: whose it is, is chance. */
function residentNumber(n: number): string {
  const digits = `110101${1950 + (Math.floor(n / 12_000) % 50)}${twoDigits(1 + (Math.floor(n / 1000) % 12))}01${String(n % 1000).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return digits + '10X98765432'[sum % 11];
}

/** Something made up in the form of the field, different for each `n`; never made from the true value, so that nothing leads back to it. */
export function madeUp(field: FieldMeta, n: number): unknown {
  switch (field.type) {
    case 'phone':
      return `190${String(n % 100_000_000).padStart(8, '0')}`;
    case 'email':
      return `user${n}@example.com`;
    case 'idNumber':
      return field.kind === 'resident' ? residentNumber(n) : `ID${String(n).padStart(10, '0')}`;
    case 'text':
      return `${field.name === 'name' || field.mask === 'name' ? '姓名' : '已脱敏'}${n}`.slice(0, field.max ?? 255);
    case 'longText':
    case 'richText':
      return '已脱敏';
    default:
      return null;
  }
}

const phone = /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g;
const email = /[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}/g;
const resident = /(?<!\d)\d{17}[\dXx](?![\dXx])/g;

/** A free text without the phone numbers, e-mails and identity numbers that people wrote into it. */
export function withoutContacts(text: string): string {
  return text.replace(resident, '******************').replace(phone, '***********').replace(email, '***@example.com');
}
