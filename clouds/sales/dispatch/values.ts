/** What the terms of a pair count. */
export interface Weights {
  readonly chance: number;
  readonly skill: number;
  readonly territory: number;
  readonly load: number;
  readonly travel: number;
}

/**
 * The terms of a pair of lead and person, each from 0 to 100 points; the chance is above 100 where deals are larger than usual. Of the way
 * null where it is not known.
 */
export type Terms = Omit<Weights, 'travel'> & { readonly travel: number | null };

/** Cases that count like one seen: below them a rate is nearer to what holds for all. */
const prior = 10;

/** A rate of few cases, drawn towards what is usual: (hits + 10 · usual) ÷ (n + 10). */
export const smoothed = (hits: number, n: number, usual: number): number => (hits + prior * usual) / (n + prior);

/** Of all closed leads so many are taken to convert before anything is known. */
const shippedRate = 0.1;

/** How leads of one source ended: with one person, or with all. */
export interface Conversions {
  readonly user: string | null;
  readonly source: string | null;
  readonly converted: number;
  /** Converted and invalid. */
  readonly closed: number;
}

/** Won deals of one source, in the company's currency. */
export interface Wins {
  readonly source: string | null;
  readonly count: number;
  readonly sum: number;
}

/** The chance that somebody converts a lead of a source: their own rate there, drawn towards that of all there, drawn towards that of all. */
export function chances(rows: readonly Conversions[]): (user: string, source: string | null) => number {
  const sumOf = (meant: (row: Conversions) => boolean) => {
    const some = rows.filter(meant);
    return {
      converted: some.reduce((sum, row) => sum + row.converted, 0),
      closed: some.reduce((sum, row) => sum + row.closed, 0),
    };
  };
  const all = sumOf(() => true);
  const usual = smoothed(all.converted, all.closed, shippedRate);
  const known = new Map<string, number>();
  const remembered = (key: string, work: () => number): number => {
    const value = known.get(key) ?? work();
    known.set(key, value);
    return value;
  };
  return (user, source) =>
    remembered(`${user} ${source}`, () => {
      const there = remembered(`* ${source}`, () => {
        const { converted, closed } = sumOf((row) => row.source === source);
        return smoothed(converted, closed, usual);
      });
      const own = sumOf((row) => row.source === source && row.user === user);
      return smoothed(own.converted, own.closed, there);
    });
}

/** How large deals of a source are beside those of all: 1 is as usual. */
export function sizes(rows: readonly Wins[]): (source: string | null) => number {
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const mean = count === 0 ? 0 : rows.reduce((sum, row) => sum + row.sum, 0) / count;
  return (source) => {
    const own = rows.find((row) => row.source === source);
    return mean === 0 || !own ? 1 : smoothed(own.sum / mean, own.count, 1);
  };
}

/** The whole value of a pair in hundredths of a point: a whole number, so that plans can be compared exactly. */
export const pairValue = (terms: Terms, weights: Weights): number =>
  Math.round(
    100 *
      (weights.chance * terms.chance +
        weights.skill * terms.skill +
        weights.territory * terms.territory -
        weights.load * terms.load -
        weights.travel * (terms.travel ?? 0)),
  );
