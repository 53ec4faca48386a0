import { fieldError, formatDecimal, label, parseDecimal } from '@huanke/platform/kernel';

const [quantityScale, priceScale, percentScale, cents] = [4, 6, 2, 2];
const whole = 100n * 10n ** BigInt(percentScale);

/** Quantity × unit price less a discount in percent, rounded half up to the cent; null where one of them is no number. */
export function lineAmount(quantity: unknown, unitPrice: unknown, discount: unknown = '0'): string | null {
  const count = parseDecimal(String(quantity ?? ''), quantityScale);
  const price = parseDecimal(String(unitPrice ?? ''), priceScale);
  const off = parseDecimal(String(discount ?? '0'), percentScale);
  if (typeof count !== 'bigint' || typeof price !== 'bigint' || typeof off !== 'bigint') return null;
  // the two digits of "per cent" are decimals of the product, too
  return formatDecimal(count * price * (whole - off), quantityScale + priceScale + percentScale + 2, cents);
}

const tooLarge = label('数量和单价相乘太大，请核对', 'Quantity times unit price is too large; check both');

/** The refusal of a line whose amount can not be stored. */
export const lineTooLarge = () => fieldError('INVALID_VALUE', 'unitPrice', tooLarge);
