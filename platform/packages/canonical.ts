import { createHash } from 'node:crypto';

/** The same value with the keys of all its objects in order and without what is undefined. */
export function sorted<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sorted) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one)])) as T;
}

/** One text for equal values, whatever the order of their keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'null';
}

export function checksum(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('base64url').slice(0, 22);
}

export const equal = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** Does `has` already say all that `wanted` says? What is not there counts as false, as everywhere in the metadata. */
export function covers(has: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return equal(has ?? false, wanted ?? false);
  if (typeof has !== 'object' || has === null || Array.isArray(has)) return false;
  return Object.entries(wanted).every(([key, value]) => covers((has as Record<string, unknown>)[key], value));
}
