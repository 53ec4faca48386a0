import { describe, expect, it } from 'vitest';
import { toGcj02 } from './gcj02.ts';
import { clustered, fitted, metresBetween, moved, onScreen, project, scaleBar, tilesOf, unproject, zoomed } from './geo.ts';

const shanghai = { lng: 121.4737, lat: 31.2304 };
const beijing = { lng: 116.3975, lat: 39.9087 };
const size = { width: 800, height: 600 };

describe('projection', () => {
  it('the world is 256 pixels at zoom 0, and there and back is the same', () => {
    expect(project({ lng: 0, lat: 0 }, 0)).toEqual({ x: 128, y: 128 });
    expect(project({ lng: -180, lat: 85.05112878 }, 0).y).toBeCloseTo(0, 5);
    // tile 857/418 of zoom 10 holds People's Square (openstreetmap.org: 10/857/418)
    const { x, y } = project(shanghai, 10);
    expect([Math.floor(x / 256), Math.floor(y / 256)]).toEqual([857, 418]);
    const back = unproject(project(beijing, 12.3), 12.3);
    expect([back.lng, back.lat].map((one) => one.toFixed(6))).toEqual(['116.397500', '39.908700']);
  });

  it('a drag moves with the pointer, and what is under the pointer stays there when coming nearer', () => {
    const view = { ...shanghai, zoom: 11 };
    const before = onScreen(beijing, view, size);
    const after = onScreen(beijing, moved(view, { x: 30, y: -20 }), size);
    expect([after.x - before.x, after.y - before.y].map(Math.round)).toEqual([30, -20]);
    const at = onScreen({ lng: 121.6, lat: 31.1 }, view, size);
    const held = onScreen({ lng: 121.6, lat: 31.1 }, zoomed(view, 1.5, at, size), size);
    expect(Math.hypot(held.x - at.x, held.y - at.y)).toBeLessThan(0.01);
    expect(zoomed(view, 99, at, size).zoom).toBe(18);
  });
});

it('Shanghai and Beijing are 1,068 km apart, in a straight line', () => {
  expect(Math.round(metresBetween(shanghai, beijing) / 1000)).toBe(1068);
  expect(metresBetween(shanghai, shanghai)).toBe(0);
});

it('a fitted view shows all places inside its margins; one place is shown by its streets', () => {
  const view = fitted([shanghai, beijing], size);
  for (const point of [shanghai, beijing]) {
    const { x, y } = onScreen(point, view, size);
    expect(x >= 47.9 && x <= 752.1 && y >= 47.9 && y <= 552.1).toBe(true);
  }
  expect(fitted([shanghai], size).zoom).toBe(15);
  expect(fitted([], size).zoom).toBe(3.5);
});

it('the scale bar is a round length that fits', () => {
  for (const zoom of [3, 8, 12.4, 17]) {
    const { metres, pixels } = scaleBar({ ...shanghai, zoom });
    expect(String(metres)).toMatch(/^[125]0*$/);
    expect(pixels).toBeLessThanOrEqual(120);
    expect(pixels).toBeGreaterThan(40);
    // held against two places that lie so far apart
    const { x: left } = project(shanghai, zoom);
    const right = unproject({ x: left + pixels, y: project(shanghai, zoom).y }, zoom);
    expect(metresBetween(shanghai, right) / metres).toBeCloseTo(1, 2);
  }
});

it('places on top of each other are put together', () => {
  const at = [0, 5, 100, 104, 300].map((x) => ({ x, y: 0 }));
  expect(clustered(at, (one) => one, 20).map(({ items }) => items.length)).toEqual([2, 2, 1]);
});

it('tiles cover the view without a gap and stay within the world', () => {
  const view = { ...shanghai, zoom: 10.3 };
  const tiles = tilesOf(view, size);
  const covers = (x: number, y: number) =>
    tiles.some((tile) => x >= tile.x && x <= tile.x + tile.size && y >= tile.y && y <= tile.y + tile.size);
  for (const [x, y] of [
    [0, 0],
    [799, 0],
    [0, 599],
    [799, 599],
    [400, 300],
  ] as const)
    expect(covers(x, y)).toBe(true);
  expect(tilesOf({ lng: 0, lat: 85, zoom: 2 }, size).every(({ row, column }) => row >= 0 && row < 4 && column >= 0 && column < 4)).toBe(
    true,
  );
});

it('coordinates of maps in China are shifted by the published formula, others are not', () => {
  // Tiananmen in both systems, as widely published
  const { lng, lat } = toGcj02({ lng: 116.391_3, lat: 39.907_5 });
  expect(metresBetween({ lng, lat }, { lng: 116.397_55, lat: 39.908_9 })).toBeLessThan(30);
  expect(toGcj02({ lng: 2.35, lat: 48.85 })).toEqual({ lng: 2.35, lat: 48.85 });
});
