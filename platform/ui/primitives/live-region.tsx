import { type ReactNode, useSyncExternalStore } from 'react';

let text = '';
const listeners = new Set<() => void>();

/** Says a result to screen readers: `announce('已保存')`. */
export function announce(message: string): void {
  // The same words twice must be heard twice.
  text = message === text ? `${message}\u00a0` : message;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Mounted once at the root. */
export function LiveRegion() {
  const message = useSyncExternalStore(subscribe, () => text);
  return (
    <div className="vh" role="status" aria-live="polite">
      {message}
    </div>
  );
}

export function VisuallyHidden({ children }: { readonly children: ReactNode }) {
  return <span className="vh">{children}</span>;
}
