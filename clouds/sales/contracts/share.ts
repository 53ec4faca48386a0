/**
 * A sum in instalments by weights, in whole units (cents): each is rounded half up, the last takes what remains. Neither sum nor weights
 * are below nought; the page of a contract shows the same before it is saved.
 * Source: SAL-26.
 *
 * @example shareOut(2962860n, [30n, 60n, 10n]) // [888858n, 1777716n, 296286n]
 * @example shareOut(100000n, [1n, 1n, 1n]) // [33333n, 33333n, 33334n]
 */
export function shareOut(sum: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((all, weight) => all + weight, 0n);
  let left = sum;
  return weights.map((weight, index) => {
    const part = (sum * weight * 2n + total) / (total * 2n);
    // many parts that were rounded up may be more than there is
    const taken = index === weights.length - 1 || part > left ? left : part;
    left -= taken;
    return taken;
  });
}
