import { bounded, Decimal } from '../numbers.ts';

/** Reads "1,234.50", " -3 " or ".5"; null for anything else and for numbers out of bounds. */
export function numberFromWriting(text: string): Decimal | null {
  const plain = text.replace(/[ ,\u3000]/g, '');
  if (plain.length > 60 || !/^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$/.test(plain)) return null;
  return bounded(new Decimal(plain.replace(/\.$/, '').replace(/^\+/, '')));
}
