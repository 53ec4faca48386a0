/** Reading of amounts as people type or paste them. Decimal strings throughout: money is never a float. */
const UNITS: Readonly<Record<string, number>> = { 千: 3, 万: 4, 萬: 4, 百万: 6, 千万: 7, 亿: 8, 億: 8, k: 3, m: 6, b: 9 };

const narrow = (text: string) =>
  text
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[−–]/g, '-')
    .replace(/。/g, '.');

/** Moves the point to the right: `shift('128.6', 4)` → `1286000`. */
function shift(digits: string, places: number): string {
  const [whole = '', rest = ''] = digits.split('.');
  const moved = rest.padEnd(places, '0');
  const left = moved.slice(places);
  const text = (whole + moved.slice(0, places)).replace(/^0+(?=\d)/, '');
  return left.replace(/0+$/, '') ? `${text}.${left}` : text;
}

/**
 * `128.6万`, `¥1,286,000.00`, `１２８万`, `1.2亿`, `60%` as a plain decimal string; null where it is none.
 * Thousands marks and currency signs go; a unit multiplies exactly.
 */
export function parseAmount(typed: string): string | null {
  const text = narrow(typed)
    .trim()
    .replace(/^(-?)\s*(?:[¥￥$€£]|[A-Z]{3}(?=\s*[\d.-]))\s*/i, '$1')
    .replace(/(?:元|%)$/, '')
    .replace(/[,\s_']/g, '');
  const match = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(百万|千万|千|万|萬|亿|億|k|m|b)?$/i.exec(text);
  if (!match) return null;
  const [, sign = '', digits = '', unit] = match;
  const places = unit ? (UNITS[unit.toLowerCase()] ?? 0) : 0;
  const plain = shift(digits.startsWith('.') ? `0${digits}` : digits.replace(/\.$/, ''), places);
  const isZero = /^[0.]*$/.test(plain);
  return sign === '-' && !isZero ? `-${plain}` : plain;
}

/** Decimals that count: `1.50` has one. */
export function decimalsOf(amount: string): number {
  return (amount.split('.')[1] ?? '').replace(/0+$/, '').length;
}

/** -1, 0 or 1 for two plain decimal strings, without floats. */
export function compareAmounts(a: string, b: string): number {
  const scaled = (text: string, decimals: number) => BigInt(shift(text.replace('-', ''), decimals)) * (text.startsWith('-') ? -1n : 1n);
  const decimals = Math.max(decimalsOf(a), decimalsOf(b));
  const [left, right] = [scaled(a, decimals), scaled(b, decimals)];
  return left < right ? -1 : left > right ? 1 : 0;
}
