import { dayIn } from '@huanke/platform/kernel';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import type { CalendarItem } from './contract.ts';
import { isClosed, statusOf, timingOf } from './event.ts';
import { occurrencesIn } from './expand.ts';
import { type EventRow, eventRows, mostRows } from './rows.ts';

/** Past its day, or its end, and neither done nor cancelled. */
function isOverdue(ctx: Context, row: EventRow, end: string | null): boolean {
  if (isClosed(statusOf(row))) return false;
  if (row.dueOn) return row.dueOn < dayIn(ctx.tenant.timeZone, ctx.clock.now());
  return row.type === 'task' && end !== null && new Date(end) < ctx.clock.now();
}

function itemOf(ctx: Context, row: EventRow, time: { start: string | null; end: string | null; occurrence: string | null }): CalendarItem {
  return {
    id: row.id,
    version: row.version,
    ...time,
    series: row.recurrence ? row.id : row.series,
    subject: row.subject ?? '',
    type: row.type,
    status: statusOf(row),
    overdue: isOverdue(ctx, row, time.end),
    allDay: row.allDay === true,
    timeZone: row.timeZone ?? ctx.tenant.timeZone,
    dueOn: row.dueOn,
    place: row.place,
    owner: row.owner === null ? null : { id: row.owner, title: row.ownerName ?? '' },
    attendees: row.attendees,
    editable: row.editable,
  };
}

/** A row without what the caller may not read. */
export function asShown(activity: ObjectMeta, row: EventRow): EventRow {
  const shown = (name: string) => activity.fields.get(name) !== undefined && !activity.fields.get(name)?.masked;
  const hidden = (['subject', 'content', 'place', 'startAt', 'endAt', 'dueOn', 'recurrence'] as const).filter((name) => !shown(name));
  return { ...row, ...Object.fromEntries(hidden.map((name) => [name, null])), ...(shown('attendees') ? {} : { attendees: [] }) };
}

/** What some people have on their calendars from one moment to another, as far as the caller sees it; series are expanded. */
export async function calendarOf(
  ctx: Context,
  activity: ObjectMeta,
  { from, until, people }: { readonly from: Date; readonly until: Date; readonly people: readonly string[] },
): Promise<{ items: CalendarItem[]; truncated: boolean }> {
  const rows = (await eventRows(ctx, activity, { from, until, people, due: true, access: 'read' })).map((row) => asShown(activity, row));
  const items = rows.flatMap((row): CalendarItem[] => {
    const timing = timingOf(row, ctx.tenant);
    if (!timing) return row.dueOn ? [itemOf(ctx, row, { start: null, end: null, occurrence: null })] : [];
    return occurrencesIn(timing, from, until).map(({ start, end }) =>
      itemOf(ctx, row, {
        start: start.toISOString(),
        end: timing.endAt === null ? null : end.toISOString(),
        occurrence: timing.recurrence === null ? null : start.toISOString(),
      }),
    );
  });
  const order = (item: CalendarItem) => item.start ?? item.dueOn ?? '';
  return {
    items: items.sort((a, b) => order(a).localeCompare(order(b)) || a.id.localeCompare(b.id)).slice(0, mostRows),
    truncated: rows.length > mostRows || items.length > mostRows,
  };
}
