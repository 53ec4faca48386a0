import { roundDiv } from '@huanke/platform/kernel';

export interface Weighed {
  /** 1 … 5. */
  readonly influence: number;
  /** −2 … +2. */
  readonly attitude: number;
  readonly contacted: boolean;
}

export interface Indexes {
  /** Percent of the influence that was spoken to, one decimal; null without anybody. */
  readonly coverage: number | null;
  /** From −1 (all strongly against) to 1 (all strongly for), two decimals; null without anybody. */
  readonly support: number | null;
}

const rounded = (value: number, of: number, decimals: number): number =>
  Number(roundDiv(BigInt(value) * 10n ** BigInt(decimals), BigInt(of))) / 10 ** decimals;

/**
 * Coverage = Σ influence of those spoken to ÷ Σ influence; support = Σ influence · attitude ÷ (2 · Σ influence). Source: SAL-10.
 *
 * @example indexesOf([(5, +2), (3, −1), (2, 0)]).support // (10 − 3 + 0) ÷ 20 = 0.35
 */
export function indexesOf(roles: readonly Weighed[]): Indexes {
  const sum = (of: (role: Weighed) => number) => roles.reduce((total, role) => total + of(role), 0);
  const whole = sum(({ influence }) => influence);
  if (whole === 0) return { coverage: null, support: null };
  const reached = sum(({ influence, contacted }) => (contacted ? influence : 0));
  const weighed = sum(({ influence, attitude }) => influence * attitude);
  return { coverage: rounded(reached * 100, whole, 1), support: rounded(weighed, 2 * whole, 2) };
}
