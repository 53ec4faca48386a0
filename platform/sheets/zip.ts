import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { sheetErrors } from './errors.ts';

interface Entry {
  method: number;
  packed: number;
  size: number;
  offset: number;
}

/** The parts of a ZIP file by name, read where they lie: nothing is unpacked before it is asked for. */
export interface Zip {
  has(name: string): boolean;
  size(name: string): number;
  /** The unpacked bytes; refuses more than `most`, whatever the directory claims, and what was packed beyond all sense. */
  stream(name: string, most: number): Promise<Readable>;
  text(name: string, most: number): Promise<string>;
}

const LARGEST_DIRECTORY = 16 * 1024 * 1024;
/** What people write shrinks to a tenth or a fiftieth; to less than this shrinks only what was made to fill a machine. */
const MOST_GROWTH = 300;
/** Below this nobody is hurt, whatever it grew from. */
const HARMLESS = 32 * 1024 * 1024;

/** Reads the directory of a ZIP file. The directory at its end is the truth; local headers may lack the sizes (they do in streamed files). */
export async function openZip(path: string): Promise<Zip> {
  const file = await open(path);
  try {
    const entries = await readDirectory(file);
    const stream = async (name: string, most: number): Promise<Readable> => {
      const entry = entries.get(name);
      if (!entry) throw sheetErrors.SHEET_UNREADABLE();
      return unpack(path, entry, most);
    };
    return {
      has: (name) => entries.has(name),
      size: (name) => entries.get(name)?.size ?? 0,
      stream,
      async text(name, most) {
        const chunks: Buffer[] = [];
        for await (const chunk of await stream(name, most)) chunks.push(chunk as Buffer);
        return Buffer.concat(chunks).toString('utf8');
      },
    };
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

async function readDirectory(file: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await file.stat();
  const tailAt = Math.max(0, size - 65_557);
  const tail = await readAt(file, tailAt, size - tailAt);
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > tail.length) throw sheetErrors.SHEET_UNREADABLE();
  let length = tail.readUInt32LE(end + 12);
  let offset = tail.readUInt32LE(end + 16);
  const locator = end - 20;
  if (locator >= 0 && tail.readUInt32LE(locator) === 0x07064b50 && (offset === 0xffffffff || length === 0xffffffff)) {
    const record = await readAt(file, Number(tail.readBigUInt64LE(locator + 8)), 56);
    if (record.length < 56) throw sheetErrors.SHEET_UNREADABLE();
    length = Number(record.readBigUInt64LE(40));
    offset = Number(record.readBigUInt64LE(48));
  }
  if (length > LARGEST_DIRECTORY) throw sheetErrors.SHEET_TOO_LARGE();
  const directory = await readAt(file, offset, length);
  const entries = new Map<string, Entry>();
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50; ) {
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/');
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    entries.set(name, readEntry(directory, at, extra));
    at += 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
  }
  return entries;
}

function readEntry(directory: Buffer, at: number, extra: Buffer): Entry {
  const entry = {
    method: directory.readUInt16LE(at + 10),
    packed: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    offset: directory.readUInt32LE(at + 42),
  };
  // ZIP64: fields that did not fit stand in extra field 1, in this order.
  for (let e = 0; e + 4 <= extra.length; e += 4 + extra.readUInt16LE(e + 2)) {
    if (extra.readUInt16LE(e) !== 1) continue;
    let p = e + 4;
    for (const key of ['size', 'packed', 'offset'] as const) {
      if (entry[key] !== 0xffffffff || p + 8 > extra.length) continue;
      entry[key] = Number(extra.readBigUInt64LE(p));
      p += 8;
    }
  }
  return entry;
}

async function unpack(path: string, entry: Entry, most: number): Promise<Readable> {
  if (entry.size > most) throw sheetErrors.SHEET_TOO_LARGE();
  if (entry.method !== 0 && entry.method !== 8) throw sheetErrors.SHEET_UNREADABLE();
  const file = await open(path);
  let local: Buffer;
  try {
    local = await readAt(file, entry.offset, 30);
  } finally {
    await file.close();
  }
  if (local.length < 30 || local.readUInt32LE(0) !== 0x04034b50) throw sheetErrors.SHEET_UNREADABLE();
  const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  const output = new PassThrough({ highWaterMark: 256 * 1024 });
  if (entry.packed === 0) {
    output.end();
    return output;
  }
  const packed = createReadStream(path, { start, end: start + entry.packed - 1, highWaterMark: 64 * 1024 });
  let seen = 0;
  const limit = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      seen += chunk.length;
      if (seen > most || (seen > HARMLESS && seen > entry.packed * MOST_GROWTH)) throw sheetErrors.SHEET_TOO_LARGE();
      yield chunk;
    }
  };
  const done =
    entry.method === 8 ? pipeline(packed, createInflateRaw({ chunkSize: 128 * 1024 }), limit, output) : pipeline(packed, limit, output);
  // Errors reach the reader through `output`, which pipeline destroys with them; the promise only needs someone to look at it.
  done.catch(() => undefined);
  return output;
}
