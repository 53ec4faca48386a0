import { fileURLToPath } from 'node:url';
import sharp, { type OutputInfo, type OverlayOptions, type Sharp } from 'sharp';
import { type Lru, lru } from '../access/index.ts';
import { sql } from '../database/sql.ts';
import { defineErrors, errors, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import type { StoredFile } from './files.ts';

export const previewErrors = defineErrors({
  NO_PREVIEW: { status: 422, text: label('这个文件不能预览，请下载查看', 'There is no preview of this file; download it') },
});

export const previewSizes = { thumb: 240, large: 1600 } as const;
export type PreviewSize = keyof typeof previewSizes;

const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const LARGEST_FILE = 40 * 1024 * 1024;
// A small file can unpack into a picture of gigabytes.
const MOST_PIXELS = 60_000_000;
const SECONDS = 10;
const AT_ONCE = 2;
const MOST_WAITING = 40;

// Only the readers of pictures that browsers show: no SVG (which loads other files), no PDF, nothing exotic.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegFile', 'VipsForeignLoadPngFile', 'VipsForeignLoadWebpFile', 'VipsForeignLoadNsgifFile'],
});
sharp.concurrency(1);
sharp.cache(false);

export const isPicture = (type: string): boolean => pictures.has(type);

/** Small pictures made lately, by tenant and file; some 20 MB. */
const made: Lru<Buffer> = lru<Buffer>(20 * 1024 * 1024);

let running = 0;
const waiting: (() => void)[] = [];

/** Few at a time: unpacking pictures takes memory, and the rest of the product shares the machine. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= MOST_WAITING) throw errors.UNAVAILABLE({ retryAfter: 2 });
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** Whether previews of this company carry who looks and when. */
export async function hasWatermark(ctx: Context): Promise<boolean> {
  const [row] = await ctx.query<{ on: boolean | null }>(
    sql`select (settings ->> 'watermark')::boolean as "on" from tenant where id = ${ctx.tenant.id}`,
  );
  return row?.on ?? false;
}

/** A picture made smaller, as WebP, the right way up and without what the camera wrote into it; with the company's watermark when large. */
export async function previewOf(ctx: Context, file: StoredFile, size: PreviewSize): Promise<Buffer> {
  if (!isPicture(file.type) || file.size > LARGEST_FILE) throw previewErrors.NO_PREVIEW();
  const key = `${ctx.tenant.id} ${file.id}`;
  if (size === 'thumb') {
    const known = made.get(key);
    if (known) return known;
  }
  const mark = size === 'large' && (await hasWatermark(ctx)) ? watermarkText(ctx) : undefined;
  const picture = await inTurn(async () => shrink(await ctx.app.files.local(ctx.tenant.id, file.id), previewSizes[size], mark));
  if (size === 'thumb') made.set(key, picture, picture.length);
  return picture;
}

async function shrink(path: string, edge: number, mark: string | undefined): Promise<Buffer> {
  try {
    const small: Sharp = sharp(path, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .timeout({ seconds: SECONDS })
      .autoOrient()
      .resize(edge, edge, { fit: 'inside', withoutEnlargement: true });
    if (!mark) return await small.webp({ quality: 80 }).toBuffer();
    const { data, info } = await small.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return await sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
      .composite([await stamp(mark, info)])
      .webp({ quality: 80 })
      .toBuffer();
  } catch (cause) {
    throw previewErrors.NO_PREVIEW({ cause });
  }
}

/** Who looks, and when. */
export function watermarkText(ctx: Context): string {
  const at = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: ctx.tenant.timeZone }).format(
    ctx.clock.now(),
  );
  return `${ctx.user.name} ${at}`;
}

const escapeMarkup = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const font = fileURLToPath(import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'));

/** The text aslant, to be laid over the whole picture again and again; cut when the picture is smaller. */
async function stamp(text: string, picture: { readonly width: number; readonly height: number }): Promise<OverlayOptions> {
  const written = await sharp({
    text: {
      text: `<span foreground="#808080" alpha="40%">${escapeMarkup(text)}</span>`,
      font: 'Noto Sans SC 12',
      fontfile: font,
      rgba: true,
      dpi: 144,
    },
  })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = ({ info }: { info: OutputInfo }) => ({ raw: { width: info.width, height: info.height, channels: info.channels } });
  const turned = await sharp(written.data, raw(written))
    .rotate(-25, { background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .extend({ top: 30, bottom: 30, left: 30, right: 30, background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const cut = await sharp(turned.data, raw(turned))
    .resize(Math.min(turned.info.width, picture.width), Math.min(turned.info.height, picture.height), { fit: 'cover' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { input: cut.data, ...raw(cut), tile: true };
}
