const form = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/**
 * Reads a decimal text into an integer scaled by 10^scale. Returns 'invalid' when it is no plain decimal, 'scale' when it has
 * more (non-zero) decimals than `allowed`, 'range' outside of bigint's 63 bits.
 */
export function parseDecimal(text: string, scale: number, allowed = scale): bigint | 'invalid' | 'scale' | 'range' {
  const match = form.exec(text.trim());
  const whole = match?.[2] ?? '';
  const fraction = (match?.[3] ?? '').replace(/0+$/, '');
  if (!match || (whole === '' && (match[3] ?? '') === '') || text.length > 60) return 'invalid';
  if (fraction.length > Math.min(scale, allowed)) return 'scale';
  const value = BigInt((whole || '0') + fraction.padEnd(scale, '0'));
  if (value > 9_223_372_036_854_775_807n) return 'range';
  return match[1] === '-' ? -value : value;
}

/** A decimal text of any size with exactly `decimals` decimals; undefined when it is none. */
export function plainDecimal(text: string, decimals: number): string | undefined {
  const match = form.exec(text.trim());
  const [whole, fraction] = [match?.[2] ?? '', match?.[3] ?? ''];
  if (!match || whole + fraction === '') return undefined;
  const value = BigInt(whole + fraction);
  return formatDecimal(match[1] === '-' ? -value : value, fraction.length, decimals);
}

/** Writes a scaled integer with exactly `decimals` decimals, rounding half away from zero where digits must go. */
export function formatDecimal(value: bigint, scale: number, decimals = scale): string {
  const kept = decimals < scale ? roundDiv(value, 10n ** BigInt(scale - decimals)) : value * 10n ** BigInt(decimals - scale);
  const digits = (kept < 0n ? -kept : kept).toString().padStart(decimals + 1, '0');
  const sign = kept < 0n ? '-' : '';
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

const decimalsOf = new Map<string, number>();

/** Decimals that money of a currency has (ISO 4217): CNY and USD 2, JPY 0, KWD 3; 2 where nothing is known of it. */
export function currencyDecimals(currency: unknown): number {
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return 2;
  const known = decimalsOf.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  decimalsOf.set(currency, maximumFractionDigits);
  return maximumFractionDigits;
}

/** Integer division rounded half away from zero (四舍五入), as amounts are rounded everywhere in the product. */
export function roundDiv(value: bigint, divisor: bigint): bigint {
  const negative = value < 0n !== divisor < 0n;
  const v = value < 0n ? -value : value;
  const d = divisor < 0n ? -divisor : divisor;
  const rounded = (v * 2n + d) / (d * 2n);
  return negative ? -rounded : rounded;
}
