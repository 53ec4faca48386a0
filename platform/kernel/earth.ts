/** A place on the earth in degrees, as devices and records have it (WGS-84). */
export interface Point {
  readonly lng: number;
  readonly lat: number;
}

/** Mean radius of the earth (IUGG). Metres. */
export const earthRadius = 6_371_008.8;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Great-circle distance in metres by the haversine formula, as filters by distance have it. */
export function metresBetween(a: Point, b: Point): number {
  const part = (from: number, to: number) => Math.sin((radians(to) - radians(from)) / 2) ** 2;
  const chord = part(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * part(a.lng, b.lng);
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** The place in a value of a position or an address; null where it has none. */
export function pointIn(value: unknown): Point | null {
  const { lng, lat } = (value ?? {}) as Partial<Point>;
  return typeof lng === 'number' && typeof lat === 'number' ? { lng, lat } : null;
}
