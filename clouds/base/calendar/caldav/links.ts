import { type Sql, sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';

/** Which event on a person's calendar server is which record, and what both held when they were last the same. */
export interface Link {
  readonly uid: string;
  readonly url: string;
  /** Null: nothing lies on the server. Empty: its ETag is not known. */
  readonly etag: string | null;
  /** The revision that was last seen or sent. */
  readonly sequence: number;
  /** Null: not taken in. */
  readonly record: string | null;
  /** Why it is not taken in or not kept up to date any more. */
  readonly problem: string | null;
  readonly title: string | null;
  readonly localMark: string;
  readonly outsideMark: string;
  /** What was last about to be sent: met outside, it is ours, whether or not the answer came. */
  readonly sentMark: string;
  /** Marks of the guests who were on both sides when these were last the same. */
  readonly guests: readonly string[];
}

/** Known to be a colleague's affair: nothing was ever the same on both sides for this person. */
export const isOnlyKnown = ({ etag, localMark, outsideMark, sentMark }: Link): boolean =>
  etag !== null && localMark === '' && outsideMark === '' && sentMark === '';

/** Makes a link one that is only known. */
export const onlyKnown = { localMark: '', outsideMark: '', sentMark: '' } as const;

const columns = sql`uid, url, etag, sequence, record_id as record, problem, title, local_mark as "localMark", outside_mark as "outsideMark", sent_mark as "sentMark", guests`;

const mine = (ctx: Context): Sql => sql`tenant_id = ${ctx.tenant.id} and user_id = ${ctx.user.id}::uuid`;

/** All links of the person. */
export const linksOf = (ctx: Context): Promise<Link[]> => ctx.query<Link>(sql`select ${columns} from calendar_link where ${mine(ctx)}`);

export async function linkOf(ctx: Context, uid: string): Promise<Link | undefined> {
  const [link] = await ctx.query<Link>(sql`select ${columns} from calendar_link where ${mine(ctx)} and uid = ${uid} for update`);
  return link;
}

export async function linkAt(ctx: Context, url: string): Promise<Link | undefined> {
  const [link] = await ctx.query<Link>(sql`select ${columns} from calendar_link where ${mine(ctx)} and url = ${url} for update`);
  return link;
}

/** Takes a new event for this run alone: whoever comes second waits, and then finds it. False: there is a link. */
export async function claim(ctx: Context, { uid, url, sequence }: Pick<Link, 'uid' | 'url' | 'sequence'>): Promise<boolean> {
  const rows = await ctx.query(sql`
    insert into calendar_link (tenant_id, user_id, uid, url, etag, sequence, local_mark, outside_mark, sent_mark)
    values (${ctx.tenant.id}, ${ctx.user.id}::uuid, ${uid}, ${url}, null, ${sequence}, '', '', '') on conflict do nothing returning 1`);
  return rows.length > 0;
}

const columnOf = {
  url: 'url',
  etag: 'etag',
  sequence: 'sequence',
  record: 'record_id',
  problem: 'problem',
  title: 'title',
  localMark: 'local_mark',
  outsideMark: 'outside_mark',
  sentMark: 'sent_mark',
  guests: 'guests',
} as const;

/** Changes what is named. */
export async function setLink(ctx: Context, uid: string, change: Partial<Omit<Link, 'uid'>>): Promise<void> {
  const sets = (Object.keys(change) as (keyof typeof columnOf)[]).map((key) => sql`${sql.ref(columnOf[key])} = ${change[key] ?? null}`);
  await ctx.query(sql`update calendar_link set ${sql.join(sets)} where ${mine(ctx)} and uid = ${uid}`);
}

export const dropLink = (ctx: Context, uid: string) => ctx.query(sql`delete from calendar_link where ${mine(ctx)} and uid = ${uid}`);

/** Links whose record is not on the person's calendar any more: deleted, or somebody else's (`owner`; null when it is gone altogether). */
export const removedHere = (ctx: Context): Promise<(Link & { readonly owner: string | null })[]> =>
  ctx.query<Link & { readonly owner: string | null }>(sql`
    select ${columns}, (select t.owner from activity t where t.tenant_id = k.tenant_id and t.id = k.record_id) as owner
    from calendar_link k where ${mine(ctx)} and record_id is not null and (etag is null or concat(local_mark, outside_mark, sent_mark) <> '') and not exists (
      select from activity t where t.tenant_id = k.tenant_id and t.id = k.record_id and t.deleted_at is null and (t.owner = k.user_id or exists (
        select from record_link l where l.tenant_id = t.tenant_id and l.record_id = t.id and l.object = 'activity' and l.field = 'attendees'
          and l.target_id = k.user_id)))`);

/** Another calendar, or the same one connected again: what both sides hold has to be found out anew. */
export const forgetPlaces = (ctx: Context) =>
  ctx.query(sql`update calendar_link set url = '', etag = null, local_mark = '', outside_mark = '', sent_mark = '' where ${mine(ctx)}`);
