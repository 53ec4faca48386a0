import type { IconName } from '../primitives/icons.ts';

/** A piece of a text that answers the query; UTF-16 offsets, end exclusive. */
export interface Highlight {
  readonly field: 'title' | 'subtitle';
  readonly start: number;
  readonly end: number;
}

/** One line of the palette. */
export interface Item {
  readonly id: string;
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly highlights?: readonly Highlight[] | undefined;
  readonly icon?: IconName | undefined;
  /** Records: what they are, so that their actions can be offered. */
  readonly record?: { readonly object: string; readonly id: string } | undefined;
  /** An address to go to; Ctrl-Enter opens it in a new tab. */
  readonly href?: string | undefined;
  readonly run?: (() => void) | undefined;
  readonly keys?: string | undefined;
}

export interface Group {
  readonly key: string;
  readonly title: string;
  readonly items: readonly Item[];
}

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** A text cut at its highlights; overlapping and wrong ranges do no harm. */
export function pieces(text: string, field: Highlight['field'], highlights: readonly Highlight[] = []): readonly Piece[] {
  const ranges = highlights.filter((range) => range.field === field && range.end > range.start).sort((a, b) => a.start - b.start);
  const found: Piece[] = [];
  let at = 0;
  for (const range of ranges) {
    const start = Math.max(at, range.start);
    const end = Math.min(text.length, range.end);
    if (end <= start) continue;
    if (start > at) found.push({ text: text.slice(at, start), hit: false });
    found.push({ text: text.slice(start, end), hit: true });
    at = end;
  }
  if (at < text.length) found.push({ text: text.slice(at), hit: false });
  return found;
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase().trim();

export interface Searchable {
  /** Everything it may be called: both languages, pinyin, synonyms. */
  readonly words: readonly string[];
}

/** Those whose names hold every word typed; names that begin with the query first, then the order given. */
export function findByWords<T extends Searchable>(list: readonly T[], query: string): readonly T[] {
  const asked = fold(query);
  if (!asked) return list;
  const parts = asked.split(/\s+/);
  const rank = (one: T) => (one.words.some((word) => fold(word).startsWith(asked)) ? 0 : 1);
  return list
    .filter((one) => {
      const hay = fold(one.words.join(' '));
      return parts.every((part) => hay.includes(part));
    })
    .map((one, at) => ({ one, at, rank: rank(one) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .map(({ one }) => one);
}

/** Where the text begins to answer the query, as a highlight. */
export function highlightOf(text: string, query: string): readonly Highlight[] {
  const start = fold(query) ? text.toLowerCase().indexOf(fold(query)) : -1;
  return start < 0 ? [] : [{ field: 'title', start, end: start + fold(query).length }];
}

/** The next item up or down over all groups; from the last on to the first. */
export function move(count: number, at: number, step: number): number {
  return count === 0 ? 0 : (((at + step) % count) + count) % count;
}
