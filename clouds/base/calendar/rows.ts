import { type Sql, sql } from '@huanke/platform/database';
import { dayIn } from '@huanke/platform/kernel';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { accessPredicate } from '@huanke/platform/records';
import { longestDays } from './place.ts';

const DAY = 86_400_000;
/** More than this nobody sees on a calendar; the answer says that something is missing. */
export const mostRows = 3000;

export interface Window {
  readonly from: Date;
  readonly until: Date;
  /** Whose calendars: what they own and what they take part in. */
  readonly people: readonly string[];
  /** Also what is due on a day without having a time. */
  readonly due: boolean;
  /** `read`: only what the caller sees. `all`: everything, with `visible` saying what they see. */
  readonly access: 'read' | 'all';
}

/** An activity as calendars need it; instants as the API writes them. */
export interface EventRow {
  readonly id: string;
  readonly version: number;
  readonly subject: string | null;
  readonly type: string;
  readonly status: string | null;
  readonly done: boolean | null;
  readonly content: string | null;
  readonly place: string | null;
  readonly startAt: string | null;
  readonly endAt: string | null;
  readonly allDay: boolean | null;
  readonly timeZone: string | null;
  readonly recurrence: string | null;
  readonly rdates: string | null;
  readonly exdates: string | null;
  readonly series: string | null;
  readonly recurrenceId: string | null;
  readonly sequence: string | null;
  readonly dueOn: string | null;
  readonly updatedAt: string;
  readonly owner: string | null;
  readonly ownerName: string | null;
  readonly visible: boolean;
  readonly editable: boolean;
  /** Colleagues who take part. */
  readonly attendees: readonly string[];
}

/** Colleagues who take part in the activity `t`. */
const attending = (ctx: Context) => sql`
  select l.target_id from record_link l
  where l.tenant_id = ${ctx.tenant.id} and l.record_id = t.id and l.object = 'activity' and l.field = 'attendees' and l.target_object = 'user'`;

/** What of an activity's own time touches the window: single events by their start, series by their end (a start may have been added before their first), tasks by their day. */
function inTime(ctx: Context, { from, until, due }: Window): Sql {
  const earliest = new Date(from.getTime() - longestDays * DAY);
  const days = [from, new Date(until.getTime() - 1)].map((at) => dayIn(ctx.tenant.timeZone, at));
  return sql`(
    (t.series_end is null and t.start_at >= ${earliest} and t.start_at < ${until})
    or (t.series_end >= ${from} and (t.start_at < ${until} or t.rdates is not null))
    ${due ? sql`or (t.start_at is null and t.due_on between ${days[0]}::date and ${days[1]}::date)` : sql``})`;
}

function selected(ctx: Context, activity: ObjectMeta): Sql {
  return sql`
    select t.id, t.version, t.subject, t.type, t.status, t.done, t.content, t.place, t.start_at as "startAt", t.end_at as "endAt", t.all_day as "allDay",
      t.time_zone as "timeZone", t.recurrence, t.rdates, t.exdates, t.series, t.recurrence_id as "recurrenceId", t.sequence, t.due_on as "dueOn",
      t.updated_at as "updatedAt", t.owner, u.name as "ownerName", ${accessPredicate(ctx, activity, 't')} as visible,
      ${accessPredicate(ctx, activity, 't', 'edit')} as editable, array(${attending(ctx)}) as attendees
    from activity t left join app_user u on u.tenant_id = t.tenant_id and u.id = t.owner`;
}

/** These events and, of series among them, the occurrences that stand for themselves; what the caller sees of them. */
export function rowsOf(ctx: Context, activity: ObjectMeta, ids: readonly string[]): Promise<EventRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return ctx.query<EventRow>(sql`
    ${selected(ctx, activity)}
    where t.tenant_id = ${ctx.tenant.id} and t.deleted_at is null and (t.id = any(${ids}::uuid[]) or t.series = any(${ids}::uuid[]))
      and ${accessPredicate(ctx, activity, 't')}
    order by t.start_at, t.id`);
}

/** The activities of some people that may have an occurrence in a time, by one statement; series are not yet expanded. */
export function eventRows(ctx: Context, activity: ObjectMeta, window: Window): Promise<EventRow[]> {
  const sees = accessPredicate(ctx, activity, 't');
  return ctx.query<EventRow>(sql`
    ${selected(ctx, activity)}
    where t.tenant_id = ${ctx.tenant.id} and t.deleted_at is null and ${inTime(ctx, window)}
      and (t.owner = any(${window.people}::uuid[]) or t.id in (
        select l.record_id from record_link l where l.tenant_id = ${ctx.tenant.id} and l.target_id = any(${window.people}::uuid[])
          and l.object = 'activity' and l.field = 'attendees'))
      ${window.access === 'read' ? sql`and ${sees}` : sql``}
    order by coalesce(t.start_at, t.due_on::timestamp at time zone ${ctx.tenant.timeZone}), t.id limit ${mostRows + 1}`);
}
