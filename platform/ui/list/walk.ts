import { useSyncExternalStore } from 'react';

/** The records of the list that was shown last, in its order: who works through it goes from one to the next. */
interface Walk {
  readonly object: string;
  readonly ids: readonly string[];
}

let walk: Walk | null = null;
const listeners = new Set<() => void>();

const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((id, index) => id === b[index]);

/** Remembers what a list shows, until another one is shown; one that is still loading shows nothing yet. */
export function rememberWalk(object: string, ids: readonly string[]): void {
  if (ids.length === 0 || (walk?.object === object && same(walk.ids, ids))) return;
  walk = { object, ids };
  for (const tell of listeners) tell();
}

function listen(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export interface Steps {
  readonly previous: string | null;
  readonly next: string | null;
  /** From 1. */
  readonly place: number;
  readonly count: number;
}

/** The neighbours of a record in the list it was opened from; null when it was not opened from one. */
export function useWalk(object: string, id: string): Steps | null {
  const now = useSyncExternalStore(listen, () => walk);
  return stepsOf(now, object, id);
}

export function stepsOf(now: Walk | null, object: string, id: string): Steps | null {
  const at = now?.object === object ? now.ids.indexOf(id) : -1;
  if (!now || at < 0) return null;
  return { previous: now.ids[at - 1] ?? null, next: now.ids[at + 1] ?? null, place: at + 1, count: now.ids.length };
}
