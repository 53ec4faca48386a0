import { errors, isId } from '../../kernel/index.ts';

/** Where a page ended: the texts of its last row's sort keys, and its id. */
export interface Position {
  readonly keys: readonly (string | null)[];
  readonly id: string;
}

const version = 1;
const longest = 20_000;

export function writeCursor(fingerprint: string, position: Position): string {
  return Buffer.from(JSON.stringify([version, fingerprint, position.keys, position.id])).toString('base64url');
}

/** Anything but a cursor of this very query is 400 BAD_CURSOR. `readable` says for each key whether a text can be its value. */
export function readCursorText(text: string, fingerprint: string, readable: readonly ((text: string) => boolean)[]): Position {
  const [found, hash, keys, id] = decode(text);
  if (found !== version || hash !== fingerprint || !isId(id) || !Array.isArray(keys) || keys.length !== readable.length)
    throw errors.BAD_CURSOR();
  for (const [index, key] of (keys as unknown[]).entries()) {
    if (key === null) continue;
    if (typeof key !== 'string' || key.includes('\u0000') || !key.isWellFormed() || !readable[index]?.(key)) throw errors.BAD_CURSOR();
  }
  return { keys: keys as (string | null)[], id };
}

function decode(text: string): unknown[] {
  if (text.length > longest || !/^[\w-]+$/.test(text)) throw errors.BAD_CURSOR();
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(value)) return value;
  } catch {
    // not ours: answered below
  }
  throw errors.BAD_CURSOR();
}
