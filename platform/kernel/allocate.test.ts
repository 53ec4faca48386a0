import { expect, it } from 'vitest';
import { allocate } from './allocate.ts';

it('shares out to the cent: largest remainder, ties to the lowest line, mirrored below zero', () => {
  // C-2 of the specification: 100.00 over 333.33 / 333.33 / 333.34
  expect(allocate(10_000n, [33_333n, 33_333n, 33_334n])).toEqual([3_333n, 3_333n, 3_334n]);
  expect(allocate(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
  expect(allocate(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n]);
  expect(allocate(1n, [60n, 40n])).toEqual([1n, 0n]);
  expect(allocate(5n, [0n, 1n, 0n])).toEqual([0n, 5n, 0n]);
  expect(() => allocate(1n, [0n])).toThrow(RangeError);
});

it('loses nothing and is never off by a whole unit', () => {
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  for (let round = 0; round < 500; round += 1) {
    const weights = Array.from({ length: 1 + next(9) }, () => BigInt(1 + next(1000)));
    const sum = BigInt(next(1_000_000));
    const total = weights.reduce((all, weight) => all + weight, 0n);
    const parts = allocate(sum, weights);
    expect(parts.reduce((all, part) => all + part, 0n)).toBe(sum);
    for (const [index, part] of parts.entries()) {
      const off = part * total - sum * (weights[index] ?? 0n);
      expect(off < total && off > -total).toBe(true);
    }
  }
});
