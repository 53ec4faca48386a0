import { createRequire } from 'node:module';
import { foldChar } from './normalise.ts';

const load = createRequire(import.meta.url);

// CJK unified ideographs, extension A and B: where opencc knows simplified forms. Compatibility ideographs vanish by NFKC.
const hanBlocks = [
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0x20000, 0x2a6df],
] as const;

let variants: Map<string, string[]> | undefined;

/** Folded character → the other characters that fold to it and that NFKC leaves alone: a → A, 国 → 國. Made once, some 0.2 s. */
function variantsOf(char: string): readonly string[] {
  variants ??= build();
  return variants.get(char) ?? [];
}

function build(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (form: string, char: string) => {
    // İ becomes two characters: no class can hold that
    if (form === char || [...form].length !== 1) return;
    found.set(form, [...(found.get(form) ?? []), char]);
  };
  for (let code = 0x41; code < 0x1e944; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const char = String.fromCodePoint(code);
    if (char.toLowerCase() !== char && char.normalize('NFKC') === char) add(char.toLowerCase(), char);
  }
  const han: string[] = [];
  for (const [first, last] of hanBlocks) for (let code = first; code <= last; code += 1) han.push(String.fromCodePoint(code));
  // one call for all: a line feed between two characters keeps opencc from reading them as a word
  const { Converter } = load('opencc-js/t2cn') as { Converter(options: { from: string; to: string }): (text: string) => string };
  const simplified = Converter({ from: 't', to: 'cn' })(han.join('\n')).split('\n');
  for (const [index, char] of han.entries()) add(simplified[index] ?? char, char);
  return found;
}

/**
 * A regular expression (PostgreSQL's or JavaScript's) that finds what the user typed regardless of case, width and traditional forms in
 * `normalize(column, NFKC)`. `containsPattern('国A 1')` is `[国國][aA]\s+1`; undefined when there is nothing to look for.
 */
export function containsPattern(query: string, options: { anchor?: 'start' } = {}): string | undefined {
  let pattern = '';
  for (const char of query.toWellFormed().normalize('NFC').normalize('NFKC').trim()) {
    if (/\s/.test(char)) {
      if (!pattern.endsWith('\\s+')) pattern += '\\s+';
      continue;
    }
    for (const form of foldChar(char)) pattern += classOf(form);
  }
  if (pattern === '') return undefined;
  return options.anchor === 'start' ? `^${pattern}` : pattern;
}

function classOf(char: string): string {
  const others = variantsOf(char);
  if (others.length > 0) return `[${char}${others.join('')}]`;
  return /[.*+?^${}()|[\]\\]/.test(char) ? `\\${char}` : char;
}
