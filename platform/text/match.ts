import type { Atom, SearchText, TextKind } from './atoms.ts';
import { atomsOf, hanRuns, isHanStart, isWordStart, joinsWords, SHORT_RUN } from './atoms.ts';
import type { Run, Term } from './query.ts';
import { isLoneSyllable, readQuery } from './query.ts';
import { DIGIT_GRAM } from './tokens.ts';

export type MatchReason = 'exact' | 'prefix' | 'substring' | 'initials' | 'pinyin';
export type Range = [start: number, end: number];

export interface Match {
  /** Higher is better; comparable between records for the same query. */
  score: number;
  why: MatchReason;
  /** The text that answers the first word of the query, and where (UTF-16 offsets of its NFC form, ends exclusive). */
  index: number;
  ranges: Range[];
  /** Ranges in each of the texts, for records shown with several. */
  hits: Range[][];
}

type Way = 'word' | 'initials' | 'pinyin';
interface Prepared {
  atoms: Atom[];
  runs: number[];
  kind: TextKind;
  index: number;
}
interface Place {
  text: Prepared;
  way: Way;
  from: number;
  to: number;
  value: number;
}

const TIER: Record<MatchReason, number> = { exact: 5000, prefix: 4000, substring: 3000, initials: 2000, pinyin: 1000 };
const RANK: Record<Way, number> = { word: 0, initials: 1, pinyin: 2 };
// Letters inside a code (an id of another system, say) are what was asked for least of all: a name read aloud goes before.
const INSIDE_CODE = 500;
const isInsideCode = ({ text, way, from }: Pick<Place, 'text' | 'way' | 'from'>) => text.kind === 'code' && way === 'word' && from > 0;

/**
 * Checks a query on the texts themselves: every word of it must be found in one of them. Null when not. Ranked exact, beginning, inside,
 * initials, pinyin. `matches('hrh', [{ text: '浙江恒润化工', kind: 'name' }])` finds [2, 5] by initials.
 */
export function matches(query: string, texts: readonly SearchText[]): Match | null {
  const prepared = texts.map(({ text, kind }, index): Prepared => {
    const atoms = atomsOf(text, kind);
    return { atoms, runs: hanRuns(atoms), kind, index };
  });
  let best: Match | null = null;
  for (const terms of readQuery(query)) {
    const found = matchTerms(terms, prepared);
    if (found && (!best || found.score > best.score)) best = found;
  }
  return best;
}

function matchTerms(terms: Term[], texts: Prepared[]): Match | null {
  const places: Place[] = [];
  for (const term of terms) {
    const place = bestPlace(term, texts);
    if (!place) return null;
    places.push(place);
  }
  const first = places[0];
  if (!first) return null;
  const why = reasonOf(terms, places, first.text);
  const hits = texts.map((text) => mergeRanges(places.filter((place) => place.text === text).flatMap((place) => rangesOf(place))));
  const covered = places.filter((place) => place.text === first.text).reduce((sum, place) => sum + place.to - place.from, 0);
  const share = Math.min(1, covered / Math.max(1, first.text.atoms.length));
  const score =
    (why === 'substring' && places.every(isInsideCode) ? INSIDE_CODE : TIER[why]) +
    (first.text.kind === 'name' ? 300 : 0) -
    Math.min(first.text.index, 9) * 20 +
    (first.from === 0 ? 60 : 0) +
    Math.round(share * 50);
  return { score, why, index: first.text.index, ranges: hits[first.text.index] ?? [], hits };
}

function reasonOf(terms: Term[], places: Place[], text: Prepared): MatchReason {
  const worst = places.reduce((way, place) => (RANK[place.way] > RANK[way] ? place.way : way), 'word' as Way);
  if (worst !== 'word') return worst;
  const asked = terms.flatMap((term) => term.flatMap((run) => (run.type === 'han' ? run.atoms.map((atom) => atom.char) : run.chars)));
  const begins = asked.every((char, i) => text.atoms[i]?.char === char);
  if (!begins) return 'substring';
  return asked.length === text.atoms.length ? 'exact' : 'prefix';
}

function bestPlace(term: Term, texts: Prepared[]): Place | null {
  let best: Place | null = null;
  for (const text of texts) {
    for (let from = 0; from < text.atoms.length; from += 1) {
      for (const { way, to } of endsOf(term, text, from)) {
        const rank = isInsideCode({ text, way, from }) ? RANK.pinyin + 1 : RANK[way];
        const value = -rank * 10_000 + (text.kind === 'name' ? 1000 : 0) - text.index * 50 + (from === 0 ? 40 : 0) - Math.min(from, 39);
        if (!best || value > best.value || (value === best.value && to - from > best.to - best.from)) best = { text, way, from, to, value };
      }
    }
  }
  return best;
}

