import type { RecordData, Reference } from '@huanke/platform/ui';

export const textIn = (record: RecordData, field: string): string | null => (typeof record[field] === 'string' ? record[field] : null);
export const referenceIn = (record: RecordData, field: string): Reference | null => (record[field] ?? null) as Reference | null;

/** A decimal text in hundredths. */
export const cents = (amount: string | null): bigint => {
  const [, sign, whole = '0', rest = ''] = /^(-?)(\d+)(?:\.(\d{1,2})\d*)?$/.exec(amount ?? '') ?? [];
  return (sign === '-' ? -1n : 1n) * BigInt(whole + rest.padEnd(2, '0'));
};

/** Hundredths as a decimal text. */
export const decimal = (units: bigint): string => {
  const digits = String(units < 0n ? -units : units).padStart(3, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** How wide a part of a bar is, in per cent with two decimals. */
export const widthOf = (part: bigint, whole: bigint): string => (whole > 0n ? `${Number((part * 10_000n) / whole) / 100}%` : '0%');
