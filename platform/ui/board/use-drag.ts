import { type PointerEvent, useEffect, useEffectEvent, useRef, useState } from 'react';

/** What hangs on the pointer. */
export interface Dragging {
  readonly id: string;
  /** The column below the pointer; undefined outside of every column. */
  readonly over: string | undefined;
  readonly width: number;
}

const START = 5;
const EDGE = 60;

interface Press {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly width: number;
}

/** Drags cards with a mouse or pen. Fingers scroll: on the phone the menu 移动到… does the same. */
export function useDrag(onDrop: (id: string, column: string) => void) {
  const [dragging, setDragging] = useState<Dragging | null>(null);
  const press = useRef<Press | null>(null);
  const lifted = useRef<HTMLDivElement>(null);
  const board = useRef<HTMLDivElement>(null);
  const dropped = useRef(false);

  const place = (x: number, y: number) => {
    const start = press.current;
    if (lifted.current && start) lifted.current.style.transform = `translate(${x - start.dx}px, ${y - start.dy}px) rotate(1.6deg)`;
  };
  const move = useEffectEvent((event: globalThis.PointerEvent) => {
    const start = press.current;
    if (!start) return;
    if (!dragging && Math.hypot(event.clientX - start.x, event.clientY - start.y) < START) return;
    event.preventDefault();
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-column]')?.dataset['column'];
    if (!dragging || dragging.over !== over) setDragging({ id: start.id, over, width: start.width });
    requestAnimationFrame(() => place(event.clientX, event.clientY));
    const box = board.current?.getBoundingClientRect();
    if (board.current && box) board.current.scrollLeft += event.clientX > box.right - EDGE ? 12 : event.clientX < box.left + EDGE ? -12 : 0;
  });
  const end = useEffectEvent((cancelled: boolean) => {
    const current = dragging;
    press.current = null;
    setDragging(null);
    if (!current) return;
    // The click that follows the release is part of the drag.
    dropped.current = true;
    setTimeout(() => {
      dropped.current = false;
    }, 0);
    if (!cancelled && current.over !== undefined) onDrop(current.id, current.over);
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
    dragging,
    lifted,
    board,
    /** True for the click that ends a drag. */
    wasDrag: () => dropped.current,
    onPointerDown: (event: PointerEvent) => {
      const card = (event.target as Element).closest<HTMLElement>('[data-card]');
      const id = card?.dataset['card'];
      if (!card || !id || event.button !== 0 || event.pointerType === 'touch' || (event.target as Element).closest('button')) return;
      const box = card.getBoundingClientRect();
      press.current = {
        id,
        x: event.clientX,
        y: event.clientY,
        dx: event.clientX - box.left,
        dy: event.clientY - box.top,
        width: box.width,
      };
    },
  };
}
