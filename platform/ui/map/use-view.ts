import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { fitted, moved, type Pixel, type Point, type Size, type View, zoomed } from './geo.ts';

const KEY_STEP = 80;
/** So far a pointer may move and still have meant a click. */
const still = 4;

function useSize(box: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return size;
}

/** Where a map stands and how it is moved: by pointer, wheel, two fingers, keys. Until somebody moves it, it shows all places. */
export function useView(box: RefObject<HTMLElement | null>, points: readonly Point[]) {
  const size = useSize(box);
  const [own, setOwn] = useState<View | null>(null);
  const places = points.map(({ lng, lat }) => `${lng},${lat}`).join(' ');
  const [shown, setShown] = useState(places);
  if (shown !== places) {
    // other places: what was looked at is not there any more
    setShown(places);
    setOwn(null);
  }
  const view = own ?? (size ? fitted(points, size) : null);
  const now = useRef({ view, size });
  now.current = { view, size };
  const change = (work: (view: View, size: Size) => View) => {
    const { view: from, size: within } = now.current;
    if (!from || !within) return;
    const next = work(from, within);
    now.current = { view: next, size: within };
    setOwn(next);
  };
  const zoom = (by: number, at?: Pixel) =>
    change((from, within) => zoomed(from, by, at ?? { x: within.width / 2, y: within.height / 2 }, within));
  useWheel(box, zoom);
  return {
    size,
    view,
    zoom,
    fit: (some: readonly Point[]) => change((_from, within) => fitted(some, within)),
    reset: () => setOwn(null),
    onKeyDown: keysOf({ zoom, change, reset: () => setOwn(null) }),
    ...usePointers(box, change),
  };
}

type Change = (work: (view: View, size: Size) => View) => void;

/** The wheel must not scroll the page: React listens passively, so it is heard here. */
function useWheel(box: RefObject<HTMLElement | null>, zoom: (by: number, at: Pixel) => void) {
  const latest = useRef(zoom);
  latest.current = zoom;
  useEffect(() => {
    const element = box.current;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
      latest.current(-event.deltaY / (event.ctrlKey ? 60 : 240), { x: event.clientX - left, y: event.clientY - top });
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [box]);
}

function keysOf({ zoom, change, reset }: { zoom: (by: number) => void; change: Change; reset: () => void }) {
  const steps: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => change((from) => moved(from, { x: KEY_STEP, y: 0 })),
    ArrowRight: () => change((from) => moved(from, { x: -KEY_STEP, y: 0 })),
    ArrowUp: () => change((from) => moved(from, { x: 0, y: KEY_STEP })),
    ArrowDown: () => change((from) => moved(from, { x: 0, y: -KEY_STEP })),
    '+': () => zoom(1),
    '=': () => zoom(1),
    '-': () => zoom(-1),
    '0': reset,
  };
  return (event: KeyboardEvent) => {
    const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };
}

/** One pointer drags, two come nearer or go away. */
function usePointers(box: RefObject<HTMLElement | null>, change: Change) {
  const held = useRef(new Map<number, Pixel>());
  const begun = useRef<Pixel | null>(null);
  const place = (event: PointerEvent): Pixel => {
    const { left = 0, top = 0 } = box.current?.getBoundingClientRect() ?? {};
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const release = (event: PointerEvent) => void held.current.delete(event.pointerId);
  return {
    onPointerDown(event: PointerEvent) {
      held.current.set(event.pointerId, place(event));
      begun.current = place(event);
    },
    onPointerMove(event: PointerEvent) {
      const before = held.current.get(event.pointerId);
      if (!before) return;
      const at = place(event);
      const [other] = [...held.current].filter(([id]) => id !== event.pointerId).map(([, pixel]) => pixel);
      const far = begun.current && Math.hypot(at.x - begun.current.x, at.y - begun.current.y) > still;
      if (!far && !other) return;
      // only a drag takes the pointer: a click on a pin stays one
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) event.currentTarget.setPointerCapture(event.pointerId);
      held.current.set(event.pointerId, at);
      if (!other) return change((from) => moved(from, { x: at.x - before.x, y: at.y - before.y }));
      const apart = (one: Pixel) => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
      const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
      change((from, within) => zoomed(from, Math.log2(apart(at) / apart(before)), middle, within));
    },
    onPointerUp: release,
    onPointerCancel: release,
  };
}
