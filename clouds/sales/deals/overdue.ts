import { sql } from '@huanke/platform/database';
import { dayIn } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { type Notice, notify } from '@huanke/platform/notifications';
import { stagesFor } from './stages.ts';

const fromHour = 9;
/** More than so many deals of one person are told in one sentence. */
const mostSingle = 3;

interface Row {
  readonly user: string;
  readonly record: string;
  readonly id: string;
  readonly day_id: string;
  readonly closeOn: string;
}

const hourIn = (zone: string, at: Date): number =>
  Number(new Intl.DateTimeFormat('en', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(at));

/** Tells owners of open deals whose expected day is over, once a day until they set another; answers how many were told anew. */
export async function nagOverdue(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  if (hourIn(ctx.tenant.timeZone, now) < fromHour) return 0;
  const today = dayIn(ctx.tenant.timeZone, now);
  const stages = stagesFor(ctx, null)
    .all.filter(({ category }) => category === 'open')
    .map(({ key }) => key);
  const rows = await ctx.query<Row>(sql`
    select o.owner as "user", o.id as record, o.close_on::text as "closeOn", md5('overdue' || o.id::text || o.owner::text || ${today})::uuid as id,
      md5('overdue' || o.owner::text || ${today})::uuid as day_id
    from opportunity o join app_user u on u.tenant_id = o.tenant_id and u.id = o.owner and u.deleted_at is null and u.active
    where o.tenant_id = ${ctx.tenant.id} and o.deleted_at is null and o.close_on < ${today}::date and o.stage = any(${stages}::text[])
    order by o.owner, o.close_on, o.id`);
  const notices = [...Map.groupBy(rows, ({ user }) => user).values()].flatMap((mine): Notice[] => {
    const [first] = mine;
    if (first && mine.length > mostSingle)
      return [{ user: first.user, kind: 'dealsOverdue', object: 'opportunity', id: first.day_id, data: { count: mine.length } }];
    return mine.map(({ user, record, id, closeOn }) => ({
      user,
      record,
      id,
      object: 'opportunity',
      kind: 'dealOverdue',
      data: { day: closeOn },
    }));
  });
  return notify(ctx, notices);
}
