import { type PointerEvent as ReactPointerEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { CalendarItem } from '../../calendar/contract.ts';
import { DAY_MINUTES, STEP } from './time.ts';

/** What is under way: a new event being drawn, one being moved, or its end being pulled. Minutes since midnight of `day`. */
export interface Drag {
  readonly kind: 'new' | 'move' | 'resize';
  readonly item: CalendarItem | null;
  readonly day: string;
  readonly from: number;
  readonly until: number;
  /** Only the day changes: it hangs over a place without hours. */
  readonly dayOnly: boolean;
}

interface Press extends Drag {
  readonly x: number;
  readonly y: number;
  /** How far below its start an event was taken hold of. */
  readonly grip: number;
}

const START = 5;
const snap = (minutes: number) => Math.max(0, Math.min(DAY_MINUTES, Math.round(minutes / STEP) * STEP));

/** The day below the pointer, and the minute of it where days are drawn by hours. */
function placeAt(x: number, y: number): { day: string; minutes: number | null } | null {
  const cell = document.elementsFromPoint(x, y).find((one): one is HTMLElement => one instanceof HTMLElement && 'day' in one.dataset);
  const day = cell?.dataset['day'];
  if (!cell || !day) return null;
  if (cell.dataset['hours'] === undefined) return { day, minutes: null };
  const box = cell.getBoundingClientRect();
  return { day, minutes: ((y - box.top) / box.height) * DAY_MINUTES };
}

function following(press: Press, at: { day: string; minutes: number | null }): Drag {
  const { kind, item, from, until } = press;
  if (at.minutes === null) return { kind, item, day: kind === 'move' ? at.day : press.day, from, until, dayOnly: kind === 'move' };
  if (kind === 'move') {
    const start = Math.min(snap(at.minutes - press.grip), DAY_MINUTES - STEP);
    return { kind, item, day: at.day, from: start, until: start + until - from, dayOnly: false };
  }
  const end = snap(at.minutes);
  return kind === 'resize'
    ? { kind, item, day: press.day, from, until: Math.max(from + STEP, end), dayOnly: false }
    : { kind, item, day: press.day, from: Math.min(from, end), until: Math.max(from + STEP, end), dayOnly: false };
}

/** Draws, moves and resizes with a mouse or pen. Fingers scroll; keys and the form do the same. */
export function usePointer(onDrop: (drag: Drag) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const press = useRef<Press | null>(null);
  const dropped = useRef(false);
  const move = useEffectEvent((event: PointerEvent) => {
    const start = press.current;
    if (!start || (!drag && Math.hypot(event.clientX - start.x, event.clientY - start.y) < START)) return;
    event.preventDefault();
    const at = placeAt(event.clientX, event.clientY);
    if (at) setDrag(following(start, at));
  });
  const end = useEffectEvent((cancelled: boolean) => {
    const current = drag;
    press.current = null;
    setDrag(null);
    if (!current) return;
    // the click that follows the release is part of the drag
    dropped.current = true;
    setTimeout(() => {
      dropped.current = false;
    }, 0);
    if (!cancelled) onDrop(current);
  });
  useEffect(() => {
    const onMove = (event: PointerEvent) => move(event);
    const onUp = () => end(false);
    const onCancel = () => end(true);
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && press.current) end(true);
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
  const hold = (
    event: ReactPointerEvent,
    kind: Drag['kind'],
    at: { item: CalendarItem | null; day: string; from: number; until: number },
  ) => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    event.stopPropagation();
    const minutes = placeAt(event.clientX, event.clientY)?.minutes ?? at.from;
    press.current = { ...at, kind, dayOnly: false, x: event.clientX, y: event.clientY, grip: Math.max(0, minutes - at.from) };
  };
  return { drag, hold, placeAt, wasDrag: () => dropped.current };
}

export type Pointer = ReturnType<typeof usePointer>;
