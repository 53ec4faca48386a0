import { atomsOf, type TextKind } from './atoms.ts';
import { token } from './hash.ts';
import { DIGIT_GRAM, PREFIXES } from './tokens.ts';

/**
 * Tokens that every text holding `query` as a part (or, with `start`, at its beginning) surely has: pairs of Chinese characters, groups of
 * four digits, and at the beginning of a text the beginning of its first word. Empty when there is none to go by; a Latin part may stand
 * in the middle of a word, where no token begins.
 */
export function containsTokens(space: number, query: string, options: { kind: TextKind; start?: boolean }): number[] {
  const { kind, start = false } = options;
  const atoms = atomsOf(query, 'text');
  const found = new Set<number>();
  // of phone numbers only digits are kept, without the country code: a group that may reach into it proves nothing
  const isPhone = kind === 'phone';
  if (
    isPhone &&
    atoms
      .map((atom) => atom.char)
      .join('')
      .includes('86')
  )
    return [];
  atoms.forEach((atom, i) => {
    const next = atoms[i + 1];
    if (!isPhone && atom.type === 'han' && next?.type === 'han') found.add(token(space, 'han', atom.char, next.char));
    const group = atoms.slice(i, i + DIGIT_GRAM);
    const whole = group.length === DIGIT_GRAM && group.every((digit, k) => digit.type === 'digit' && (k === 0 || !digit.gap));
    if (whole) found.add(token(space, 'digits', group.map((digit) => digit.char).join('')));
  });
  if (start && !isPhone) for (const one of startTokens(space, atoms)) found.add(one);
  return [...found];
}

function startTokens(space: number, atoms: ReturnType<typeof atomsOf>): number[] {
  const [first] = atoms;
  if (!first) return [];
  if (first.type === 'han') return [token(space, 'hanStart', first.char)];
  const end = atoms.findIndex((atom, i) => i > 0 && (atom.gap || atom.type === 'han'));
  const word = atoms.slice(0, end === -1 ? atoms.length : end);
  const digitsOnly = word.every((atom) => atom.type === 'digit');
  // beginnings that are all digits are stored up to three; longer ones are found by their groups of four
  const length = PREFIXES.findLast((prefix) => prefix <= word.length && (!digitsOnly || prefix < DIGIT_GRAM)) ?? 1;
  const chars = word.slice(0, length);
  if (length >= DIGIT_GRAM && chars.every((atom) => atom.type === 'digit')) return [];
  return [token(space, 'word', chars.map((atom) => atom.char).join(''))];
}
