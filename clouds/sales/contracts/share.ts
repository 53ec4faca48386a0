import { roundDiv } from '@huanke/platform/kernel';

/**
 * A sum in instalments by weights, in whole units (cents): each is rounded half up, the last takes what remains. Weights are positive.
 * Source: SAL-26.
 *
 * @example shareOut(2962860n, [30n, 60n, 10n]) // [888858n, 1777716n, 296286n]
 * @example shareOut(100000n, [1n, 1n, 1n]) // [33333n, 33333n, 33334n]
 */
export function shareOut(sum: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((all, weight) => all + weight, 0n);
  let left = sum;
  return weights.map((weight, index) => {
    const part = roundDiv(sum * weight, total);
    // many parts that were rounded up may be more than there is
    const taken = index === weights.length - 1 || part > left ? left : part;
    left -= taken;
    return taken;
  });
}
