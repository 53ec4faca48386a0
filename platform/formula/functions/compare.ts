import type { Decimal } from '../numbers.ts';
import type { Value } from './define.ts';

/** Negative, 0 or positive; both must hold a value of one type. Text goes by code point, as COLLATE "C" does. */
export function compare(a: Value, b: Value): number {
  if (typeof a === 'object' && typeof b === 'object') return (a as Decimal).cmp(b as Decimal);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return Number(a) - Number(b);
}

function compareText(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const far = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (far !== 0) return far;
  }
  return left.length - right.length;
}

/** Two empty values are equal; an empty and a full one are not. */
export function same(a: Value, b: Value): boolean {
  if (a === null || b === null) return a === b;
  return compare(a, b) === 0;
}

/** Equal and both full: how SWITCH and IN look for a value. */
export function found(a: Value, b: Value): boolean {
  return a !== null && b !== null && compare(a, b) === 0;
}
