import { sql } from '../database/sql.ts';
import { type Context, defineSubscriber, type EventRecord } from '../module/index.ts';
import { mentionsIn } from '../text/rich-text.ts';
import { noticeId } from './assigned.ts';
import { followersAt, followersOf } from './follow.ts';
import { type Notice, notify } from './notify.ts';
import { onlyVisible } from './sight.ts';

interface CommentChanges {
  readonly comment: string;
  readonly parent: string | null;
  readonly mentions: readonly string[];
}

const changesOf = (event: EventRecord) => event.changes as CommentChanges;

/** Who wrote in each thread, by one query. */
async function writersOf(ctx: Context, threads: readonly string[]): Promise<Map<string, string[]>> {
  if (threads.length === 0) return new Map();
  const rows = await ctx.query<{ thread: string; writer: string }>(sql`
    select distinct coalesce(c.parent_id, c.id) as thread, c.created_by as writer from comment c
    where c.tenant_id = ${ctx.tenant.id} and (c.id = any(${threads}::uuid[]) or c.parent_id = any(${threads}::uuid[]))
      and c.created_by is not null and c.deleted_at is null`);
  const grouped = Map.groupBy(rows, (row) => row.thread);
  return new Map([...grouped].map(([thread, of]) => [thread, of.map((row) => row.writer)]));
}

/** Who hears of a comment: first who is spoken to, then who wrote in the thread, then who follows the record; each once, never the writer. */
export async function tellOfComments(ctx: Context, events: readonly EventRecord[]): Promise<void> {
  const isNew = (event: EventRecord) => event.event === `${event.object}.commented`;
  const writers = await writersOf(ctx, [...new Set(events.filter(isNew).flatMap((event) => changesOf(event).parent ?? []))]);
  const followers = await followersOf(
    ctx,
    events.filter(isNew).map((event) => event.record),
  );
  const notices = events.flatMap((event): Notice[] => {
    const { comment, parent, mentions } = changesOf(event);
    const kinds = new Map<string, string>();
    const add = (kind: string, people: readonly string[] = []) => {
      for (const user of people) if (user !== event.by && !kinds.has(user)) kinds.set(user, kind);
    };
    add('mentioned', mentions);
    if (isNew(event)) {
      add('replied', parent ? writers.get(parent) : []);
      add('commented', followersAt(followers, event));
    }
    return [...kinds].map(([user, kind]) => ({
      user,
      kind,
      object: event.object,
      record: event.record,
      data: { by: event.by, comment },
      id: noticeId('comment', user, comment, kind),
    }));
  });
  await notify(ctx, await onlyVisible(ctx, notices));
}

export const commentsSubscriber = defineSubscriber({
  name: 'notifications.comments',
  events: ['*.commented', '*.commentEdited'],
  run: tellOfComments,
});

interface Written {
  readonly event: EventRecord;
  readonly old: string;
  readonly text: string;
}

/** Long texts of records (notes of a call, remarks) that somebody wrote an @ into. */
function writtenIn(ctx: Context, event: EventRecord): Written[] {
  const meta = ctx.meta.object(event.object);
  if (!meta || !Array.isArray(event.changes) || event.channel === 'import' || event.channel === 'sync') return [];
  return (event.changes as { field: string; old: unknown; new: unknown }[]).flatMap((change) => {
    const type = meta.fields.get(change.field)?.type;
    if ((type !== 'longText' && type !== 'richText') || typeof change.new !== 'string' || !/@/.test(change.new)) return [];
    return [{ event, old: typeof change.old === 'string' ? change.old : '', text: change.new }];
  });
}

/** Names that stand behind an @ in a text, the longest that fits at each place. `namesIn('@张三丰 好', ['张三', '张三丰']) → ['张三丰']` */
export function namesIn(text: string, names: readonly string[]): string[] {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  const found = new Set<string>();
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const name = longestFirst.find((one) => text.startsWith(one, at + 1));
    if (name) found.add(name);
  }
  return [...found];
}

/** Tells people whose name was written behind an @ in a note, once per record and writer; everybody of the same name is meant. */
export async function tellOfNames(ctx: Context, events: readonly EventRecord[]): Promise<void> {
  const written = events.flatMap((event) => writtenIn(ctx, event));
  if (written.length === 0) return;
  const people = await ctx.query<{ id: string; name: string }>(sql`
    select u.id, u.name from app_user u where u.tenant_id = ${ctx.tenant.id} and u.active and u.deleted_at is null and u.name <> '' and exists (
      select from unnest(${written.map((one) => one.text)}::text[]) w (text) where position('@' || u.name in w.text) > 0)`);
  const names = people.map((person) => person.name);
  const notices = written.flatMap(({ event, old, text }): Notice[] => {
    const before = new Set(namesIn(old, names));
    const fresh = new Set(namesIn(text, names).filter((name) => !before.has(name)));
    const marked = new Set(mentionsIn(text).filter((id) => !mentionsIn(old).includes(id)));
    return people
      .filter((person) => (fresh.has(person.name) || marked.has(person.id)) && person.id !== event.by)
      .map((person) => ({
        user: person.id,
        kind: 'mentioned',
        object: event.object,
        record: event.record,
        data: { by: event.by },
        id: noticeId('mention', person.id, event.id),
      }));
  });
  await notify(ctx, await onlyVisible(ctx, notices));
}

export const namesSubscriber = defineSubscriber({
  name: 'notifications.names',
  events: ['*.created', '*.updated'],
  automation: 'other',
  run: tellOfNames,
});
