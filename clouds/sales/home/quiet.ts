import { followUpAt, tookPlace } from '@huanke/base/follow-up';
import { workingCalendar } from '@huanke/platform/calendar';
import { sql } from '@huanke/platform/database';
import { addDays, dayStartIn } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { spokenBy } from '../deals/spoken.ts';

/** People with open deals who have neither written down a follow-up nor written to or spoken with anybody for so many working days. */
export interface Quiet {
  readonly workdays: number;
  readonly since: string;
  readonly count: number;
  readonly people: readonly {
    readonly id: string;
    readonly title: string;
    /** Open deals of theirs the caller sees. */
    readonly deals: number;
    /** The last follow-up the caller sees; null: none so far. */
    readonly lastAt: string | null;
  }[];
}

const workdays = 3;
const mostPeople = 8;
const farthest = 60;

/** The first day of the last working days before today; a company that never works looks back two months. */
async function sinceDay(ctx: Context, today: string): Promise<string> {
  const calendar = await workingCalendar(ctx);
  let day = today;
  for (let left = workdays, walked = 0; left > 0 && walked < farthest; walked += 1) {
    day = addDays(day, -1);
    if (calendar.isWorkday(day)) left -= 1;
  }
  return day;
}

/** Whose people these are: the caller sees deals of theirs by their own standing, shares of single records aside. `held`: open deals by owner. */
export async function quietPeople(ctx: Context, today: string, held: ReadonlyMap<string, number>): Promise<Quiet> {
  const since = await sinceDay(ctx, today);
  const activity = ctx.meta.object('activity');
  if (!activity || !ctx.access.can('activity.read')) return { workdays, since, count: 0, people: [] };
  const now = ctx.clock.now();
  const from = dayStartIn(ctx.tenant.timeZone, since);
  const scope = ctx.access.scope(activity, 'read');
  const people = scope.kind === 'owners' ? sql`and u.id = any(${scope.owners}::uuid[])` : scope.kind === 'none' ? sql`and false` : sql``;
  const theirs = sql`a.tenant_id = u.tenant_id and a.owner = u.id and a.deleted_at is null and ${tookPlace('a')} and ${followUpAt('a')} <= ${now}`;
  const rows = await ctx.query<{ id: string; title: string; deals: number; last: Date | null; all: number }>(sql`
    with held as (select * from unnest(${[...held.keys()]}::uuid[], ${[...held.values()]}::int[]) as h (owner, deals))
    select q.*, greatest(
      (select max(${followUpAt('a')}) from activity a join app_user u on u.tenant_id = ${ctx.tenant.id} and u.id = q.id where ${theirs}),
      (select max(x.at) from (${spokenBy(ctx, sql`q.id`)}) x)) as last
    from (
      select u.id, u.name as title, h.deals, count(*) over ()::int as "all"
      from held h join app_user u on u.tenant_id = ${ctx.tenant.id} and u.id = h.owner and u.deleted_at is null and u.active ${people}
      where u.id <> ${ctx.user.id}::uuid
        and not exists (select from activity a where ${theirs} and ${followUpAt('a')} >= ${from})
        and not exists (select from (${spokenBy(ctx, sql`u.id`)}) x where x.at >= ${from})
      order by h.deals desc, u.name collate "zh-x-icu", u.id limit ${mostPeople}) q
    order by q.deals desc, q.title collate "zh-x-icu", q.id`);
  return {
    workdays,
    since,
    count: rows[0]?.all ?? 0,
    people: rows.map(({ id, title, deals, last }) => ({ id, title, deals, lastAt: last === null ? null : new Date(last).toISOString() })),
  };
}
