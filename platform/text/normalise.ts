import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

// Everything below U+0020 but tab and line feed, DEL and the C1 block. A lone surrogate is no character either: UTF-8 cannot carry it.
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/;
/** True when the text holds a control character (tab, LF and CR LF are allowed) or half a surrogate pair. `hasControl('a\u0000')` */
export function hasControl(text: string): boolean {
  return CONTROL.test(text.replaceAll('\r\n', '\n')) || !text.isWellFormed();
}

type Convert = (text: string) => string;
let converter: Convert | undefined;

function simplify(char: string): string {
  converter ??= (load('opencc-js/t2cn') as { Converter(options: { from: string; to: string }): Convert }).Converter({
    from: 't',
    to: 'cn',
  });
  return converter(char);
}

const folded = new Map<string, string>();

/**
 * One character in search form: half-width, lower case, simplified. Folding character by character (and not by phrase) keeps
 * `fold(a + b) === fold(a) + fold(b)`: a part of a text is found in the whole. It also keeps offsets for highlights.
 */
export function foldChar(char: string): string {
  const known = folded.get(char);
  if (known !== undefined) return known;
  let form = char.normalize('NFKC').toLowerCase();
  if (/\p{Script=Han}/u.test(form)) form = Array.from(form, simplify).join('');
  if (/^(?:[\u200B-\u200D\u2060\uFEFF\u00AD]|[\uFE00-\uFE0F])*$/.test(form)) form = '';
  if (folded.size < 100_000) folded.set(char, form);
  return form;
}

/** Text for comparing and `contains`: lower case, half-width, simplified, runs of white space as one blank. `fold('ＡＢ  雲') === 'ab 云'` */
export function fold(text: string): string {
  if (/^[\x20-\x7E]*$/.test(text)) return text.toLowerCase().replace(/ {2,}/g, ' ').trim();
  let out = '';
  for (const char of text.toWellFormed().normalize('NFC')) out += foldChar(char);
  return out.replace(/\s+/g, ' ').trim();
}
