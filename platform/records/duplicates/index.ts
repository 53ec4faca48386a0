export type { DuplicateMode } from './check.ts';
export { keyHash, keysOf, type RecordKey, storedKind } from './keys.ts';
export { findMatches, type Match } from './matches.ts';
export { capped, type PairScore, scorePair, similarAt } from './pair.ts';
export { followed, redirects } from './redirect.ts';
export { type Candidate, candidatesOf, type Known, sayThere, tellMatches } from './tell.ts';
