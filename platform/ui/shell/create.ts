import { useSyncExternalStore } from 'react';
import type { RecordData } from '../data/records.ts';

/** What the create drawer is open for; filled by the `create` slot of a module. */
export interface CreateRequest {
  readonly object: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly onCreated?: (record: RecordData) => void;
}

let request: CreateRequest | null = null;
const listeners = new Set<() => void>();

function set(next: CreateRequest | null): void {
  request = next;
  for (const listener of listeners) listener();
}

/** Opens the create drawer from anywhere: `openCreate('opportunity', { account: { id, title } })`. */
export function openCreate(object: string, values: CreateRequest['values'] = {}, onCreated?: CreateRequest['onCreated']): void {
  set({ object, values, ...(onCreated ? { onCreated } : {}) });
}

export function closeCreate(): void {
  set(null);
}

export function useCreateRequest(): CreateRequest | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => request,
  );
}
