import { inflateRawSync } from 'node:zlib';
import { type AppError, fieldError, label } from '../../kernel/index.ts';

const mostEntries = 2000;
const mostBytes = 64 * 1024 * 1024;
export const largestWord = 10 * 1024 * 1024;

const messages = {
  notWord: label(
    '这不是 Word 文档（.docx），旧版 .doc 请先另存为 .docx',
    'This is no Word document (.docx); save an old .doc as .docx first',
  ),
  tooLarge: label('文档太大：展开后超过 64 MB，或文件超过 10 MB', 'The document is too large: above 64 MB unpacked, or 10 MB as a file'),
  macros: label('文档含有宏，请另存为不含宏的 .docx', 'The document has macros; save it as a .docx without them'),
  embedded: label('文档里嵌入了其他程序的对象，请删除后再上传', 'The document has embedded objects of other programs; remove them'),
  linked: label('文档链接了外部模板或文件，请断开链接后再上传', 'The document is linked to a template or file elsewhere; break the link'),
  entities: label('文档结构异常，请用 Word 重新保存', 'The document is built in an unusual way; save it again with Word'),
};

const refuse = (what: keyof typeof messages): AppError => fieldError('INVALID_VALUE', 'file', messages[what]);

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly offset: number;
}

/**
 * Looks through a Word document before anything works with it. What the archive says of its sizes is not believed: each entry is
 * unpacked with what is left of the allowance as its limit. Answers with the XML parts that may hold merge fields.
 */
export function inspectWord(file: Buffer): Map<string, string> {
  if (file.length > largestWord) throw refuse('tooLarge');
  const parts = new Map<string, string>();
  let left = mostBytes;
  for (const entry of entriesOf(file)) {
    const content = unpack(file, entry, left);
    left -= content.length;
    refuseHostile(entry.name, content);
    if (/^word\/(document|header\d*|footer\d*)\.xml$/.test(entry.name)) parts.set(entry.name, content.toString('utf8'));
    else if (entry.name === '[Content_Types].xml') parts.set(entry.name, content.toString('utf8'));
  }
  const types = parts.get('[Content_Types].xml') ?? '';
  if (/macroEnabled/i.test(types)) throw refuse('macros');
  if (!parts.has('word/document.xml') || !types.includes('wordprocessingml.document.main')) throw refuse('notWord');
  parts.delete('[Content_Types].xml');
  return parts;
}

function refuseHostile(name: string, content: Buffer): void {
  const path = name.toLowerCase();
  if (path.endsWith('vbaproject.bin') || path.endsWith('vbadata.xml')) throw refuse('macros');
  if (path.includes('/embeddings/') || path.includes('/activex/')) throw refuse('embedded');
  if (!path.endsWith('.xml') && !path.endsWith('.rels')) return;
  const text = content.toString('latin1');
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw refuse('entities');
  // pages people may click on are fine; what Word would fetch by itself is not
  if (path.endsWith('.rels'))
    for (const [relation] of text.matchAll(/<Relationship\b[^>]*>/g))
      if (/TargetMode\s*=\s*["']External["']/i.test(relation) && !/\/hyperlink["']/.test(relation)) throw refuse('linked');
}

const endMark = Buffer.from([0x50, 0x4b, 0x05, 0x06]);

function entriesOf(file: Buffer): Entry[] {
  const end = file.lastIndexOf(endMark);
  if (file.length < 30 || file.readUInt32LE(0) !== 0x04034b50 || end < 0 || end + 22 > file.length) throw refuse('notWord');
  const count = file.readUInt16LE(end + 10);
  let at = file.readUInt32LE(end + 16);
  if (count > mostEntries) throw refuse('tooLarge');
  const entries: Entry[] = [];
  for (let index = 0; index < count; index++) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== 0x02014b50) throw refuse('notWord');
    const [nameLength, extra, comment] = [file.readUInt16LE(at + 28), file.readUInt16LE(at + 30), file.readUInt16LE(at + 32)];
    entries.push({
      name: file.toString('utf8', at + 46, at + 46 + nameLength),
      method: file.readUInt16LE(at + 10),
      packed: file.readUInt32LE(at + 20),
      offset: file.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

function unpack(file: Buffer, { method, packed, offset }: Entry, left: number): Buffer {
  if (offset + 30 > file.length || file.readUInt32LE(offset) !== 0x04034b50) throw refuse('notWord');
  const start = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
  const content = file.subarray(start, start + packed);
  if (content.length !== packed) throw refuse('notWord');
  if (method === 0) {
    if (packed > left) throw refuse('tooLarge');
    return content;
  }
  if (method !== 8) throw refuse('notWord');
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(left, 1) });
  } catch (error) {
    throw refuse((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'tooLarge' : 'notWord');
  }
}
