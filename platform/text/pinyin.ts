import { pinyin, polyphonic } from 'pinyin-pro';
import { foldChar } from './normalise.ts';
import { isSyllable } from './syllables.ts';

const HAN = /\p{Script=Han}/u;
const MOST_READINGS = 4;
const cache = new Map<string, readonly string[]>();

function plain(syllable: string): string {
  return syllable.replaceAll('ü', 'v').toLowerCase();
}

/** All readings of one Chinese character, the most frequent first, at most four; empty for anything else. `charReadings('重')` is zhong, chong. */
export function charReadings(char: string): readonly string[] {
  const known = cache.get(char);
  if (known) return known;
  let found: readonly string[] = [];
  if (HAN.test(char)) {
    const simple = foldChar(char);
    const all = (polyphonic(simple, { toneType: 'none', type: 'array' })[0] ?? []).map(plain).filter(isSyllable);
    found = [...new Set(all)].slice(0, MOST_READINGS);
  }
  if (cache.size < 50_000) cache.set(char, found);
  return found;
}

/** Readings in their context, one per character: pinyin-pro knows words (重庆 is chong qing) and, with `surname`, family names (曾 zeng). */
function inContext(chars: string[], surname: boolean, tone: 'none' | 'num'): string[] {
  // Characters are handed over one run of Chinese at a time: pinyin-pro counts UTF-16 units, and a rare character elsewhere must not shift it.
  const out: string[] = chars.map(() => '');
  let from = 0;
  while (from < chars.length) {
    if (!HAN.test(chars[from] ?? '')) {
      from += 1;
      continue;
    }
    let to = from;
    while (to < chars.length && HAN.test(chars[to] ?? '') && (chars[to] ?? '').length === 1) to += 1;
    if (to === from) {
      from += 1; // a character beyond the basic plane has no reading here
      continue;
    }
    const run = chars.slice(from, to).map(foldChar);
    const said = pinyin(run.join(''), { toneType: tone, type: 'array', v: true, surname: surname && from === 0 ? 'head' : 'off' });
    if (said.length === run.length)
      said.forEach((syllable, i) => {
        if (syllable !== run[i]) out[from + i] = plain(syllable);
      });
    from = to;
  }
  return out;
}

/**
 * The readings of each character (code point) of a text, the one that fits its context first; empty for what is not Chinese.
 * `readings('重庆')` is [['chong', 'zhong'], ['qing']].
 */
export function readings(text: string, options: { surname?: boolean } = {}): string[][] {
  const chars = [...text];
  const said = inContext(chars, options.surname ?? false, 'none');
  return chars.map((char, i) => {
    const first = said[i];
    const all = charReadings(char);
    return first ? [...new Set([first, ...all])] : [...all];
  });
}

/**
 * A key that sorts by pinyin with plain byte order: syllables with tone, other text folded. Names of people take `surname`.
 * `pinyinSortKey('单雄信', { surname: true })` is 'shan4 xiong2 xin4'.
 */
export function pinyinSortKey(text: string, options: { surname?: boolean } = {}): string {
  const chars = [...text.normalize('NFC')];
  const said = inContext(chars, options.surname ?? false, 'num');
  let key = '';
  let afterHan = false;
  chars.forEach((char, i) => {
    const syllable = said[i];
    if (syllable) {
      key += key === '' || key.endsWith(' ') ? syllable : ` ${syllable}`;
      afterHan = true;
      return;
    }
    const form = foldChar(char);
    key += afterHan && form !== ' ' ? ` ${form}` : form;
    afterHan = false;
  });
  return key.replace(/\s+/g, ' ').trim();
}

/** The initials of a text in all its readings, the most likely first, at most eight. Latin letters and digits stay. `initialsOf('重庆A')` is cqa, zqa. */
export function initialsOf(text: string, options: { surname?: boolean } = {}): string[] {
  const chars = [...text];
  let variants = [''];
  readings(text, options).forEach((said, i) => {
    const letters =
      said.length > 0
        ? [...new Set(said.map((syllable) => syllable.charAt(0)))]
        : [foldChar(chars[i] ?? '').replace(/[^\p{L}\p{N}]/gu, '')];
    const next = letters.flatMap((letter, rank) =>
      rank === 0 || variants.length * (rank + 1) <= 8 ? variants.map((v) => v + letter) : [],
    );
    variants = next;
  });
  return [...new Set(variants)].filter((v) => v !== '');
}
