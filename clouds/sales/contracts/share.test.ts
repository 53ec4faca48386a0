import { expect, it } from 'vitest';
import { shareOut } from './share.ts';

it('gives the last instalment what remains', () => {
  // SAL-26: 29,628.60 at 30/60/10 and 1,000.00 by thirds
  expect(shareOut(2_962_860n, [30n, 60n, 10n])).toEqual([888_858n, 1_777_716n, 296_286n]);
  expect(shareOut(100_000n, [1n, 1n, 1n])).toEqual([33_333n, 33_333n, 33_334n]);
});

it('never gives more than there is, and all of it', () => {
  // a ninth of 5 is 0.56: rounded up it is there for five of nine
  expect(
    shareOut(
      5n,
      Array.from({ length: 9 }, () => 1n),
    ),
  ).toEqual([1n, 1n, 1n, 1n, 1n, 0n, 0n, 0n, 0n]);
  let seed = 7;
  const next = (most: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % most;
  };
  for (let round = 0; round < 500; round += 1) {
    const sum = BigInt(next(1_000_000));
    const parts = shareOut(
      sum,
      Array.from({ length: 1 + next(12) }, () => BigInt(1 + next(100))),
    );
    expect(parts.reduce((all, part) => all + part, 0n)).toBe(sum);
    expect(parts.every((part) => part >= 0n)).toBe(true);
  }
});
