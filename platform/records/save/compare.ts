import type { FieldMeta } from '../../module/index.ts';
import { sealedHash } from '../../storage/codec.ts';

/** Whether two canonical values of a field are the same; sets (keys, tags, links) whatever their order. */
export function sameValue(field: Pick<FieldMeta, 'type' | 'many'>, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null);
  if (field.type === 'encrypted') return sealedHash(String(a)) === sealedHash(String(b));
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  if (field.type === 'multiPicklist' || field.type === 'tags' || field.many) return sameSet(a as unknown[], b as unknown[]);
  return stable(a) === stable(b);
}

function sameSet(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  const keys = new Set(a.map(stable));
  return b.every((item) => keys.has(stable(item)));
}

/** JSON with its keys in order: jsonb keeps them in an order of its own. */
export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${stable(item)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
