import { isId } from '../kernel/index.ts';
import { type Context, defineSubscriber, type EventRecord } from '../module/index.ts';
import { isTracked } from '../records/save/index.ts';
import { MANY, noticeId } from './assigned.ts';
import { followByItself, followersAt, followersOf } from './follow.ts';
import { type Notice, notify } from './notify.ts';
import { onlyVisible } from './sight.ts';

interface Change {
  readonly field: string;
  readonly new: unknown;
}

const changesOf = (event: EventRecord): Change[] => (Array.isArray(event.changes) ? (event.changes as Change[]) : []);
const isUpdate = (event: EventRecord) => event.event === `${event.object}.updated`;
// what comes in by thousands is nobody's news
const isSilent = (event: EventRecord) => event.channel === 'import' || event.channel === 'sync';

/** What a change is told as: the stage it came to, or the names of the tracked fields. */
function noticeOf(ctx: Context, event: EventRecord): Pick<Notice, 'kind' | 'data'> | undefined {
  const meta = ctx.meta.object(event.object);
  if (!meta) return undefined;
  const fields = changesOf(event).flatMap(({ field: name, new: value }) => {
    const field = meta.fields.get(name);
    return field && isTracked(field) && !field.rollup ? [{ field, value }] : [];
  });
  const stage = fields.find(({ field }) => field.type === 'stage');
  if (stage) return { kind: 'stageMoved', data: { by: event.by, field: stage.field.name, option: String(stage.value ?? '') } };
  if (fields.length === 0) return undefined;
  return { kind: 'recordChanged', data: { by: event.by, fields: fields.map(({ field }) => field.name).join(',') } };
}

/** Many changes of one person at once are told as one. */
function gather(notices: readonly Notice[]): Notice[] {
  const groups = Map.groupBy(notices, (notice) => [notice.user, notice.data?.['by'], notice.object].join());
  return [...groups.values()].flatMap((group): Notice[] => {
    const [first] = group;
    const records = new Set(group.map((notice) => notice.record));
    if (!first || records.size < MANY) return group;
    const { user, object = '', id = '' } = first;
    return [{ user, object, kind: 'recordsChanged', data: { by: first.data?.['by'] ?? null, count: records.size }, id }];
  });
}

/** A reader is told of fields their metadata knows, and of nothing when none is left. */
function trimFields(reader: Context, notice: Notice): Notice | undefined {
  const meta = reader.meta.object(notice.object ?? '');
  const readable = (name: string) => meta?.fields.has(name) === true;
  const stage = meta?.fields.get(String(notice.data?.['field']));
  if (notice.kind === 'stageMoved') return stage && !stage.masked ? notice : undefined;
  const fields = String(notice.data?.['fields']).split(',').filter(readable);
  return fields.length === 0 ? undefined : { ...notice, data: { ...notice.data, fields: fields.join(',') } };
}

/** Tells those who follow records of their changes, except who made them. */
export async function tellFollowers(ctx: Context, events: readonly EventRecord[]): Promise<void> {
  const told = events.flatMap((event) => {
    const what = isUpdate(event) && !isSilent(event) ? noticeOf(ctx, event) : undefined;
    return what ? [{ event, what }] : [];
  });
  const followers = await followersOf(
    ctx,
    told.map(({ event }) => event.record),
  );
  const notices = told.flatMap(({ event, what }) =>
    followersAt(followers, event)
      .filter((user) => user !== event.by)
      .map((user) => ({ ...what, user, object: event.object, record: event.record, id: noticeId('follow', user, event.id) })),
  );
  await notify(ctx, gather(await onlyVisible(ctx, notices, trimFields)));
}

/** New owners come to follow what they own, when they have chosen so. */
async function followOwned(ctx: Context, events: readonly EventRecord[]): Promise<void> {
  const pairs = events.flatMap((event) => {
    const owner = changesOf(event).find((change) => change.field === 'owner')?.new;
    return isId(owner) && !isSilent(event) ? [{ user: owner, object: event.object, record: event.record }] : [];
  });
  await followByItself(ctx, 'owner', pairs);
}

export const followedSubscriber = defineSubscriber({
  name: 'notifications.followed',
  events: ['*.created', '*.updated'],
  automation: 'other',
  async run(ctx, events) {
    await tellFollowers(ctx, events);
    await followOwned(ctx, events);
  },
});
