import { type Sql, sql } from '../database/sql.ts';
import { enqueue } from '../jobs/index.ts';
import { errors, isId, newId, textOf } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { loadTitles } from '../records/query/index.ts';
import { bellOnly, choicesOf } from './choices.ts';
import { groupOf, kindsOf, type NoticeGroup, noticeGroups, notificationText } from './kinds.ts';
import { mailTime } from './mail-time.ts';

/** Something one person is to be told. */
export interface Notice {
  readonly user: string;
  /** A key of notificationKinds. */
  readonly kind: string;
  readonly object?: string;
  readonly record?: string;
  /** Fills the places of the kind's text; `by` may be the id of a user. */
  readonly data?: Readonly<Record<string, string | number | null>>;
  /** The same id tells the same thing once, however often it is tried. */
  readonly id?: string;
}

export interface NotificationView {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly at: string;
  readonly read: boolean;
  readonly object: string | null;
  readonly record: { readonly id: string; readonly title: string } | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Leaves notices for people, in the transaction under way, as each wants to be told; answers how many were told anew. Nobody is told of what
 * was brought in with the wish that nobody be (`Context.automation`).
 */
export async function notify(ctx: Context, notices: readonly Notice[]): Promise<number> {
  if (notices.length === 0 || ctx.automation !== 'all') return 0;
  return ctx.transaction(async (tx) => {
    const chosen = await waysOf(tx, notices);
    if (chosen.length === 0) return 0;
    const now = tx.clock.now();
    const list = <T>(of: (one: (typeof chosen)[number]) => T) => chosen.map(of);
    // what is not for the bell never counts as unread
    const rows = await tx.query<{ user_id: string; mail_at: string | null; push_at: string | null; app_at: string | null }>(sql`
      insert into notification (tenant_id, user_id, id, kind, object, record_id, data, at, bell, read_at, mail, mail_at, push, push_at, app, app_at)
      select ${tx.tenant.id}, n.user_id, n.id, n.kind, n.object, n.record_id, n.data, ${now}, n.bell, case when n.bell then null else ${now}::timestamptz end,
        case when n.mail_at is null then null else 'waiting' end, n.mail_at, case when n.push_at is null then null else 'waiting' end, n.push_at,
        case when n.app_at is null then null else 'waiting' end, n.app_at
      from unnest(${list(({ notice }) => notice.user)}::uuid[], ${list(({ notice }) => notice.id ?? newId())}::uuid[], ${list(({ notice }) => notice.kind)}::text[],
        ${list(({ notice }) => notice.object ?? null)}::text[], ${list(({ notice }) => notice.record ?? null)}::uuid[],
        ${list(({ notice }) => JSON.stringify(notice.data ?? {}))}::jsonb[], ${list(({ bell }) => bell)}::boolean[], ${list(({ mailAt }) => mailAt)}::timestamptz[],
        ${list(({ pushAt }) => pushAt)}::timestamptz[], ${list(({ appAt }) => appAt)}::timestamptz[])
        as n (user_id, id, kind, object, record_id, data, bell, mail_at, push_at, app_at)
      on conflict do nothing returning user_id, mail_at, push_at, app_at`);
    tellUnread(tx, [...new Set(rows.map((row) => row.user_id))]);
    for (const [job, column] of [
      ['mail.notices', 'mail_at'],
      ['push.notices', 'push_at'],
      ['app.notices', 'app_at'],
    ] as const)
      await planSending(
        tx,
        job,
        rows.flatMap((row) => row[column] ?? []),
      );
    return rows.length;
  });
}

/** By which ways each notice goes; those that nobody wants are left out. */
async function waysOf(tx: Context, notices: readonly Notice[]) {
  const choices = await choicesOf(tx, [...new Set(notices.map((notice) => notice.user))]);
  return notices.flatMap((notice) => {
    const person = choices.get(notice.user);
    const ways = person?.choice.ways[groupOf(notice.kind)] ?? bellOnly;
    const at = person && mailTime(tx.clock.now(), person.choice, tx.tenant.timeZone);
    const mailAt = person?.mailable && ways.mail ? at : null;
    const pushAt = person?.pushable && ways.push ? at : null;
    const appAt = person?.appable && ways.app ? at : null;
    return ways.bell || mailAt || pushAt || appAt ? [{ notice, bell: ways.bell, mailAt, pushAt, appAt }] : [];
  });
}

const MINUTE = 60_000;

/** Work for the moments at which what leaves the house falls due: one job a minute and way for all that does. */
export async function planSending(
  tx: Context,
  job: 'mail.notices' | 'push.notices' | 'app.notices',
  moments: readonly string[],
): Promise<void> {
  const minutes = new Set(moments.map((at) => Math.ceil(Date.parse(at) / MINUTE)));
  for (const minute of minutes) {
    await enqueue(tx, job, { tenant: tx.tenant.id }, { key: `${job}.${tx.tenant.id}.${minute}`, runAt: new Date(minute * MINUTE) });
  }
}

/** After the commit, the count of unread notices to the browsers of these people. */
export function tellUnread(tx: Context, users: readonly string[]): void {
  if (users.length === 0) return;
  tx.afterCommit(() => {
    const { app, tenant } = tx;
    app.database
      .read(tenant.id, (connection) =>
        connection.query<{ user_id: string; unread: number }>(sql`
          select u.user_id, count(n.id)::int as unread from unnest(${users}::uuid[]) u (user_id)
          left join notification n on n.tenant_id = ${tenant.id} and n.user_id = u.user_id and n.read_at is null group by u.user_id`),
      )
      .then(
        (rows) => {
          for (const { user_id: user, unread } of rows) app.signal.push(tenant.id, user, { event: 'notification', unread });
        },
        (error: unknown) => app.log.warn({ error }, 'unread notices not told'),
      );
  });
}

/** A notice as it lies in its table. */
export interface NoticeRow {
  readonly id: string;
  readonly kind: string;
  readonly object: string | null;
  readonly record_id: string | null;
  readonly data: Readonly<Record<string, string | number | null>>;
  readonly at: string;
  readonly read_at: string | null;
}

/** The caller's notices, newest first. */
export async function listNotifications(
  ctx: Context,
  { cursor, limit = 20, groups, unread }: { cursor?: string; limit?: number; groups?: readonly NoticeGroup[]; unread?: boolean } = {},
): Promise<{ items: NotificationView[]; nextCursor: string | null; unread: number }> {
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const mine = sql`n.tenant_id = ${ctx.tenant.id} and n.user_id = ${ctx.user.id} and n.bell`;
  const wanted = sql`${ofGroups(groups)} ${unread ? sql`and n.read_at is null` : sql``}`;
  const rows = await ctx.query<NoticeRow & { key: string }>(sql`
    select n.id, n.kind, n.object, n.record_id, n.data, n.at, n.at::text as key, n.read_at from notification n
    where ${mine} ${wanted} ${before ? sql`and (n.at, n.id) < (${before.key}::timestamptz, ${before.id}::uuid)` : sql``}
    order by n.at desc, n.id desc limit ${limit + 1}`);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: await viewsOf(ctx, shown), nextCursor: last ? writeCursor(last) : null, unread: await unreadCount(ctx) };
}

