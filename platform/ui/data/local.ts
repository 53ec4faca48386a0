import { useSyncExternalStore } from 'react';

/** Small choices kept on this device (row height, folded side bar). Never data of the company beyond titles of recent records. */
const PREFIX = 'huanke.';
const listeners = new Set<() => void>();
const parsed = new Map<string, { readonly text: string; readonly value: unknown }>();

function read<T>(key: string, fallback: T): T {
  const text = localStorage.getItem(PREFIX + key);
  if (text === null) return fallback;
  const known = parsed.get(key);
  if (known?.text === text) return known.value as T;
  try {
    const value: unknown = JSON.parse(text);
    parsed.set(key, { text, value });
    return value as T;
  } catch {
    // Written by an older version or by hand: start over.
    return fallback;
  }
}

export function writeLocal<T>(key: string, value: T): void {
  localStorage.setItem(PREFIX + key, JSON.stringify(value));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const other = (event: StorageEvent) => event.key?.startsWith(PREFIX) && listener();
  addEventListener('storage', other);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', other);
  };
}

/** `const [folded, setFolded] = useLocal('side.folded', false)`; all tabs follow. `fallback` must be a constant. */
export function useLocal<T>(key: string, fallback: T): readonly [T, (value: T) => void] {
  const value = useSyncExternalStore(subscribe, () => read(key, fallback));
  return [value, (next) => writeLocal(key, next)];
}

export function readLocal<T>(key: string, fallback: T): T {
  return read(key, fallback);
}
