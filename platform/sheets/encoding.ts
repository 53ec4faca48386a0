import { open } from 'node:fs/promises';

const BLOCK = 256 * 1024;
const DELIMITERS = [',', ';', '\t'] as const;

export interface TextStart {
  encoding: 'utf8' | 'gb18030' | 'utf16le';
  /** The decoded beginning of the file, without byte order mark. */
  text: string;
  /** True when that is the whole file. */
  whole: boolean;
  bytes: number;
  fileBytes: number;
}

/**
 * Reads the beginning of a text file and finds its encoding: by its mark, else UTF-8 when the bytes are, else GB18030 (what Excel and WPS
 * write as CSV in China). The file is read on until a byte beyond ASCII shows up: only those tell the two apart.
 */
export async function readTextStart(path: string, forced?: string): Promise<TextStart> {
  const file = await open(path);
  try {
    const fileBytes = (await file.stat()).size;
    const first = await readBlock(file, 0);
    let encoding = namedEncoding(forced) ?? markedEncoding(first);
    for (let at = 0, block = first; encoding === null; ) {
      if (block.some((byte) => byte > 127)) encoding = guessEncoding(block, at + block.length >= fileBytes);
      else if (at + block.length >= fileBytes) encoding = 'utf8';
      else {
        at += block.length;
        block = await readBlock(file, at);
      }
    }
    const whole = first.length >= fileBytes;
    const text = new TextDecoder(encoding === 'utf16le' ? 'utf-16le' : encoding).decode(first, { stream: !whole });
    return { encoding, text: text.replace(/^\uFEFF/, ''), whole, bytes: first.length, fileBytes };
  } finally {
    await file.close();
  }
}

async function readBlock(file: Awaited<ReturnType<typeof open>>, at: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(BLOCK), 0, BLOCK, at);
  return buffer.subarray(0, bytesRead);
}

function namedEncoding(name: string | undefined): TextStart['encoding'] | null {
  const form = name?.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (form === 'utf8') return 'utf8';
  if (form === 'utf16le' || form === 'utf16') return 'utf16le';
  return form === 'gb18030' || form === 'gbk' || form === 'gb2312' ? 'gb18030' : null;
}

function markedEncoding(block: Buffer): TextStart['encoding'] | null {
  if (block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf) return 'utf8';
  return block[0] === 0xff && block[1] === 0xfe ? 'utf16le' : null;
}

function guessEncoding(block: Buffer, last: boolean): 'utf8' | 'gb18030' {
  // A block may begin or end inside of a character; the first bytes of a later block are then continuation bytes.
  let from = 0;
  while (from < 3 && ((block[from] ?? 0) & 0xc0) === 0x80) from += 1;
  const text = new TextDecoder('utf-8').decode(block.subarray(from), { stream: !last });
  let wide = 0;
  let broken = 0;
  for (const char of text) {
    if (char === '\uFFFD') broken += 1;
    else if (char > '\u007f') wide += 1;
  }
  // One damaged character must not turn a whole UTF-8 file into nonsense; GB18030 read as UTF-8 is broken nearly everywhere.
  return broken === 0 || broken * 20 < wide ? 'utf8' : 'gb18030';
}

/** What separates the cells: the sign that stands equally often in most of the first lines. */
export function sniffDelimiter(text: string): ',' | ';' | '\t' {
  const counts = countPerLine(text, 30);
  let best: (typeof DELIMITERS)[number] = ',';
  let bestScore = 0;
  for (const [d, delimiter] of DELIMITERS.entries()) {
    const perLine = counts.map((line) => line[d] ?? 0);
    const head = perLine[0] ?? 0;
    const score = head * (perLine.filter((count) => count === head).length / Math.max(1, perLine.length));
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

function countPerLine(text: string, most: number): number[][] {
  const lines: number[][] = [];
  let line = DELIMITERS.map(() => 0);
  let quoted = false;
  let empty = true;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '\n' || char === '\r')) {
      if (!empty) lines.push(line);
      if (lines.length === most) return lines;
      line = DELIMITERS.map(() => 0);
      empty = true;
      continue;
    } else if (!quoted) {
      const d = (DELIMITERS as readonly string[]).indexOf(char);
      if (d >= 0) line[d] = (line[d] ?? 0) + 1;
    }
    empty = false;
  }
  if (!empty) lines.push(line);
  return lines;
}
