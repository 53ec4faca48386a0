import { formatDecimal, parseDecimal, roundDiv } from '@huanke/platform/kernel';

/** Weights of the three parts in points, 30 + 60 + 10 by default; decimals as text. */
export interface Weights {
  readonly price: string;
  readonly technical: string;
  readonly business: string;
}

export interface Bid {
  readonly id: string;
  /** Money as text; null while it is not known. */
  readonly price: string | null;
  /** Of 100; null while not known. */
  readonly technical: string | null;
  readonly business: string | null;
  readonly rejected: boolean;
}

/** Points in hundredths; null where something they need is not known. */
export interface Score {
  readonly id: string;
  readonly price: bigint | null;
  readonly technical: bigint | null;
  readonly business: bigint | null;
  readonly total: bigint | null;
  /** 1 is the best total; equal totals share a place. */
  readonly place: number | null;
}

/** Decimals of points, weights and prices as they are scored. */
export const scoreScale = 2;
const hundred = 100n * 10n ** BigInt(scoreScale);

export const hundredths = (value: unknown): bigint | null => {
  const read = value === null || value === undefined ? 'invalid' : parseDecimal(String(value), scoreScale);
  return typeof read === 'bigint' ? read : null;
};

export const pointsText = (points: bigint | null): string | null => (points === null ? null : formatDecimal(points, scoreScale));

/**
 * Points of all bids of a tender, in their order. Price by the lowest one that counts: lowest ÷ price × weight; the other parts are their
 * score of 100 × weight. Each part is rounded half up to hundredths, the total is their sum; a part without weight counts nothing.
 * Source: SAL-15 (950,000 ÷ 1,000,000 × 30 = 28.5; with 85 × 60 % = 51 and 8 it is 87.5).
 */
export function scoreBids(bids: readonly Bid[], weights: Weights): Score[] {
  const prices = bids.flatMap(({ price, rejected }) => {
    const cents = rejected ? null : hundredths(price);
    return cents !== null && cents > 0n ? [cents] : [];
  });
  const lowest = prices.reduce<bigint | null>((least, price) => (least === null || price < least ? price : least), null);
  const scored = bids.map((bid) => scoreOf(bid, lowest, weights));
  const totals = scored.flatMap(({ total }) => total ?? []);
  return scored.map((score) => ({
    ...score,
    place: score.total === null ? null : 1 + totals.filter((total) => total > (score.total ?? 0n)).length,
  }));
}

function scoreOf(bid: Bid, lowest: bigint | null, weights: Weights): Omit<Score, 'place'> {
  if (bid.rejected) return { id: bid.id, price: null, technical: null, business: null, total: null };
  const price = priceScore(hundredths(bid.price), lowest, hundredths(weights.price) ?? 0n);
  const technical = partScore(hundredths(bid.technical), hundredths(weights.technical) ?? 0n);
  const business = partScore(hundredths(bid.business), hundredths(weights.business) ?? 0n);
  const total = price === null || technical === null || business === null ? null : price + technical + business;
  return { id: bid.id, price, technical, business, total };
}

function priceScore(price: bigint | null, lowest: bigint | null, weight: bigint): bigint | null {
  if (weight === 0n) return 0n;
  return price === null || lowest === null || price <= 0n ? null : roundDiv(lowest * weight, price);
}

function partScore(score: bigint | null, weight: bigint): bigint | null {
  if (weight === 0n) return 0n;
  return score === null ? null : roundDiv(score * weight, hundred);
}
