import { parseDecimal, roundDiv } from '@huanke/platform/kernel';
import { decimal, units } from '../contracts/work-out.ts';
import { decimalsOf } from '../deals/worth.ts';

const rateScale = 6;

/**
 * What of a gross amount is net and what is tax, in the decimals of the currency: net = round(gross ÷ (1 + rate)), the tax is the rest. Null where
 * the rate is not known. Source: COM-17.
 *
 * @example splitTax('1839.14', '13', 'CNY') // { net: '1627.56', tax: '211.58' }
 */
export function splitTax(gross: unknown, rate: unknown, currency: unknown): { readonly net: string; readonly tax: string } | null {
  const percent = rate === null || rate === undefined ? 'invalid' : parseDecimal(String(rate), rateScale);
  if (typeof percent !== 'bigint') return null;
  const smallest = 10n ** BigInt(2 - decimalsOf(currency));
  const whole = 100n * 10n ** BigInt(rateScale);
  const net = roundDiv((units(gross) / smallest) * whole, whole + percent) * smallest;
  return { net: decimal(net), tax: decimal(units(gross) - net) };
}
