import type { Context, ObjectMeta, Values } from '@huanke/platform/module';
import { statusOf, timingOf } from './event.ts';
import { type Occurrence, occurrencesIn } from './expand.ts';
import { type EventRow, eventRows } from './rows.ts';

const DAY = 86_400_000;
/** A series is compared for so long from its beginning on, and so many clashes are told. */
const comparedDays = 90;
const mostTold = 20;

/** Somebody is expected in two places at once. */
export interface Conflict {
  readonly user: string;
  /** Of the other event; null where the caller may not see it: then only that the person is busy. */
  readonly id: string | null;
  readonly start: string;
  readonly end: string;
}

const overlap = (a: Occurrence, b: Occurrence) => a.start < b.end && b.start < a.end;

/** Colleagues who are to take part: the owner and those attending. */
export function peopleOf(values: Values): string[] {
  const attendees = (values.attendees ?? []) as readonly { readonly object: string; readonly id: string }[];
  const users = attendees.filter(({ object }) => object === 'user').map(({ id }) => id);
  return [...new Set([...(typeof values.owner === 'string' ? [values.owner] : []), ...users])];
}

/**
 * With what else the people of an event have at the same time it clashes. Whole days, cancelled and finished things and those without an
 * end take nobody's time. A warning, never a reason to refuse.
 */
export async function conflictsOf(ctx: Context, activity: ObjectMeta, id: string, values: Values): Promise<Conflict[]> {
  const timing = timingOf(values, ctx.tenant);
  const status = statusOf(values);
  if (!timing?.endAt || timing.allDay || status === 'cancelled' || status === 'done') return [];
  const from = new Date(timing.startAt);
  const horizon = new Date(from.getTime() + comparedDays * DAY);
  const mine = occurrencesIn(timing, from, horizon);
  const last = mine.at(-1);
  const people = peopleOf(values);
  if (!last || people.length === 0) return [];
  const rows = await eventRows(ctx, activity, { from, until: last.end, people, due: false, access: 'all' });
  const others = rows.filter(
    (row) => row.id !== id && row.series !== id && !(values.series && (row.id === values.series || row.series === values.series)),
  );
  const found = others.flatMap((row) => clashes(ctx, row, { mine, people, until: last.end }));
  return found.sort((a, b) => a.start.localeCompare(b.start)).slice(0, mostTold);
}

function clashes(
  ctx: Context,
  row: EventRow,
  { mine, people, until }: { readonly mine: readonly Occurrence[]; readonly people: readonly string[]; readonly until: Date },
): Conflict[] {
  const timing = timingOf(row, ctx.tenant);
  const status = statusOf(row);
  const first = mine[0];
  if (!first || !timing?.endAt || timing.allDay || status === 'cancelled' || status === 'done') return [];
  const busy = occurrencesIn(timing, first.start, until).filter((theirs) => mine.some((own) => overlap(own, theirs)));
  const here = people.filter((user) => row.owner === user || row.attendees.includes(user));
  return busy.flatMap(({ start, end }) =>
    here.map((user) => ({
      user,
      id: row.visible ? row.id : null,
      start: start.toISOString(),
      end: end.toISOString(),
    })),
  );
}
