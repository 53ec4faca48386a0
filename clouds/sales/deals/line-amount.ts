import { fieldError, formatDecimal, label, parseDecimal, roundDiv } from '@huanke/platform/kernel';
import { decimalsOf } from './worth.ts';

const [quantityScale, priceScale, percentScale, amountScale] = [4, 6, 2, 2];
const whole = 100n * 10n ** BigInt(percentScale);

export interface LineFacts {
  readonly quantity?: unknown;
  readonly unitPrice?: unknown;
  readonly discount?: unknown;
}

/** Quantity × unit price less a discount in percent, rounded half up to the decimals of the currency; null where one of them is no number. */
export function lineAmount({ quantity, unitPrice, discount }: LineFacts, currency: unknown): string | null {
  const count = parseDecimal(String(quantity ?? ''), quantityScale);
  const price = parseDecimal(String(unitPrice ?? ''), priceScale);
  const off = parseDecimal(String(discount ?? '0'), percentScale);
  if (typeof count !== 'bigint' || typeof price !== 'bigint' || typeof off !== 'bigint') return null;
  // the two digits of "per cent" are decimals of the product, too
  const decimals = decimalsOf(currency);
  const exact = quantityScale + priceScale + percentScale + 2;
  return formatDecimal(roundDiv(count * price * (whole - off), 10n ** BigInt(exact - decimals)), decimals, amountScale);
}

const tooLarge = label('数量和单价相乘太大，请核对', 'Quantity times unit price is too large; check both');

/** The refusal of a line whose amount can not be stored. */
export const lineTooLarge = () => fieldError('INVALID_VALUE', 'unitPrice', tooLarge);
