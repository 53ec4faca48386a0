import { metresBetween, type Point } from '@huanke/platform/kernel';
import type { CalendarSettings } from './settings.ts';

export type CheckInFlag = 'outside' | 'inaccurate' | 'unlocated' | 'noTarget' | 'mock' | 'otherPerson' | 'otherDay';

export interface Verdict {
  /** Whole metres to where it should have been; null without one of the two positions. */
  readonly distance: number | null;
  readonly flags: readonly CheckInFlag[];
  readonly valid: boolean;
  /** Whether somebody has to say why. */
  readonly needsReason: boolean;
}

interface Report {
  readonly position: Point | null;
  /** Metres; null: the device did not say. */
  readonly accuracy: number | null;
  readonly mock: boolean;
  readonly target: Point | null;
  /** Whether the visit is theirs: as its owner or as one who takes part. */
  readonly isTheirs: boolean;
  /** Whether it takes place on this day. */
  readonly isItsDay: boolean;
}

/** Whether a check-in proves anything (SAL-17): near enough, certain enough, not made up by the device, by whose visit it is and on its day. */
export function judgeCheckIn(
  { position, accuracy, mock, target, isTheirs, isItsDay }: Report,
  { checkInRadius, checkInAccuracy }: Pick<CalendarSettings, 'checkInRadius' | 'checkInAccuracy'>,
): Verdict {
  const distance = position && target ? Math.round(metresBetween(position, target)) : null;
  const flags: CheckInFlag[] = [
    ...(distance !== null && distance > checkInRadius ? (['outside'] as const) : []),
    ...(position && (accuracy === null || accuracy > checkInAccuracy) ? (['inaccurate'] as const) : []),
    ...(position ? [] : (['unlocated'] as const)),
    ...(target ? [] : (['noTarget'] as const)),
    ...(mock ? (['mock'] as const) : []),
    ...(isTheirs ? [] : (['otherPerson'] as const)),
    ...(isItsDay ? [] : (['otherDay'] as const)),
  ];
  const needsReason = flags.some((flag) => flag !== 'noTarget' && flag !== 'mock');
  return { distance, flags, valid: flags.length === 0, needsReason };
}
