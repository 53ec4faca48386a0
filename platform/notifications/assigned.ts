import { createHash } from 'node:crypto';
import { isId } from '../kernel/index.ts';
import { defineSubscriber, type EventRecord } from '../module/index.ts';
import { type Notice, notify } from './notify.ts';

// From this many at once on, one notice for all.
export const MANY = 4;

/** A stable id of something told once: the first 16 bytes of a hash, in the form of a UUID. */
export function noticeId(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Who was given a record by whom; nobody is told of what they did themselves. */
function newOwner(event: EventRecord): string | undefined {
  if (!Array.isArray(event.changes)) return undefined;
  const change = event.changes.find((one: { field?: unknown }) => one?.field === 'owner') as { new?: unknown } | undefined;
  return isId(change?.new) && change.new !== event.by ? change.new : undefined;
}

/** The notices of a batch of events: single ones, one for many at once, and one a day for imports by the same person. */
export function assignmentNotices(events: readonly EventRecord[]): Notice[] {
  const given = events.flatMap((event) => {
    const user = newOwner(event);
    // what the system itself brings in (demo data, synchronisation) is nobody's news; what a rule gives out is
    const silent = event.channel === 'sync' || (event.by === null && event.channel !== 'automation');
    return user && !silent ? [{ user, event }] : [];
  });
  const groups = Map.groupBy(given, ({ user, event }) => [user, event.by, event.object, event.channel === 'import'].join());
  return [...groups.values()].flatMap((group): Notice[] => {
    const first = group[0];
    if (!first) return [];
    const { user, event } = first;
    const common = { user, object: event.object };
    if (event.channel === 'import') {
      return [
        {
          ...common,
          kind: 'recordsImported',
          data: { by: event.by },
          id: noticeId('import', user, event.by ?? '', event.object, event.at.slice(0, 10)),
        },
      ];
    }
    if (group.length >= MANY) return [{ ...common, kind: 'recordsAssigned', data: { by: event.by, count: group.length }, id: event.id }];
    return group.map((one) => ({
      ...common,
      kind: 'recordAssigned',
      record: one.event.record,
      data: { by: one.event.by },
      id: one.event.id,
    }));
  });
}

/** Tells people of records that were handed to them. */
export const assignedSubscriber = defineSubscriber({
  name: 'notifications.assigned',
  events: ['*.created', '*.updated'],
  automation: 'other',
  async run(ctx, events) {
    await notify(ctx, assignmentNotices(events));
  },
});
