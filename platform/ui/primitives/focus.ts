import { type RefObject, useEffect, useEffectEvent, useLayoutEffect } from 'react';

const CAN_FOCUS =
  'a[href],button:not([disabled]),input:not([disabled]):not([type=hidden]),select:not([disabled]),textarea:not([disabled]),[tabindex]:not([tabindex="-1"])';

export function focusable(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(CAN_FOCUS)].filter(
    (element) => element.getClientRects().length > 0 && element.tabIndex >= 0,
  );
}

/** Layers that are open now, the newest last: only the newest answers Esc. */
const layers: object[] = [];

/** Focus goes in when opened and back to where it was when closed; Esc closes; with `trap`, Tab stays inside. */
export function useLayer(
  root: RefObject<HTMLElement | null>,
  { onClose, trap, autoFocus = true }: { readonly onClose: () => void; readonly trap: boolean; readonly autoFocus?: boolean },
): void {
  const close = useEffectEvent(onClose);
  // Before it is painted: what somebody types at once must already land inside.
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const layer = {};
    layers.push(layer);
    const before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    if (autoFocus && !element.contains(document.activeElement)) {
      const first =
        element.querySelector<HTMLElement>('[data-autofocus]') ??
        focusable(element).find((found) => !found.hasAttribute('data-close')) ??
        element;
      first.focus({ preventScroll: true });
    }
    const onKey = (event: KeyboardEvent) => {
      if (layers.at(-1) !== layer || event.isComposing || event.defaultPrevented) return;
      if (event.key === 'Escape') {
        event.preventDefault();
        close();
        return;
      }
      if (event.key !== 'Tab' || !trap) return;
      const all = focusable(element);
      const first = all[0];
      const last = all.at(-1);
      if (!first || !last) return event.preventDefault();
      const active = document.activeElement;
      if (event.shiftKey && (active === first || active === element)) {
        event.preventDefault();
        last.focus();
      } else if (!event.shiftKey && active === last) {
        event.preventDefault();
        first.focus();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
      layers.splice(layers.indexOf(layer), 1);
      const active = document.activeElement;
      // Focus that the person has already moved elsewhere is left alone. A moment later, since the page may still be inert now.
      if (before && (!active || active === document.body || element.contains(active)))
        // Still in the page means that React only tries the effect twice (development): the layer is open.
        queueMicrotask(() => before.isConnected && !element.isConnected && before.focus({ preventScroll: true }));
    };
  }, [root, trap, autoFocus]);
}

let inertCount = 0;

/** While a modal layer is open, the page behind cannot be reached. */
export function useInertPage(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const page = document.getElementById('root');
    inertCount += 1;
    page?.setAttribute('inert', '');
    return () => {
      inertCount -= 1;
      if (inertCount === 0) page?.removeAttribute('inert');
    };
  }, [on]);
}
