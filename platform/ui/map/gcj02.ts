import type { Point } from './geo.ts';

// The ellipsoid of Krasovsky (1940), on which the coordinates of public maps in China (GCJ-02) are shifted.
const axis = 6_378_245;
const eccentricity = 0.006_693_421_622_965_943;
const { PI, abs, cos, sin, sqrt } = Math;

/** Outside of this box nothing is shifted. */
const inChina = ({ lng, lat }: Point) => lng > 72.004 && lng < 137.8347 && lat > 0.8293 && lat < 55.8271;

const waves = (value: number) => ((20 * sin(6 * value * PI) + 20 * sin(2 * value * PI)) * 2) / 3;

function shiftLat(x: number, y: number): number {
  const first = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves(x);
  const second = ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
  return first + second + ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
}

function shiftLng(x: number, y: number): number {
  const first = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves(x);
  const second = ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
  return first + second + ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
}

/** A place of WGS-84 as maps published in China have it: without this, points lie some 500 m off their tiles. */
export function toGcj02(point: Point): Point {
  if (!inChina(point)) return point;
  const { lng, lat } = point;
  const phi = (lat / 180) * PI;
  const magic = 1 - eccentricity * sin(phi) ** 2;
  const north = (shiftLat(lng - 105, lat - 35) * 180) / (((axis * (1 - eccentricity)) / (magic * sqrt(magic))) * PI);
  const east = (shiftLng(lng - 105, lat - 35) * 180) / ((axis / sqrt(magic)) * cos(phi) * PI);
  return { lng: lng + east, lat: lat + north };
}
