/**
 * Shares a sum out by weights in whole units (cents): every part is rounded down, what is left goes one unit each to the largest remainders,
 * ties to the lowest number. The parts always add up to the sum, and the parts of a negative sum mirror those of the positive one.
 *
 * @example allocate(10000n, [33333n, 33333n, 33334n]) // [3333n, 3333n, 3334n]
 */
export function allocate(sum: bigint, weights: readonly bigint[]): bigint[] {
  if (sum < 0n) return allocate(-sum, weights).map((part) => -part);
  const total = weights.reduce((all, weight) => all + weight, 0n);
  if (total <= 0n || weights.some((weight) => weight < 0n)) throw new RangeError('weights must be positive');
  const parts = weights.map((weight) => (sum * weight) / total);
  const left = Number(sum - parts.reduce((all, part) => all + part, 0n));
  const byRemainder = weights
    .map((weight, index) => ({ index, rest: (sum * weight) % total }))
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}
