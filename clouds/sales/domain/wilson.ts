/** What can be said of a rate that was seen `hits` times in `n`, in percent. */
export interface Rate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

// the 97.5 % point of the normal distribution
const z = 1.959_963_984_540_054;

const tenth = (share: number): number => Math.round(share * 1000) / 10;

/**
 * The 95 % Wilson score interval, in percent to one decimal: 25 of 75 are 33.3 %, 23.7 to 44.6 %. Unlike the plain interval it is right for few
 * cases and rates near 0 and 100. Null for none. Source: Wilson 1927; SAL-14.
 */
export function wilson(hits: number, n: number): Rate | null {
  if (n <= 0) return null;
  const p = hits / n;
  const middle = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { rate: tenth(p), low: tenth(Math.max(0, (middle - half) / scale)), high: tenth(Math.min(1, (middle + half) / scale)) };
}
