import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What a secret is for; it stands in front, so that people and leak scanners know it at sight. */
export type SecretKind = 'pat' | 'oat' | 'sec';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const form = /^hk_(pat|oat|sec)_([0-9A-Za-z]{6})[0-9A-Za-z]{32}([0-9A-Za-z]{6})$/;

function base62(value: number, length: number): string {
  let text = '';
  for (let rest = value, place = 0; place < length; place += 1, rest = Math.floor(rest / 62)) text = `${digits[rest % 62]}${text}`;
  return text;
}

const numberOf = (text: string) => [...text].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);

/** 32 of 62 signs: 190 random bits. Bytes beyond the last whole multiple of 62 are thrown away, so that every sign is as likely. */
function randomText(length: number): string {
  let text = '';
  while (text.length < length) for (const byte of randomBytes(length)) if (byte < 248 && text.length < length) text += digits[byte % 62];
  return text;
}

/** `hk_pat_` + company (6 signs) + 32 random signs + CRC-32 of all before (6 signs): a typo or a made-up one is known without asking. */
export function newSecret(kind: SecretKind, tenant: number): string {
  const text = `hk_${kind}_${base62(tenant, 6)}${randomText(32)}`;
  return `${text}${base62(crc32(text), 6)}`;
}

/** The company a secret belongs to and what of it is stored; undefined for what was never one. */
export function readSecret(secret: string): { readonly kind: SecretKind; readonly tenant: number; readonly hash: Buffer } | undefined {
  const match = form.exec(secret);
  if (!match) return undefined;
  const [, kind, company = '', sum = ''] = match;
  const tenant = numberOf(company);
  if (numberOf(sum) !== crc32(secret.slice(0, -6)) || tenant > 2_147_483_647) return undefined;
  return { kind: kind as SecretKind, tenant, hash: hashSecret(secret) };
}

/** SHA-256: the secret is random, so nothing slower is needed. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The last four signs, by which people tell their secrets apart. */
export const hintOf = (secret: string): string => secret.slice(-4);
