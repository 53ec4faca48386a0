import { useSyncExternalStore } from 'react';

/** `useMedia('(max-width: 767.98px)')` */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

/** The phone shell: below 768 px. */
export function usePhone(): boolean {
  return useMedia('(max-width: 767.98px)');
}
