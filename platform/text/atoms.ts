import { phoneDigits } from './china.ts';
import { foldChar } from './normalise.ts';
import { charReadings } from './pinyin.ts';

/** What a text is, which decides how it can be found: names also by pinyin, phones by any four digits, codes and names across hyphens. */
export type TextKind = 'name' | 'text' | 'phone' | 'email' | 'code';

export interface SearchText {
  text: string;
  kind: TextKind;
}

/** One folded character of a text; signs and blanks leave no atom, only `gap` on the next one. Offsets are UTF-16 units of the NFC text. */
export interface Atom {
  char: string;
  type: 'han' | 'letter' | 'digit';
  /** Syllables of a Chinese character; one without a known reading stands for itself, so that its neighbours can still be paired with it. */
  readings: readonly string[];
  initials: readonly string[];
  start: number;
  end: number;
  gap: boolean;
}

type Sort = Pick<Atom, 'char' | 'type' | 'readings' | 'initials'>;

/** Of longer texts only the beginning is searched: tokens are for finding records, not for full-text retrieval. */
export const MOST_ATOMS = 500;

const NONE: readonly string[] = [];
const sorts = new Map<string, readonly Sort[]>();

function sortOf(char: string): Sort | null {
  if (/[0-9]/.test(char)) return { char, type: 'digit', readings: NONE, initials: NONE };
  if (/\p{Script=Han}/u.test(char)) {
    const known = charReadings(char);
    const readings = known.length > 0 ? known : [char];
    return {
      char,
      type: 'han',
      readings,
      initials: [...new Set(readings.map((syllable) => (known.length > 0 ? syllable.charAt(0) : syllable)))],
    };
  }
  return /[\p{L}\p{N}\p{M}]/u.test(char) ? { char, type: 'letter', readings: NONE, initials: NONE } : null;
}

function sortsOf(char: string): readonly Sort[] {
  const known = sorts.get(char);
  if (known) return known;
  const found = Array.from(foldChar(char), sortOf).filter((sort) => sort !== null);
  if (sorts.size < 100_000) sorts.set(char, found);
  return found;
}

/** Cuts a text into its searchable characters. */
export function atomsOf(text: string, kind: TextKind): Atom[] {
  const atoms: Atom[] = [];
  const form = text.toWellFormed().normalize('NFC');
  let at = 0;
  let gap = false;
  for (const char of form) {
    const end = at + char.length;
    const found = sortsOf(char);
    if (found.length === 0 && foldChar(char) !== '') gap = true;
    for (const sort of found) {
      if (atoms.length === MOST_ATOMS) return atoms;
      atoms.push({ char: sort.char, type: sort.type, readings: sort.readings, initials: sort.initials, start: at, end, gap });
      gap = false;
    }
    at = end;
  }
  return kind === 'phone' ? phoneAtoms(form, atoms) : atoms;
}

/** A phone number is one run of digits whatever stands between them, without the country code 86. */
function phoneAtoms(text: string, atoms: Atom[]): Atom[] {
  const digits = atoms.filter((atom) => atom.type === 'digit');
  const code = Math.max(0, digits.length - phoneDigits(text).length);
  return digits.slice(code).map((atom) => ({ ...atom, gap: false }));
}

/** Names and codes are also found written together: gtxpro for GTX Pro, so20240012 for SO-2024-0012. */
export function joinsWords(kind: TextKind): boolean {
  return kind === 'name' || kind === 'code';
}

/** True where a Latin word, or the digits inside a code, may be found from; digits also after leading zeros. */
export function isWordStart(atoms: readonly Atom[], i: number): boolean {
  const atom = atoms[i];
  const before = atoms[i - 1];
  if (!atom || atom.type === 'han') return false;
  if (!before || atom.gap || before.type === 'han') return true;
  if (atom.type !== 'digit') return false;
  if (before.type === 'letter') return true;
  if (before.char !== '0' || atom.char === '0') return false;
  let k = i - 1;
  while (k > 0 && atoms[k]?.char === '0' && !atoms[k]?.gap && atoms[k - 1]?.type === 'digit') k -= 1;
  return atoms[k]?.char === '0';
}

/** True for the first character of a piece of Chinese text. */
export function isHanStart(atoms: readonly Atom[], i: number): boolean {
  return atoms[i]?.type === 'han' && (atoms[i]?.gap === true || atoms[i - 1]?.type !== 'han');
}

/** For each atom: how many Chinese characters stand together there, signs between them ignored. */
export function hanRuns(atoms: readonly Atom[]): number[] {
  const lengths = new Array<number>(atoms.length).fill(0);
  let from = 0;
  for (let i = 0; i <= atoms.length; i += 1) {
    if (atoms[i]?.type === 'han') continue;
    lengths.fill(i - from, from, i);
    from = i + 1;
  }
  return lengths;
}

/** In Chinese text up to this long a single syllable is found anywhere, in longer text at its beginning. */
export const SHORT_RUN = 6;
