import type { CalendarSettings } from './settings.ts';

export interface Point {
  readonly lng: number;
  readonly lat: number;
}

export type CheckInFlag = 'outside' | 'inaccurate' | 'unlocated' | 'noTarget' | 'mock';

export interface Verdict {
  /** Whole metres to where it should have been; null without one of the two positions. */
  readonly distance: number | null;
  readonly flags: readonly CheckInFlag[];
  readonly valid: boolean;
  /** Whether somebody has to say why. */
  readonly needsReason: boolean;
}

/** Mean radius of the earth (IUGG), as in filters by distance. Metres. */
const radius = 6_371_008.8;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Great-circle distance in metres by the haversine formula. */
export function metresBetween(a: Point, b: Point): number {
  const part = (from: number, to: number) => Math.sin((radians(to) - radians(from)) / 2) ** 2;
  const chord = part(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * part(a.lng, b.lng);
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(chord)));
}

interface Report {
  readonly position: Point | null;
  /** Metres; null: the device did not say. */
  readonly accuracy: number | null;
  readonly mock: boolean;
  readonly target: Point | null;
}

/** Whether a check-in proves anything (SAL-17): near enough, certain enough, and not made up by the device. */
export function judgeCheckIn(
  { position, accuracy, mock, target }: Report,
  { checkInRadius, checkInAccuracy }: Pick<CalendarSettings, 'checkInRadius' | 'checkInAccuracy'>,
): Verdict {
  const distance = position && target ? Math.round(metresBetween(position, target)) : null;
  const flags: CheckInFlag[] = [
    ...(distance !== null && distance > checkInRadius ? (['outside'] as const) : []),
    ...(position && (accuracy === null || accuracy > checkInAccuracy) ? (['inaccurate'] as const) : []),
    ...(position ? [] : (['unlocated'] as const)),
    ...(target ? [] : (['noTarget'] as const)),
    ...(mock ? (['mock'] as const) : []),
  ];
  const needsReason = flags.some((flag) => flag === 'outside' || flag === 'inaccurate' || flag === 'unlocated');
  return { distance, flags, valid: flags.length === 0, needsReason };
}
