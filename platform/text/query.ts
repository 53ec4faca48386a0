import type { Atom } from './atoms.ts';
import { atomsOf } from './atoms.ts';
import { phoneDigits } from './china.ts';
import { token } from './hash.ts';
import { cutSyllables, isInitial, isSyllable, syllablesFrom } from './syllables.ts';
import { DIGIT_GRAM, PREFIXES } from './tokens.ts';

/** Chinese characters or a Latin/digit word, standing together in what the user typed. */
export type Run = { type: 'han'; atoms: Atom[] } | { type: 'word'; chars: string[]; letters: string | null; digits: boolean };
export type Term = Run[];

/**
 * One way to read a query. A record is a candidate when its tokens hold all of `every` and, unless `some` is empty, one of `some`:
 * `tokens @> every AND (cardinality(some) = 0 OR tokens && some)`.
 */
export interface TokenPlan {
  every: number[];
  some: number[];
}

type Element =
  | { type: 'han'; atom: Atom }
  | { type: 'word'; run: Run & { type: 'word' } }
  | { type: 'initial'; letter: string }
  | { type: 'syllable'; set: readonly string[] }
  | { type: 'any' };

const MOST_TERMS = 10;
// Each plan is a search of its own; with more, words that ask for little are left to the check on the text.
const MOST_PLANS = 12;
const MOST_CUTS = 8;
const LONGEST_CUT = 14;

/** The words of a query, and a second reading as one phone number when it looks like one. Each must be found, in any text of the record. */
export function readQuery(query: string): Term[][] {
  const terms: Term[] = [];
  const atoms = atomsOf(query, 'text').slice(0, 100);
  for (const atom of atoms) {
    if (atom.gap || terms.length === 0) terms.push([]);
    const term = terms.at(-1) ?? [];
    const run = term.at(-1);
    if (atom.type === 'han') {
      if (run?.type === 'han') run.atoms.push(atom);
      else term.push({ type: 'han', atoms: [atom] });
    } else if (run?.type === 'word') run.chars.push(atom.char);
    else term.push({ type: 'word', chars: [atom.char], letters: null, digits: false });
  }
  const readings = [terms.slice(0, MOST_TERMS).map((term) => term.map(describe))].filter((list) => list.length > 0);
  const digits = phoneDigits(query);
  if (
    /^[\d\s()+.－（）＋-]+$/.test(query.normalize('NFKC')) &&
    digits.length >= 7 &&
    !(terms.length === 1 && atoms.length === digits.length)
  ) {
    readings.push([[{ type: 'word', chars: [...digits].slice(0, 100), letters: null, digits: true }]]);
  }
  return readings;
}

function describe(run: Run): Run {
  if (run.type === 'han') return run;
  const word = run.chars.join('').replaceAll('ü', 'v');
  return { ...run, letters: /^[a-z]+$/.test(word) ? word : null, digits: /^[0-9]+$/.test(word) };
}

/**
 * Token sets to look for, one per way to read the query (as words, as initials, as pinyin); a record that answers none cannot match.
 * Empty when there is nothing to look for. Candidates still need `matches`: tokens are hashes and say nothing about order.
 */
export function queryTokens(tenant: number, query: string): TokenPlan[] {
  const plans = readQuery(query).flatMap((terms) => {
    const each = terms.map((term) => termPlans(tenant, term)).sort((a, b) => a.length - b.length);
    return each.reduce<TokenPlan[]>((all, next) => {
      if (all.length === 0) return next;
      return all.length * next.length > MOST_PLANS ? all : all.flatMap((a) => next.map((b) => join(a, b)));
    }, []);
  });
  const seen = new Map(plans.map((plan) => [`${[...plan.every].sort().join()};${[...plan.some].sort().join()}`, plan]));
  return [...seen.values()];
}

/** Both must hold. Two choices cannot be asked for at once; the one with fewer tokens tells more. */
function join(a: TokenPlan, b: TokenPlan): TokenPlan {
  return { every: [...new Set([...a.every, ...b.every])], some: fewer(a.some, b.some) };
}

function fewer(a: number[], b: number[]): number[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  return a.length <= b.length ? a : b;
}

