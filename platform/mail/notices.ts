import { sql } from '../database/sql.ts';
import { textOf } from '../kernel/index.ts';
import { type Context, defineJob } from '../module/index.ts';
import {
  contextOf,
  groupLabels,
  groupOf,
  headingOf,
  type NoticeGroup,
  type NoticeRow,
  type NotificationView,
  stillNews,
  viewsOf,
} from '../notifications/index.ts';
import { htmlText } from '../text/rich-text.ts';
import { failureText, isRefusedForGood, type Mail, openPost, type Post } from './post.ts';
import { noteFailure } from './server.ts';
import { unsubscribePath } from './unsubscribe.ts';
import { type Letter, type Point, writeHtml, writeText } from './write.ts';

const MOST_AT_ONCE = 500;
// A digest names so many; the rest is a number with a link.
const MOST_POINTS = 50;
const EXCERPT = 500;

interface Waiting extends NoticeRow {
  readonly bell: boolean;
  readonly email: string | null;
}

/**
 * Sends people what waits for them, one e-mail each. A mail is sent while the rows of its notices are held, and marked as sent in the same
 * transaction: two workers never send the same, and one that is killed in between sends it again (at least once, with the same Message-ID).
 */
export async function sendNotices(ctx: Context, signal: AbortSignal): Promise<void> {
  const people = await ctx.query<{ user: string }>(sql`
    select distinct user_id as "user" from notification
    where tenant_id = ${ctx.tenant.id} and mail = 'waiting' and mail_at <= ${ctx.clock.now()} limit ${MOST_AT_ONCE}`);
  if (people.length === 0) return;
  const post = await openPost(ctx).catch(async (error: unknown) => {
    await noteFailure(ctx, textOf(failureText(error), ctx.tenant.language));
    throw error;
  });
  if (!post) return;
  let failed: unknown;
  for (const { user } of people) {
    if (signal.aborted) break;
    await sendTo(ctx, post, user).catch(async (error: unknown) => {
      failed = error;
      await noteFailure(ctx, textOf(failureText(error), ctx.tenant.language));
    });
  }
  post.close();
  // those that were sent are marked: the next try is for the others only
  if (failed) throw failed;
}

async function sendTo(ctx: Context, post: Post, user: string): Promise<void> {
  await ctx.transaction(async (tx) => {
    const rows = await tx.query<Waiting>(sql`
      select n.id, n.kind, n.object, n.record_id, n.data, n.at, n.read_at, n.bell, u.email from notification n
      join app_user u on u.tenant_id = n.tenant_id and u.id = n.user_id
      where n.tenant_id = ${tx.tenant.id} and n.user_id = ${user} and n.mail = 'waiting' and n.mail_at <= ${tx.clock.now()}
      order by n.at desc, n.id desc for update of n skip locked`);
    const mark = (which: readonly NoticeRow[], as: 'sent' | 'dropped' | 'failed') =>
      tx.query(sql`
        update notification set mail = ${as} where tenant_id = ${tx.tenant.id} and user_id = ${user} and id = any(${which.map((row) => row.id)}::uuid[])`);
    const news = await stillNews(
      tx,
      user,
      rows.filter((row) => row.email !== null),
    );
    await mark(
      rows.filter((row) => !news.includes(row)),
      'dropped',
    );
    const mail = await mailOf(tx, post, user, news);
    if (!mail) return;
    try {
      await post.send(mail);
      await mark(news, 'sent');
    } catch (error) {
      if (!isRefusedForGood(error)) throw error;
      await mark(news, 'failed');
    }
  });
}

async function mailOf(ctx: Context, post: Post, user: string, rows: readonly Waiting[]): Promise<Mail | undefined> {
  const [first] = rows;
  const reader = await contextOf(ctx, user);
  if (!first?.email || !reader) return undefined;
  const views = await viewsOf(reader, rows.slice(0, MOST_POINTS));
  const quotes = await quotesOf(ctx, rows);
  const { site } = post.server;
  const points = views.map((view) => pointOf(view, site, quotes.get(String(view.data['comment'] ?? ''))));
  const groups = [...new Set(rows.map((row) => groupOf(row.kind)))];
  const [only] = groups.length === 1 ? groups : [];
  const unsubscribe = `${site}${await unsubscribePath(ctx, user, only ?? 'all')}`;
  const heading = headingOf(reader, views, rows.length);
  const more = rows.length - views.length;
  const letter: Letter = {
    language: reader.language,
    company: ctx.tenant.name,
    heading,
    points: more > 0 ? [...points, { text: reader.language === 'en' ? `and ${more} more` : `还有 ${more} 条`, href: site }] : points,
    foot: await footOf(reader, site, groups),
  };
  return {
    id: rows
      .map((row) => row.id)
      .sort()
      .join(),
    to: first.email,
    subject: heading,
    html: writeHtml(letter),
    text: writeText(letter),
    unsubscribe,
  };
}

function pointOf(view: NotificationView, site: string, quote: string | undefined): Point {
  const path = view.object && view.record ? `/o/${encodeURIComponent(view.object)}/${view.record.id}` : undefined;
  return { text: view.text, ...(path ? { href: `${site}${path}` } : {}), ...(quote ? { quote } : {}) };
}

/** The words of the comments that are told of, by one query; deleted ones say nothing. */
async function quotesOf(ctx: Context, rows: readonly NoticeRow[]): Promise<Map<string, string>> {
  const ids = rows.flatMap((row) => (typeof row.data['comment'] === 'string' ? [row.data['comment']] : []));
  if (ids.length === 0) return new Map();
  const found = await ctx.query<{ id: string; body: string }>(
    sql`select id, left(body, ${EXCERPT * 4}) as body from comment where tenant_id = ${ctx.tenant.id} and id = any(${ids}::uuid[]) and deleted_at is null`,
  );
  return new Map(found.map(({ id, body }) => [id, htmlText(body).slice(0, EXCERPT)]));
}

async function footOf(reader: Context, site: string, groups: readonly NoticeGroup[]): Promise<Letter['foot']> {
  const english = reader.language === 'en';
  const ends = await Promise.all(
    groups.map(async (group) => {
      const name = textOf(groupLabels[group], reader.language);
      return {
        text: english ? `Stop e-mails about “${name}”` : `不再接收“${name}”的邮件`,
        href: `${site}${await unsubscribePath(reader, reader.user.id, group)}`,
      };
    }),
  );
  return [...ends, { text: english ? 'All choices' : '通知设置', href: `${site}/settings/notifications` }];
}

/** Asked for by `notify` for the moment at which e-mails of a company fall due. */
export const sendNoticesJob = defineJob<{ tenant: number }>({
  name: 'mail.notices',
  async run({ contextFor, signal }, { tenant }) {
    await sendNotices(await contextFor({ tenant }), signal);
  },
});
