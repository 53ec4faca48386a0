import { Decimal as Library } from 'decimal.js';

/** Decimals with room for the exact product of any two values a formula can have. */
export const Decimal = Library.clone({
  precision: 90,
  rounding: Library.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
  maxE: 9e15,
  minE: -9e15,
});
export type Decimal = Library;
export type Rounding = Library.Rounding;

/** Decimals every result is rounded to, half away from zero; the same number stands in the SQL functions. */
export const SCALE = 10;
/** Results of this size or more are empty. */
export const LIMIT = new Decimal('1e20');

/** A number as a formula may have it: rounded to 10 decimals, empty from 10^20 on. */
export function bounded(value: Decimal): Decimal | null {
  if (!value.isFinite() || value.abs().gte(LIMIT)) return null;
  return value.toDecimalPlaces(SCALE);
}

/** Plain digits without needless zeros: "12.5", "0", "-3". */
export function decimalText(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed();
}

/** A whole number of the argument's integer part, kept within what a count can mean. */
export function whole(value: Decimal): number {
  return Math.max(-1e9, Math.min(1e9, value.trunc().toNumber()));
}
