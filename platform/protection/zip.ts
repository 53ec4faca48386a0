import { crc32, deflateRawSync } from 'node:zlib';

interface Entry {
  readonly name: string;
  readonly content: Buffer;
}

const utf8Names = 0x800;

function head(signature: number, extra: number, { name, content }: Entry, packed: Buffer): { fixed: Buffer; name: Buffer } {
  const bytes = Buffer.from(name);
  const fixed = Buffer.alloc(26 + extra);
  fixed.writeUInt32LE(signature, 0);
  const at = extra > 4 ? 6 : 4;
  if (extra > 4) fixed.writeUInt16LE(20, 4);
  fixed.writeUInt16LE(20, at);
  fixed.writeUInt16LE(utf8Names, at + 2);
  fixed.writeUInt16LE(8, at + 4);
  // midnight of 1 January 1980: a package of the same data is the same file
  fixed.writeUInt32LE(0x0021_0000, at + 6);
  fixed.writeUInt32LE(crc32(content), at + 10);
  fixed.writeUInt32LE(packed.length, at + 14);
  fixed.writeUInt32LE(content.length, at + 18);
  fixed.writeUInt16LE(bytes.length, at + 22);
  return { fixed, name: bytes };
}

/** A ZIP of a few files in memory, with names in UTF-8. */
export function zipOf(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const packed = deflateRawSync(entry.content);
    const local = head(0x0403_4b50, 4, entry, packed);
    const central = head(0x0201_4b50, 20, entry, packed);
    central.fixed.writeUInt32LE(offset, 42);
    parts.push(local.fixed, local.name, packed);
    directory.push(central.fixed, central.name);
    offset += local.fixed.length + local.name.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
