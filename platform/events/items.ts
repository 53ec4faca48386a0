import { shownDetails } from '../access/index.ts';
import type { Context, EventRecord } from '../module/index.ts';
import { loadTitles } from '../records/query/index.ts';
import { hiddenText, isSealed } from '../storage/vault.ts';
import { createSight } from './visible.ts';

/** An event as others are told of it: contract.md section 5. */
export interface EventItem {
  readonly id: string;
  readonly at: string;
  readonly event: string;
  readonly object: string;
  readonly record: string;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly channel: string;
  readonly changes: unknown;
}

/** Encrypted texts leave the house as nothing more than that there is one. */
function withoutSecrets(value: unknown): unknown {
  if (isSealed(value)) return hiddenText;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutSecrets(part)]));
}

/** Those of the events that the caller may see, in the same order. What belongs to no object of records is for who may see everything. */
export async function visibleEvents<E extends EventRecord>(ctx: Context, events: readonly E[]): Promise<E[]> {
  const seen = new Set((await createSight(events).of(ctx)).map(({ id }) => id));
  const all = ctx.access.can('*');
  return events.filter((event) => seen.has(event.id) || (all && !ctx.meta.object(event.object)));
}

/** Events as items, with what the caller may not read taken out. */
export async function eventItems(ctx: Context, events: readonly EventRecord[]): Promise<EventItem[]> {
  const people = await loadTitles(
    ctx,
    events.flatMap(({ by }) => (by ? [{ object: 'user', id: by }] : [])),
  );
  return events.map(({ id, at, event, object, record, by, channel, changes }) => ({
    id,
    at,
    event,
    object,
    record,
    by: by ? { id: by, title: people.get(by) ?? '' } : null,
    channel,
    changes: withoutSecrets(shownDetails(ctx, object, changes)),
  }));
}
