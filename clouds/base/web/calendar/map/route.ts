import { metresBetween } from '@huanke/platform/ui/map';
import type { VisitItem } from '../../../calendar/contract.ts';
import { daysOfItem, keyOf } from '../time.ts';

/** A visit as it stands on the map. */
export interface Stop {
  readonly key: string;
  readonly visit: VisitItem;
  readonly position: { readonly lng: number; readonly lat: number };
  /** From 1, on its own day and way. */
  readonly number: number;
  /** In a straight line from the stop before; null of the first. Metres. */
  readonly leg: number | null;
}

/** What one person does on one day. */
export interface Way {
  readonly key: string;
  readonly day: string;
  readonly person: string;
  readonly stops: readonly Stop[];
}

/** Visits as ways: by day and person, in the order of time. Those without a place stand apart. */
export function waysOf(visits: readonly VisitItem[], zone: string): { ways: readonly Way[]; unplaced: readonly VisitItem[] } {
  const placed = visits.filter(({ position }) => position !== null);
  const groups = Map.groupBy(placed, (visit) => `${daysOfItem(visit, zone).first} ${visit.owner?.id ?? ''}`);
  const ways = [...groups].map(([key, some]): Way => {
    const [day = '', person = ''] = key.split(' ');
    const ordered = some.toSorted((a, b) => String(a.start).localeCompare(String(b.start)) || a.id.localeCompare(b.id));
    const stops = ordered.map((visit, index): Stop => {
      const before = ordered[index - 1]?.position;
      const position = visit.position ?? { lng: 0, lat: 0 };
      return { key: keyOf(visit), visit, position, number: index + 1, leg: before ? metresBetween(before, position) : null };
    });
    return { key, day, person, stops };
  });
  return {
    ways: ways.sort((a, b) => a.day.localeCompare(b.day) || a.person.localeCompare(b.person)),
    unplaced: visits.filter(({ position }) => position === null),
  };
}

/** Metres of all ways. */
export const wholeLength = (ways: readonly Way[]): number =>
  ways.flatMap(({ stops }) => stops).reduce((sum, { leg }) => sum + (leg ?? 0), 0);

/** Amap's own address for a place (uri.amap.com, marker): `coordinate` says that ours are those of GPS. */
export function amapHref({ lng, lat }: Stop['position'], name: string): string {
  const query = new URLSearchParams({ position: `${lng.toFixed(6)},${lat.toFixed(6)}`, name, coordinate: 'wgs84', src: 'huanke' });
  return `https://uri.amap.com/marker?${query}`;
}
