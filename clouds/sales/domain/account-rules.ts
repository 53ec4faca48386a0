import { parseDecimal } from '@huanke/platform/kernel';

export type Level = 'A' | 'B' | 'C' | 'D';
export type Lifecycle = 'potential' | 'active' | 'key' | 'dormant' | 'lost';

export interface Thresholds {
  readonly levelA: string;
  readonly levelB: string;
  readonly levelC: string;
}

/** Decimals of amounts as they lie in the database. */
const scale = 4;

/** The level of an account by what it bought in twelve months, scaled by 10⁴. */
export function levelFor(bought: bigint, { levelA, levelB, levelC }: Thresholds): Level {
  const reaches = (threshold: string) => {
    const read = parseDecimal(threshold, scale);
    return typeof read === 'bigint' && bought >= read;
  };
  return reaches(levelA) ? 'A' : reaches(levelB) ? 'B' : reaches(levelC) ? 'C' : 'D';
}

export interface Life {
  readonly lifecycle: string | null;
  /** When it became what it is. */
  readonly since: Date | null;
  readonly level: string | null;
  readonly createdAt: Date;
  readonly lastActivity: Date | null;
  /** Instants at which the days of winning begin. */
  readonly lastWon: Date | null;
}

const DAY = 86_400_000;

/**
 * What an account is by what has happened with it: dormant after so many days without activity or won deal, else potential until something
 * is won, key when its level is A. Lost is said by hand and holds until something is won again. Source: SAL-9.
 */
export function lifecycleFor(life: Life, now: Date, dormantDays: number): Lifecycle {
  const { lifecycle, since, lastWon, lastActivity, createdAt, level } = life;
  const last = Math.max(createdAt.getTime(), lastActivity?.getTime() ?? 0, lastWon?.getTime() ?? 0);
  if (lifecycle === 'lost' && (lastWon === null || since === null || lastWon <= since)) return 'lost';
  if (last < now.getTime() - dormantDays * DAY) return 'dormant';
  if (lastWon === null) return 'potential';
  return level === 'A' ? 'key' : 'active';
}
