import { formatDecimal, roundDiv } from '../kernel/index.ts';
import type { FieldMeta } from '../module/index.ts';
import { displayScale, storageScale } from './codec.ts';

const exact = 9_007_199_254_740_992n;
const most = 9_000_000_000_000_000_000n;

/**
 * What a formula gave as the value of its field: numbers rounded to the decimals shown (half away from zero), null beyond what a column can
 * hold. The same as `formula_scaled` in the database.
 */
export function formulaFieldValue(field: FieldMeta, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (field.type !== 'number' && field.type !== 'currency' && field.type !== 'percent') return value;
  const [whole = '', fraction = ''] = String(value).split('.');
  const scale = displayScale(field);
  const rounded = roundDiv(BigInt(whole + fraction) * 10n ** BigInt(scale), 10n ** BigInt(fraction.length));
  const size = rounded < 0n ? -rounded : rounded;
  if (scale === 0 ? size >= exact : size * 10n ** BigInt(storageScale(field) - scale) >= most) return null;
  const text = formatDecimal(rounded, scale, scale);
  return scale === 0 ? Number(text) : text;
}
