import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { GridPlace } from './grid/Grid.tsx';
import { NO_SELECTION, type Selection } from './grid/selection.ts';

/** Scroll, active cell and selection of a list, as it was left. */
interface Left {
  readonly place?: GridPlace;
  readonly selection: Selection;
}

const left = new Map<string, Left>();
const MOST = 30;

function remember(key: string, value: Left): void {
  left.delete(key);
  left.set(key, value);
  const oldest = left.keys().next().value;
  if (left.size > MOST && oldest !== undefined) left.delete(oldest);
}

/** By the entry of the history: going back gives the list as it was, going there anew begins at the top. */
export function useLeftPlace(path: string) {
  const location = useRouterState({ select: (state) => state.location });
  const entry = (location.state as { readonly __TSR_key?: string; readonly key?: string }).__TSR_key ?? '';
  const key = useRef(entry);
  // When the page is left the router is already elsewhere: only entries of this list count.
  if (location.pathname === path) key.current = entry;
  const [start] = useState(() => left.get(entry));
  const now = useRef<Left>({ selection: start?.selection ?? NO_SELECTION });
  useEffect(() => () => remember(key.current, now.current), []);
  return {
    place: start?.place,
    selection: start?.selection ?? NO_SELECTION,
    keepPlace: (place: GridPlace) => {
      now.current = { ...now.current, place };
      remember(key.current, now.current);
    },
    keepSelection: (selection: Selection) => {
      now.current = { ...now.current, selection };
    },
  };
}
