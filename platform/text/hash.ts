/** Token spaces: the same letters mean different things as a word, a syllable or initials. */
export type Space = 'han' | 'hanStart' | 'syllable' | 'pair' | 'initials' | 'word' | 'digits';

const SEEDS: Record<Space, number> = { han: 1, hanStart: 2, syllable: 3, pair: 4, initials: 5, word: 6, digits: 7 };

/**
 * FNV-1a over UTF-16 units with the mixing end of murmur3: fast, the same on every machine for ever (the values are stored), spread over all
 * 32 bits. Two texts may share a hash: what tokens find is always checked again on the text itself.
 */
export function openHash(tenant: number, space: Space): number {
  return Math.imul((Math.imul(tenant ^ 0x811c9dc5, 0x9e3779b1) ^ SEEDS[space]) | 0, 0x01000193);
}

export function feedHash(hash: number, text: string): number {
  let h = hash;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}

/** Ends one part of several: 'a' + 'bc' must differ from 'ab' + 'c'. */
export function feedBreak(hash: number): number {
  return Math.imul(hash ^ 0x1f, 0x01000193);
}

export function closeHash(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** The token of one or two parts. `token(7, 'han', '恒', '润')` */
export function token(tenant: number, space: Space, first: string, second?: string): number {
  const head = feedHash(openHash(tenant, space), first);
  return closeHash(second === undefined ? head : feedHash(feedBreak(head), second));
}
