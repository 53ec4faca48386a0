/** A map that forgets what was not used for longest once the sum of sizes passes `limit`. */
export interface Lru<V> {
  get(key: string): V | undefined;
  set(key: string, value: V, size?: number): void;
}

/** @example const cache = lru<Access>(100_000); cache.set('3:u1', access, access.myReports.length) */
export function lru<V>(limit: number): Lru<V> {
  const entries = new Map<string, { value: V; size: number }>();
  let total = 0;
  const drop = (key: string) => {
    total -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, size = 1) {
      drop(key);
      entries.set(key, { value, size });
      total += size;
      for (const oldest of entries.keys()) {
        if (total <= limit || oldest === key) break;
        drop(oldest);
      }
    },
  };
}