function termPlans(tenant: number, term: Term): TokenPlan[] {
  let ways: Element[][] = [[]];
  term.forEach((run, i) => {
    if (run.type === 'han') {
      const elements = run.atoms.map((atom): Element => ({ type: 'han', atom }));
      ways = ways.map((way) => [...way, ...elements]);
      return;
    }
    const next = runWays(run, i > 0, i < term.length - 1);
    // Too many ways at once: this word then asks for nothing, and the check on the text decides.
    ways =
      ways.length * next.length > MOST_PLANS
        ? ways.map((way) => [...way, { type: 'any' }])
        : ways.flatMap((way) => next.map((more) => [...way, ...more]));
  });
  return ways.map((way) => wayPlan(tenant, way));
}

function runWays(run: Run & { type: 'word' }, afterHan: boolean, beforeHan: boolean): Element[][] {
  const ways: Element[][] = [[{ type: 'word', run }]];
  const { letters } = run;
  if (letters === null) return ways;
  const alone = !afterHan && !beforeHan;
  if ((letters.length > 1 || !alone) && [...letters].every(isInitial))
    ways.push([...letters].map((letter) => ({ type: 'initial', letter })));
  for (const { parts, open, cut } of cuts(letters, !beforeHan)) {
    if (alone && parts.length === 1 && !cut && !isLoneSyllable(letters)) continue;
    const elements = parts.map((part, i): Element => {
      const last = i === parts.length - 1;
      return { type: 'syllable', set: last && open && !(alone && part.length < 3 && parts.length === 1) ? syllablesFrom(part) : [part] };
    });
    ways.push(cut ? [...elements, { type: 'any' }] : elements);
  }
  return ways;
}

/** A single syllable is looked for when it is whole or clearly begun: li, zha, zhan, but not zh. */
export function isLoneSyllable(letters: string): boolean {
  return letters.length >= 2 && (letters.length >= 3 ? syllablesFrom(letters).length > 0 : isSyllable(letters));
}

/** Ways to cut letters into syllables; of long input only the beginning, as short as needed to leave few ways. */
function cuts(letters: string, open: boolean): { parts: string[]; open: boolean; cut: boolean }[] {
  let length = Math.min(letters.length, LONGEST_CUT);
  for (;;) {
    const cut = length < letters.length;
    const found = cutSyllables(letters.slice(0, length), open || cut, MOST_CUTS);
    if (found.length <= MOST_CUTS || length <= 4) return found.map((parts) => ({ parts, open: open || cut, cut }));
    length -= 2;
  }
}

function wayPlan(tenant: number, way: Element[]): TokenPlan {
  const groups: number[][] = [];
  way.forEach((element, i) => {
    if (element.type === 'word') groups.push(...wordTokens(tenant, element.run).map((one) => [one]));
    const next = way[i + 1];
    if (next) groups.push(pairTokens(tenant, element, next));
  });
  const only = way.length === 1 ? way[0] : undefined;
  if (only?.type === 'han') groups.push([token(tenant, 'hanStart', only.atom.char)]);
  if (only?.type === 'syllable') groups.push(only.set.map((syllable) => token(tenant, 'syllable', syllable)));
  const every = new Set<number>();
  let some: number[] = [];
  for (const group of groups) {
    const different = [...new Set(group)];
    if (different.length === 1) for (const one of different) every.add(one);
    else some = fewer(some, different);
  }
  return { every: [...every], some };
}

function pairTokens(tenant: number, a: Element, b: Element): number[] {
  if (a.type === 'han' && b.type === 'han') return [token(tenant, 'han', a.atom.char, b.atom.char)];
  if (a.type === 'initial' || b.type === 'initial') return product(tenant, 'initials', initialsIn(a), initialsIn(b));
  return product(tenant, 'pair', syllablesIn(a), syllablesIn(b));
}

function product(tenant: number, space: 'pair' | 'initials', first: readonly string[], second: readonly string[]): number[] {
  return first.flatMap((a) => second.map((b) => token(tenant, space, a, b)));
}

function syllablesIn(element: Element): readonly string[] {
  return element.type === 'han' ? element.atom.readings : element.type === 'syllable' ? element.set : [];
}

function initialsIn(element: Element): readonly string[] {
  return element.type === 'han' ? element.atom.initials : element.type === 'initial' ? [element.letter] : [];
}

function wordTokens(tenant: number, run: Run & { type: 'word' }): number[] {
  const { chars } = run;
  if (run.digits && chars.length >= DIGIT_GRAM) {
    return chars.slice(DIGIT_GRAM - 1).map((_, i) => token(tenant, 'digits', chars.slice(i, i + DIGIT_GRAM).join('')));
  }
  const length = PREFIXES.findLast((prefix) => prefix <= chars.length) ?? 1;
  return [token(tenant, 'word', chars.slice(0, length).join(''))];
}
