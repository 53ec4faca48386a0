import type { FieldMeta } from '../../data/meta.ts';

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

/** What a record adds to a sum of the field: an amount in another currency what it is worth in the company's own. */
export function countedAmount(field: Pick<FieldMeta, 'name' | 'base'>, record: Readonly<Record<string, unknown>>, own: string): unknown {
  const { name, base } = field;
  const isForeign = base !== undefined && (record[base.currency] ?? own) !== own;
  return record[isForeign ? base.amount : name];
}
