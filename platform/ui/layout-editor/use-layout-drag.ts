import { type PointerEvent, useEffect, useEffectEvent, useRef, useState } from 'react';

/** What hangs on the pointer: `field:amount`, `new:text`, `section:main`; where it came from, and where it would fall. */
export interface Dragged {
  readonly item: string;
  readonly from: string;
  readonly label: string;
  readonly zone: string | undefined;
  readonly index: number;
}

interface Press {
  readonly item: string;
  readonly from: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
}
const START = 5;

/** Before which of the boxes, read in lines from left to right, does a point lie? */
export function indexAt(boxes: readonly { left: number; top: number; width: number; height: number }[], x: number, y: number): number {
  const at = boxes.findIndex((box) => y < box.top || (y < box.top + box.height && x < box.left + box.width / 2));
  return at < 0 ? boxes.length : at;
}

/** Drags with mouse or pen between `[data-zone]`s of `[data-drag]`s. Fingers scroll, and everybody has the menu 移动到… and the arrow keys. */
export function useLayoutDrag(onDrop: (dragged: Dragged) => void) {
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const press = useRef<Press | null>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const dropped = useRef(false);

  const move = useEffectEvent((event: globalThis.PointerEvent) => {
    const start = press.current;
    if (!start || (!dragged && Math.hypot(event.clientX - start.x, event.clientY - start.y) < START)) return;
    event.preventDefault();
    const kind = start.item.startsWith('section:') ? 'sections' : 'fields';
    const zone = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>(`[data-zone][data-takes~="${kind}"]`);
    const boxes = zone ? [...zone.querySelectorAll<HTMLElement>(':scope > [data-box]')].map((box) => box.getBoundingClientRect()) : [];
    const name = zone?.dataset['zone'];
    const index = indexAt(boxes, event.clientX, event.clientY);
    if (!dragged || dragged.zone !== name || dragged.index !== index) setDragged({ ...start, zone: name, index });
    requestAnimationFrame(() => {
      if (ghost.current) ghost.current.style.transform = `translate(${event.clientX + 8}px, ${event.clientY + 6}px) rotate(1.6deg)`;
    });
  });
  const end = useEffectEvent((cancelled: boolean) => {
    const current = dragged;
    press.current = null;
    setDragged(null);
    if (!current) return;
    // The click that follows the release is part of the drag.
    dropped.current = true;
    setTimeout(() => {
      dropped.current = false;
    }, 0);
    if (!cancelled && current.zone !== undefined) onDrop(current);
  });
  useEffect(() => {
    const onMove = (event: globalThis.PointerEvent) => move(event);
    const onUp = () => end(false);
    const onCancel = () => end(true);
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !press.current) return;
      event.preventDefault();
      end(true);
    };
    addEventListener('pointermove', onMove);
    addEventListener('pointerup', onUp);
    addEventListener('pointercancel', onCancel);
    addEventListener('keydown', onKey, true);
    return () => {
      removeEventListener('pointermove', onMove);
      removeEventListener('pointerup', onUp);
      removeEventListener('pointercancel', onCancel);
      removeEventListener('keydown', onKey, true);
    };
  }, []);
  return {
    dragged,
    ghost,
    wasDrag: () => dropped.current,
    onPointerDown: (event: PointerEvent) => {
      const target = event.target as Element;
      const element = target.closest<HTMLElement>('[data-drag]');
      const item = element?.dataset['drag'];
      if (!element || !item || event.button !== 0 || event.pointerType === 'touch' || target.closest('[data-nodrag]')) return;
      press.current = {
        item,
        from: element.dataset['from'] ?? 'out',
        label: element.dataset['label'] ?? '',
        x: event.clientX,
        y: event.clientY,
      };
    },
  };
}