function endsOf(term: Term, text: Prepared, from: number): { way: Way; to: number }[] {
  const lone = term.length === 1 ? term[0] : undefined;
  // A single Chinese character is only found where Chinese text begins: everywhere would be half of all records.
  if (lone?.type === 'han' && lone.atoms.length === 1 && !isHanStart(text.atoms, from)) return [];
  let ends: { way: Way; to: number }[] = [{ way: 'word', to: from }];
  for (const [i, run] of term.entries()) {
    const sides = { afterHan: i > 0, beforeHan: i < term.length - 1 };
    ends = ends.flatMap(({ way, to }) =>
      run.type === 'han'
        ? hanEnd(run.atoms, text, to).map((end) => ({ way, to: end }))
        : wordEnds(run, text, to, sides).map((end) => ({ way: RANK[end.way] > RANK[way] ? end.way : way, to: end.to })),
    );
    if (ends.length === 0) return [];
  }
  return ends;
}

function hanEnd(asked: Atom[], text: Prepared, from: number): number[] {
  return asked.every((atom, k) => text.atoms[from + k]?.type === 'han' && text.atoms[from + k]?.char === atom.char)
    ? [from + asked.length]
    : [];
}

function wordEnds(
  run: Run & { type: 'word' },
  text: Prepared,
  from: number,
  sides: { afterHan: boolean; beforeHan: boolean },
): { way: Way; to: number }[] {
  const ends: { way: Way; to: number }[] = literalEnd(run, text, from).map((to) => ({ way: 'word', to }));
  const { letters } = run;
  if (letters === null || text.kind !== 'name' || text.atoms[from]?.type !== 'han') return ends;
  const alone = !sides.afterHan && !sides.beforeHan;
  const inChinese = (to: number): boolean => text.atoms[to - 1]?.type === 'han';
  if (letters.length > 1 || !alone) {
    const to = from + letters.length;
    if (
      inChinese(to) &&
      [...letters].every((letter, k) => text.atoms[from + k]?.type === 'han' && text.atoms[from + k]?.initials.includes(letter))
    )
      ends.push({ way: 'initials', to });
  }
  for (const to of pinyinEnds(letters, text, from, !sides.beforeHan)) {
    if (!alone || to - from > 1 || loneAllowed(letters, text, from)) ends.push({ way: 'pinyin', to });
  }
  return ends;
}

function literalEnd(run: Run & { type: 'word' }, text: Prepared, from: number): number[] {
  const { atoms, kind } = text;
  const anywhere = run.digits && run.chars.length >= DIGIT_GRAM;
  if (!anywhere && !isWordStart(atoms, from)) return [];
  const join = joinsWords(kind) && !anywhere;
  const fits = run.chars.every((char, k) => {
    const atom = atoms[from + k];
    return atom !== undefined && atom.type !== 'han' && atom.char === char && (k === 0 || join || !atom.gap);
  });
  return fits ? [from + run.chars.length] : [];
}

/** Ends of the letters read as whole syllables from here, the last one perhaps only begun. */
function pinyinEnds(letters: string, text: Prepared, from: number, open: boolean): number[] {
  const ends = new Set<number>();
  const walk = (at: number, i: number): void => {
    const atom = text.atoms[i];
    if (atom?.type !== 'han') return;
    for (const syllable of atom.readings) {
      if (letters.startsWith(syllable, at)) {
        if (at + syllable.length === letters.length) ends.add(i + 1);
        else walk(at + syllable.length, i + 1);
      } else if (open && syllable.startsWith(letters.slice(at))) ends.add(i + 1);
    }
  };
  walk(0, from);
  return [...ends];
}

function loneAllowed(letters: string, text: Prepared, at: number): boolean {
  if (!isLoneSyllable(letters)) return false;
  if (!isHanStart(text.atoms, at) && (text.runs[at] ?? 0) > SHORT_RUN) return false;
  return letters.length >= 3 || (text.atoms[at]?.readings.includes(letters) ?? false);
}

function rangesOf(place: Place): Range[] {
  return place.text.atoms.slice(place.from, place.to).map((atom): Range => [atom.start, atom.end]);
}

function mergeRanges(ranges: Range[]): Range[] {
  const merged: Range[] = [];
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}
