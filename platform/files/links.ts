import { timingSafeEqual } from 'node:crypto';
import { errors, isId } from '../kernel/index.ts';
import type { Application, Context } from '../module/index.ts';
import { readableFile, type StoredFile } from './files.ts';

export type LinkUse = 'preview' | 'download';

const MINUTES = 5;

export interface FileLink {
  readonly url: string;
  readonly expiresAt: string;
}

const sign = async (ctx: Context, text: string) => (await ctx.app.vault.sealer(ctx.tenant.id)).hash('file', 'link', text);

/** An address for one file that works for some minutes without a session, and only as long as the person may read the file. */
export async function linkTo(ctx: Context, id: string, use: LinkUse): Promise<FileLink> {
  const file = await readableFile(ctx, id);
  const expires = ctx.clock.now().getTime() + MINUTES * 60_000;
  const text = `${ctx.tenant.id}.${file.id}.${use}.${ctx.user.id}.${expires.toString(36)}`;
  return { url: `/api/v1/file-links/${text}.${await sign(ctx, text)}`, expiresAt: new Date(expires).toISOString() };
}

export interface Linked {
  readonly ctx: Context;
  readonly file: StoredFile;
  readonly use: LinkUse;
}

/** The file behind an address; NOT_FOUND for one that is not ours, has run out, or whose person may not read the file any more. */
export async function openLink(app: Application, token: string): Promise<Linked> {
  const parts = token.split('.');
  const [tenant = '', id = '', use = '', user = '', expires = '', given = ''] = parts;
  if (parts.length !== 6 || !/^[1-9]\d{0,8}$/.test(tenant) || !isId(id) || !isId(user) || (use !== 'preview' && use !== 'download'))
    throw errors.NOT_FOUND();
  const system = await app.contextFor({ tenant: Number(tenant) });
  const mine = Buffer.from(await sign(system, parts.slice(0, 5).join('.')));
  const theirs = Buffer.from(given);
  if (mine.length !== theirs.length || !timingSafeEqual(mine, theirs)) throw errors.NOT_FOUND();
  if (Number.parseInt(expires, 36) < app.clock.now().getTime()) throw errors.NOT_FOUND();
  const member = await app.identity.member(system.tenant, user);
  if (!member?.person.active) throw errors.NOT_FOUND();
  const ctx = await app.contextFor({ tenant: system.tenant.id, user });
  return { ctx, file: await readableFile(ctx, id), use };
}
