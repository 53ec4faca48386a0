/** The sum of decimal strings, exact to the last digit; null when none of them is a number. */
export function sumAmounts(values: readonly unknown[]): string | null {
  const texts = values.flatMap((value) => {
    const text = typeof value === 'number' ? String(value) : value;
    return typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? [text] : [];
  });
  if (texts.length === 0) return null;
  const scale = Math.max(...texts.map((text) => text.split('.')[1]?.length ?? 0));
  const total = texts.reduce((sum, text) => {
    const [whole = '0', decimals = ''] = text.split('.');
    return sum + BigInt(whole + decimals.padEnd(scale, '0'));
  }, 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(scale + 1, '0');
  const sign = total < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
