import { timingSafeEqual } from 'node:crypto';
import { errors, isId } from '../kernel/index.ts';
import type { Application, Context } from '../module/index.ts';
import { contextOf, type NoticeGroup, noticeGroups, saveChoice } from '../notifications/index.ts';

/** `all` ends every e-mail: the way out of a mail that gathers several kinds. */
export type Ending = NoticeGroup | 'all';

const isEnding = (text: string): text is Ending => text === 'all' || (noticeGroups as readonly string[]).includes(text);

async function signature(ctx: Context, user: string, ending: Ending): Promise<string> {
  return (await ctx.app.vault.sealer(ctx.tenant.id)).hash('mail', 'unsubscribe', `${user} ${ending}`);
}

/** The path behind which one click ends e-mails of a kind, without signing in. It works for good: mails are kept for years. */
export async function unsubscribePath(ctx: Context, user: string, ending: Ending): Promise<string> {
  return `/api/v1/mail/unsubscribe/${ctx.tenant.id}.${user}.${ending}.${await signature(ctx, user, ending)}`;
}

export interface Unsubscription {
  readonly reader: Context;
  readonly ending: Ending;
}

/** Whom a link belongs to; NOT_FOUND for one that is not ours. */
export async function readUnsubscription(app: Application, token: string): Promise<Unsubscription> {
  const [tenant = '', user = '', ending = '', given = ''] = token.split('.');
  if (!/^[1-9]\d{0,8}$/.test(tenant) || !isId(user) || !isEnding(ending)) throw errors.NOT_FOUND();
  const ctx = await app.contextFor({ tenant: Number(tenant) });
  const [mine, theirs] = [Buffer.from(await signature(ctx, user, ending)), Buffer.from(given)];
  if (mine.length !== theirs.length || !timingSafeEqual(mine, theirs)) throw errors.NOT_FOUND();
  const reader = await contextOf(ctx, user);
  if (!reader) throw errors.NOT_FOUND();
  return { reader, ending };
}

/** No more e-mails of the kind; the bell stays as it was. */
export async function unsubscribe({ reader, ending }: Unsubscription): Promise<void> {
  const groups = ending === 'all' ? noticeGroups : [ending];
  const { choice } = await saveChoice(reader, 'me', {});
  await saveChoice(reader, 'me', {
    ways: Object.fromEntries(groups.map((group) => [group, { bell: choice.ways[group].bell, mail: false }])),
  });
}
