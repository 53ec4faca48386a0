import type { Atom, SearchText, TextKind } from './atoms.ts';
import { atomsOf, hanRuns, isHanStart, isWordStart, joinsWords, SHORT_RUN } from './atoms.ts';
import { closeHash, feedHash, openHash, token } from './hash.ts';

/** Lengths of the stored beginnings of words: a query uses the longest that fits; what is between is settled by the check on the text. */
export const PREFIXES: readonly number[] = [1, 2, 3, 4, 6, 8, 12];
const LONGEST_PREFIX = 12;
/** Digits are also found by any four in a row: a tail or the middle of a phone number. */
export const DIGIT_GRAM = 4;

/**
 * The search tokens of a record (signed 32-bit, for int4[]): Chinese pairs and first characters, syllable pairs and pairs of initials of
 * names, beginnings of words, groups of four digits. `recordTokens({ tenant: 7, texts: [{ text: '浙江恒润化工', kind: 'name' }] })`
 */
export function recordTokens(record: { tenant: number; texts: readonly SearchText[] }): number[] {
  const found = new Set<number>();
  for (const { text, kind } of record.texts) {
    if (text === '') continue;
    const atoms = atomsOf(text, kind);
    addHan(found, record.tenant, atoms, kind);
    addWords(found, record.tenant, atoms, kind);
  }
  return [...found];
}

function addHan(found: Set<number>, tenant: number, atoms: readonly Atom[], kind: TextKind): void {
  const runs = hanRuns(atoms);
  atoms.forEach((atom, i) => {
    if (atom.type !== 'han') return;
    const start = isHanStart(atoms, i);
    if (start) found.add(token(tenant, 'hanStart', atom.char));
    if (kind === 'name' && (start || (runs[i] ?? 0) <= SHORT_RUN)) {
      for (const syllable of atom.readings) found.add(token(tenant, 'syllable', syllable));
    }
    const next = atoms[i + 1];
    if (next?.type !== 'han') return;
    found.add(token(tenant, 'han', atom.char, next.char));
    if (kind !== 'name') return;
    for (const a of atom.readings) for (const b of next.readings) found.add(token(tenant, 'pair', a, b));
    for (const a of atom.initials) for (const b of next.initials) found.add(token(tenant, 'initials', a, b));
  });
}

function addWords(found: Set<number>, tenant: number, atoms: readonly Atom[], kind: TextKind): void {
  atoms.forEach((atom, i) => {
    if (atom.type === 'han') return;
    if (isWordStart(atoms, i)) addPrefixes(found, tenant, atoms, i, joinsWords(kind));
    if (atom.type === 'digit') addDigits(found, tenant, atoms, i);
  });
}

function addPrefixes(found: Set<number>, tenant: number, atoms: readonly Atom[], from: number, join: boolean): void {
  let hash = openHash(tenant, 'word');
  let digitsOnly = true;
  for (let length = 1; length <= LONGEST_PREFIX; length += 1) {
    const atom = atoms[from + length - 1];
    if (!atom || atom.type === 'han' || (length > 1 && atom.gap && !join)) return;
    if (atom.type !== 'digit') digitsOnly = false;
    hash = feedHash(hash, atom.char);
    // Four digits and more are looked up by their groups of four.
    if (PREFIXES.includes(length) && !(digitsOnly && length >= DIGIT_GRAM)) found.add(closeHash(hash));
  }
}

function addDigits(found: Set<number>, tenant: number, atoms: readonly Atom[], from: number): void {
  let hash = openHash(tenant, 'digits');
  for (let k = 0; k < DIGIT_GRAM; k += 1) {
    const atom = atoms[from + k];
    if (atom?.type !== 'digit' || (k > 0 && atom.gap)) return;
    hash = feedHash(hash, atom.char);
  }
  found.add(closeHash(hash));
}
