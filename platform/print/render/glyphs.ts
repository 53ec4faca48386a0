/** Which signs a font has: its character map as sorted ranges. Format 12 holds all planes, format 4 only the first. */
export function fontCoverage(font: Buffer): (code: number) => boolean {
  const ranges = readRanges(font);
  return (code) => {
    let [low, high] = [0, ranges.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const [first, last] = ranges[middle] ?? [0, 0];
      if (code < first) high = middle - 1;
      else if (code > last) low = middle + 1;
      else return true;
    }
    return false;
  };
}

function readRanges(font: Buffer): (readonly [number, number])[] {
  const tables = font.readUInt16BE(4);
  for (let table = 0; table < tables; table++) {
    const at = 12 + table * 16;
    if (font.toString('latin1', at, at + 4) === 'cmap') return readMap(font, font.readUInt32BE(at + 8));
  }
  return [];
}

function readMap(font: Buffer, cmap: number): (readonly [number, number])[] {
  const subtables = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, index) => cmap + font.readUInt32BE(cmap + 8 + index * 8));
  const wide = subtables.find((at) => font.readUInt16BE(at) === 12);
  if (wide !== undefined)
    return Array.from({ length: font.readUInt32BE(wide + 12) }, (_, group) => {
      const at = wide + 16 + group * 12;
      return [font.readUInt32BE(at), font.readUInt32BE(at + 4)] as const;
    });
  const narrow = subtables.find((at) => font.readUInt16BE(at) === 4);
  if (narrow === undefined) return [];
  const count = font.readUInt16BE(narrow + 6) / 2;
  return Array.from({ length: count }, (_, segment) => {
    const end = narrow + 14 + segment * 2;
    return [font.readUInt16BE(end + count * 2 + 2), font.readUInt16BE(end)] as const;
  });
}

export const missingSign = '□';
// joiners and variation selectors only change the sign before them
const silent = (code: number) =>
  (code >= 0x200b && code <= 0x200f) || code === 0x2060 || (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef);
const signs = new Intl.Segmenter('zh-CN', { granularity: 'grapheme' });

/** A text with a box for every sign the font lacks: a whole emoji of several code points is one box. */
export function withVisible(text: string, has: (code: number) => boolean): string {
  const lacks = (part: string) => [...part].some((sign) => !plain(sign) && !has(sign.codePointAt(0) ?? 0));
  if (!lacks(text)) return text;
  let out = '';
  for (const { segment } of signs.segment(text)) {
    const shown = [...segment].filter((sign) => !silent(sign.codePointAt(0) ?? 0)).join('');
    out += lacks(shown) ? missingSign : shown;
  }
  return out;
}

const plain = (sign: string) => sign < '\u007f' || sign === '\u00a0';
