import type { RecordData } from '@huanke/platform/ui';

export const textIn = (record: RecordData, field: string): string | null => (typeof record[field] === 'string' ? record[field] : null);

/** A typed decimal in whole units of 10^-`scale`; undefined where it is none. */
export function unitsOf(typed: string, scale: number): bigint | undefined {
  const match = /^(\d{1,15})(?:\.(\d*))?$/.exec(typed.trim());
  const fraction = (match?.[2] ?? '').replace(/0+$/, '');
  if (!match || fraction.length > scale) return undefined;
  return BigInt(`${match[1]}${fraction.padEnd(scale, '0')}`);
}

/** An amount the server has sent, in hundredths; it may be below nought, and nothing is nought. */
export function cents(amount: string | null): bigint {
  const text = amount ?? '0';
  const units = unitsOf(text.replace('-', ''), 2) ?? 0n;
  return text.startsWith('-') ? -units : units;
}

/** Hundredths as a decimal text. */
export function decimal(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(3, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** How wide a part of a bar is, in per cent with two decimals. */
export const widthOf = (part: bigint, whole: bigint): string => (whole > 0n ? `${Number((part * 10_000n) / whole) / 100}%` : '0%');
