import { type Sql, sql } from '@huanke/platform/database';
import { dayIn } from '@huanke/platform/kernel';
import { type Context, metaOf } from '@huanke/platform/module';
import { accessPredicate, baseCondition } from '@huanke/platform/records';
import { aboutTable, lastLinked, touchingObjects } from '@huanke/platform/timeline';

/** What the activities of an account, its contacts and deals come to, of those the caller sees. */
export interface ActivityFacts {
  /** When somebody was last in touch, letters and calls included; notes and tasks are none. */
  readonly lastAt: Date | null;
  /** The next thing planned. */
  readonly next: { readonly id: string; readonly subject: string; readonly at: Date } | null;
  /** Open tasks due today or before, the oldest three. */
  readonly tasks: readonly { readonly id: string; readonly subject: string; readonly dueOn: string }[];
}

interface Row {
  readonly last: string | null;
  readonly next: { readonly id: string; readonly subject: string | null; readonly at: string } | null;
  readonly tasks: readonly { readonly id: string; readonly subject: string | null; readonly due: string }[] | null;
}

/**
 * In one statement over the links of the account and what belongs to it: it costs what the account has, whatever the company has beside it.
 */
export async function activityFacts(ctx: Context, account: string): Promise<ActivityFacts> {
  const meta = metaOf(ctx, 'activity');
  const now = ctx.clock.now();
  const today = dayIn(ctx.tenant.timeZone, now);
  const linked = sql`record_link l join activity t on t.id = l.record_id and ${baseCondition(ctx, meta, 't')} and ${accessPredicate(ctx, meta, 't')}
    where l.tenant_id = ${ctx.tenant.id} and l.target_id = b.id and l.object = 'activity' and l.field = 'related'`;
  const each = (columns: Sql, where: Sql, order: Sql) =>
    sql`about b cross join lateral (select ${columns} from ${linked} and ${where} order by ${order} limit 1) n`;
  const spoken = sql`t.type not in ('task', 'note') and t.status is distinct from 'cancelled'`;
  const touches = [lastLinked(ctx, meta, sql`b.id`, spoken), ...touchingObjects(ctx, meta).map((one) => lastLinked(ctx, one, sql`b.id`))];
  const ahead = sql`l.at >= ${now} and t.start_at is not null and coalesce(t.status, '') not in ('done', 'cancelled')`;
  const [row] = await ctx.query<Row>(sql`
    with ${aboutTable(ctx, metaOf(ctx, 'account'), account)}
    select
      (select max(greatest(${sql.join(touches)})) from about b) as last,
      (select json_build_object('id', n.id, 'subject', n.subject, 'at', n.at) from ${each(sql`t.id, t.subject, l.at`, ahead, sql`l.at`)}
        order by n.at limit 1) as next,
      (select json_agg(json_build_object('id', d.id, 'subject', d.subject, 'due', d.due_on)) from (
        select distinct n.id, n.subject, n.due_on from about b cross join lateral (
          select t.id, t.subject, t.due_on from ${linked} and t.type = 'task' and t.done is distinct from true and t.due_on <= ${today}::date) n
        order by n.due_on, n.id limit 3) d) as tasks`);
  const next = row?.next ?? null;
  return {
    lastAt: row?.last ? new Date(row.last) : null,
    next: next && { id: next.id, subject: next.subject ?? '', at: new Date(next.at) },
    tasks: (row?.tasks ?? []).map(({ id, subject, due }) => ({ id, subject: subject ?? '', dueOn: due })),
  };
}
