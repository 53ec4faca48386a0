import { type Point, earthRadius as radius } from '../../kernel/earth.ts';

export { metresBetween, type Point } from '../../kernel/earth.ts';

/** Where a map stands: its middle, and how near. Zoom as in tiles: each step doubles, 256 pixels are the world at 0. */
export interface View extends Point {
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Pixel {
  readonly x: number;
  readonly y: number;
}

export const TILE = 256;
export const zooms = { min: 2, max: 18 } as const;
/** Beyond this the projection of tiles has no place. */
const mostLat = 85.05112878;
const radians = (degrees: number) => (degrees * Math.PI) / 180;
const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** Pixels from the world's north-west corner (Web Mercator, EPSG:3857). */
export function project({ lng, lat }: Point, zoom: number): Pixel {
  const world = TILE * 2 ** zoom;
  const sin = Math.sin(radians(clamp(lat, -mostLat, mostLat)));
  return { x: ((lng + 180) / 360) * world, y: (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * world };
}

export function unproject({ x, y }: Pixel, zoom: number): Point {
  const world = TILE * 2 ** zoom;
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / world))) * 180) / Math.PI;
  return { lng: (x / world) * 360 - 180, lat };
}

/** Where a place is on the screen. */
export function onScreen(point: Point, view: View, { width, height }: Size): Pixel {
  const [at, middle] = [project(point, view.zoom), project(view, view.zoom)];
  return { x: at.x - middle.x + width / 2, y: at.y - middle.y + height / 2 };
}

/** The view after a drag by some pixels. */
export function moved(view: View, by: Pixel): View {
  const middle = project(view, view.zoom);
  return { ...unproject({ x: middle.x - by.x, y: middle.y - by.y }, view.zoom), zoom: view.zoom };
}

/** The view after coming nearer by some zoom; what is at a pixel stays there. */
export function zoomed(view: View, by: number, at: Pixel, { width, height }: Size): View {
  const zoom = clamp(view.zoom + by, zooms.min, zooms.max);
  const from = { x: at.x - width / 2, y: at.y - height / 2 };
  const middle = project(view, view.zoom);
  const held = project(unproject({ x: middle.x + from.x, y: middle.y + from.y }, view.zoom), zoom);
  return { ...unproject({ x: held.x - from.x, y: held.y - from.y }, zoom), zoom };
}

/** Of the middle of China, when there is nothing to show. */
const home: View = { lng: 105, lat: 35, zoom: 3.5 };
/** A single place is not shown nearer than its streets. */
const nearest = 15;

/** A view that shows all places, with some room around them. */
export function fitted(points: readonly Point[], { width, height }: Size, room = 48): View {
  if (points.length === 0) return home;
  const all = points.map((point) => project(point, 0));
  const [xs, ys] = [all.map(({ x }) => x), all.map(({ y }) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(Math.max(40, width - 2 * room) / (right - left || 1e-9), Math.max(40, height - 2 * room) / (bottom - top || 1e-9));
  const zoom = clamp(Math.log2(scale), zooms.min, nearest);
  return { ...unproject({ x: (left + right) / 2, y: (top + bottom) / 2 }, 0), zoom };
}

/** A length of 1, 2 or 5 times a power of ten that is at most so many pixels wide in the middle of a view. */
export function scaleBar({ lat, zoom }: View, most = 120): { readonly metres: number; readonly pixels: number } {
  const perPixel = (2 * Math.PI * radius * Math.cos(radians(lat))) / (TILE * 2 ** zoom);
  const power = 10 ** Math.floor(Math.log10(perPixel * most));
  const metres = [5, 2, 1].map((step) => step * power).find((length) => length <= perPixel * most) ?? power;
  return { metres, pixels: metres / perPixel };
}

/** Places that would lie on each other on the screen, put together; the first of each leads. */
export function clustered<T>(
  items: readonly T[],
  pixelOf: (item: T) => Pixel,
  near: number,
): { readonly at: Pixel; readonly items: readonly T[] }[] {
  const found: { at: Pixel; items: T[] }[] = [];
  for (const item of items) {
    const at = pixelOf(item);
    const group = found.find((one) => Math.hypot(one.at.x - at.x, one.at.y - at.y) < near);
    if (group) group.items.push(item);
    else found.push({ at, items: [item] });
  }
  return found;
}

export interface Tile extends Pixel {
  readonly z: number;
  readonly column: number;
  readonly row: number;
  /** Side on the screen, pixels. */
  readonly size: number;
}

/** The tiles that cover a view. */
export function tilesOf(view: View, { width, height }: Size): Tile[] {
  const z = Math.round(clamp(view.zoom, zooms.min, zooms.max));
  const size = TILE * 2 ** (view.zoom - z);
  const middle = project(view, view.zoom);
  const [left, top] = [middle.x - width / 2, middle.y - height / 2];
  const count = 2 ** z;
  const span = (from: number, length: number) => {
    const [first, last] = [Math.floor(from / size), Math.floor((from + length) / size)];
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  };
  return span(top, height)
    .filter((row) => row >= 0 && row < count)
    .flatMap((row) =>
      span(left, width).map((column) => ({
        z,
        row,
        column: ((column % count) + count) % count,
        x: column * size - left,
        y: row * size - top,
        size,
      })),
    );
}
