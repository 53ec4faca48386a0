import { readFile } from 'node:fs/promises';
import { readSettings } from '../identity/settings.ts';
import { isId } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import type { Source } from './source.ts';
import type { Picture } from './types.ts';

const largest = 8 * 1024 * 1024;
const mostPixels = 40_000_000;

/** The bytes of a picture that can be drawn: PNG or JPEG of a size that is not an attack; undefined for anything else. */
export async function pictureOf(ctx: Context, picture: Picture, source: Source): Promise<Uint8Array | undefined> {
  const content = picture.source === 'logo' ? await logo(ctx) : await stored(ctx, idOf(picture, source));
  return content && isDrawable(content) ? content : undefined;
}

function idOf({ source: kind, file, field }: Picture, source: Source): string | undefined {
  if (kind === 'file') return file;
  const value = source.raw(field ?? '');
  const first = Array.isArray(value) ? value[0] : value;
  return (first as { id?: string } | null | undefined)?.id;
}

async function stored(ctx: Context, id: string | undefined): Promise<Buffer | undefined> {
  if (!isId(id)) return undefined;
  try {
    const content = await readFile(await ctx.app.files.local(ctx.tenant.id, id));
    return content.length <= largest ? content : undefined;
  } catch {
    return undefined;
  }
}

async function logo(ctx: Context): Promise<Buffer | undefined> {
  const { logo: kept } = await readSettings(ctx);
  if (!kept) return undefined;
  const data = /^data:image\/(?:png|jpeg);base64,(.+)$/.exec(kept)?.[1];
  return data ? Buffer.from(data, 'base64') : stored(ctx, kept);
}

/** By its first bytes, never by its name. A PNG says its size at once; of a JPEG the bytes are copied and never decoded here. */
function isDrawable(content: Buffer): boolean {
  if (content.length > 24 && content.readUInt32BE(0) === 0x89504e47) {
    const pixels = content.readUInt32BE(16) * content.readUInt32BE(20);
    return pixels > 0 && pixels <= mostPixels;
  }
  return content.length > 3 && content.readUInt16BE(0) === 0xffd8 && content[2] === 0xff;
}