/** Kinds of the groups; the group of others is what belongs to none of the rest. */
function ofGroups(groups: readonly NoticeGroup[] | undefined): Sql {
  if (!groups) return sql``;
  const named = sql`n.kind = any(${groups.flatMap(kindsOf)}::text[])`;
  if (!groups.includes('other')) return sql`and ${named}`;
  const sorted = noticeGroups.flatMap(kindsOf).filter((kind) => groupOf(kind) !== 'other');
  return sql`and (${named} or n.kind <> all(${sorted}::text[]))`;
}

/** Notices in the words of the reader. */
export async function viewsOf(ctx: Context, rows: readonly NoticeRow[]): Promise<NotificationView[]> {
  const titles = await loadTitles(
    ctx,
    rows.flatMap((row) => [
      ...(row.object && row.record_id ? [{ object: row.object, id: row.record_id }] : []),
      ...(isId(row.data['by']) ? [{ object: 'user', id: row.data['by'] }] : []),
    ]),
  );
  return rows.map((row) => {
    const meta = row.object ? ctx.meta.object(row.object) : undefined;
    const title = row.record_id ? (titles.get(row.record_id) ?? '') : '';
    const by = isId(row.data['by']) ? titles.get(row.data['by']) : undefined;
    const values: Record<string, string | number> = {
      ...Object.fromEntries(Object.entries(row.data).map(([key, value]) => [key, value ?? ''])),
      title,
      by: by ?? (ctx.language === 'en' ? 'The system' : '系统'),
      object: meta ? textOf(meta.label, ctx.language) : '',
      ...(meta ? fieldWords(ctx, meta, row.data) : {}),
    };
    return {
      id: row.id,
      kind: row.kind,
      text: textOf(notificationText(row.kind, values), ctx.language),
      at: row.at,
      read: row.read_at !== null,
      object: row.object,
      record: row.record_id ? { id: row.record_id, title } : null,
      data: row.data,
    };
  });
}

/** Names of fields and options that a notice keeps by key, in the reader's language. */
function fieldWords(ctx: Context, meta: ObjectMeta, data: NoticeRow['data']): Record<string, string> {
  const words: Record<string, string> = {};
  const nameOf = (key: unknown) => {
    const field = meta.fields.get(String(key));
    return field ? textOf(field.label, ctx.language) : String(key);
  };
  if (typeof data['fields'] === 'string')
    words['fields'] = data['fields']
      .split(',')
      .map(nameOf)
      .join(ctx.language === 'en' ? ', ' : '、');
  if (typeof data['field'] === 'string') {
    const option = meta.fields.get(data['field'])?.options?.find((one) => one.key === data['option']);
    words['field'] = nameOf(data['field']);
    words['option'] = option ? textOf(option.label, ctx.language) : String(data['option'] ?? '');
  }
  return words;
}

export async function unreadCount(ctx: Context): Promise<number> {
  const rows = await ctx.query<{ unread: number }>(
    sql`select count(*)::int as unread from notification where tenant_id = ${ctx.tenant.id} and user_id = ${ctx.user.id} and read_at is null`,
  );
  return rows[0]?.unread ?? 0;
}

/** Marks notices of the caller as read, or all of them; answers how many are left. */
export async function readNotifications(ctx: Context, which: { ids: readonly string[] } | 'all'): Promise<number> {
  const chosen = which === 'all' ? sql`` : sql`and id = any(${which.ids.filter(isId)}::uuid[])`;
  return ctx.transaction(async (tx) => {
    await tx.query(sql`
      update notification set read_at = ${tx.clock.now()}
      where tenant_id = ${tx.tenant.id} and user_id = ${tx.user.id} and read_at is null ${chosen}`);
    // other tabs and devices of the same person
    tellUnread(tx, [tx.user.id]);
    return unreadCount(tx);
  });
}

const writeCursor = ({ key, id }: { key: string; id: string }): string => Buffer.from(JSON.stringify([key, id])).toString('base64url');

function readCursor(cursor: string): { key: string; id: string } {
  try {
    const [key, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    const isMoment =
      typeof key === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(key) && !Number.isNaN(Date.parse(`${key}:00`));
    if (isMoment && isId(id)) return { key, id };
  } catch (cause) {
    throw errors.BAD_CURSOR({ cause });
  }
  throw errors.BAD_CURSOR();
}
