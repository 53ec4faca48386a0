import type { MatchCriterion, MatchRule, Values } from '../../module/index.ts';
import { jaroWinkler } from '../../text/index.ts';
import { keysOf, type RecordKey } from './keys.ts';

/** Names as alike as this are shown in the review. */
export const similarAt = 0.9;
/** What two records can be worth at most when something says that they are not the same. */
export const capped = 40;

export interface PairScore {
  readonly score: number;
  readonly criterion: MatchCriterion | undefined;
}

/**
 * How much two records have in common: the highest score of the criteria they meet, capped where two credit codes differ or one is a
 * branch. What `findMatches` and the search work out from stored keys, for two records in hand.
 */
export function scorePair(rule: MatchRule, left: Values, right: Values): PairScore {
  const [a, b] = [keysOf(rule, left), keysOf(rule, right)];
  const theirs = new Set(b.map((key) => `${key.kind} ${key.hash}`));
  let best: MatchCriterion | undefined;
  for (const key of a) {
    const meets = theirs.has(`${key.kind} ${key.hash}`) || isSimilar(key, b);
    if (key.criterion && meets && key.criterion.score > (best?.score ?? 0)) best = key.criterion;
  }
  const score = best?.score ?? 0;
  return isApart(a, b) ? { score: Math.min(score, capped), criterion: best } : { score, criterion: best };
}

function isSimilar(key: RecordKey, others: readonly RecordKey[]): boolean {
  const other = key.kind === 'similarCompany' ? others.find((one) => one.kind === key.kind)?.text : undefined;
  return key.text !== undefined && other !== undefined && jaroWinkler(key.text, other) >= similarAt;
}

/** Two different valid codes, or a branch and something else. */
function isApart(a: readonly RecordKey[], b: readonly RecordKey[]): boolean {
  const of = (keys: readonly RecordKey[], kind: string) => keys.find((key) => key.kind === kind && key.text === undefined)?.hash;
  const [code, other] = [of(a, 'uscc'), of(b, 'uscc')];
  return (code !== undefined && other !== undefined && code !== other) || of(a, 'branch') !== of(b, 'branch');
}
