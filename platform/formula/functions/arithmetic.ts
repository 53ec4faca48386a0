import { Decimal, type Rounding } from '../numbers.ts';

/** The remainder with the sign of the divisor, as in spreadsheets; empty for the divisor 0. */
export function modulo(value: Decimal, divisor: Decimal): Decimal | null {
  if (divisor.isZero()) return null;
  const rest = value.mod(divisor);
  return rest.isZero() || rest.isNeg() === divisor.isNeg() ? rest : rest.plus(divisor);
}

/**
 * Empty for 0 to a negative exponent, a negative base to a broken exponent, and what is far beyond the limit; 0 for what is far too small.
 * The rough size is told by logarithms of double precision, well outside of both borders, before the digits are computed.
 */
export function power(base: Decimal, exponent: Decimal): Decimal | null {
  if (exponent.isZero()) return new Decimal(1);
  if (base.isZero()) return exponent.isNeg() ? null : base;
  if (base.isNeg() && !exponent.isInteger()) return null;
  const size = exponent.toNumber() * Math.log10(Math.abs(base.toNumber()));
  if (size > 25) return null;
  if (size < -15) return new Decimal(0);
  return base.pow(exponent);
}

/** Rounds to a number of decimals; negative ones round to tens, hundreds … */
export function toDigits(value: Decimal, digits: number, rounding: Rounding): Decimal {
  const places = Math.max(-20, Math.min(10, digits));
  if (places >= 0) return value.toDecimalPlaces(places, rounding);
  const unit = new Decimal(10).pow(-places);
  return value.div(unit).toDecimalPlaces(0, rounding).times(unit);
}
