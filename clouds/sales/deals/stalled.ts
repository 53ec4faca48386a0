import { followUpAt, tookPlace } from '@huanke/base/follow-up';
import { sql } from '@huanke/platform/database';
import { recordTypesOf } from '@huanke/platform/metadata';
import type { Context } from '@huanke/platform/module';
import { emitAll } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { salesSettings } from '../settings.ts';
import { spokenAbout } from './spoken.ts';
import { dealMeta, stagesFor } from './stages.ts';

const DAY = 86_400_000;
const batchSize = 5000;

interface Watched {
  readonly type: string | null;
  readonly stage: string;
  /** Days a deal may stay in it; null: no limit. */
  readonly limit: number | null;
}

/** The stages in which deals can stall, for each record type that has a process of its own and (null) for all others. */
function watched(ctx: Context): Watched[] {
  const types = [null, ...recordTypesOf(dealMeta(ctx)).map(({ name }) => name)];
  return types.flatMap((type) =>
    stagesFor(ctx, type)
      .line.filter(({ category }) => category === 'open')
      .map(({ key, limitDays = null }): Watched => ({ type, stage: key, limit: limitDays })),
  );
}

/**
 * Marks deals that have stalled and unmarks those that go on: longer in their stage than it allows, or without activity for as many days as
 * the company says; a deal that was made or moved meanwhile is not idle, nor is one with whose account, contact or people of the relationship map letters go to and fro. Each
 * stall is told once. Marks are derived: version and time of change stay. `deals`: only these. Answers how many have stalled anew.
 */
export async function markStalled(ctx: Context, deals?: readonly string[]): Promise<number> {
  let stalled = 0;
  let after: string | null = null;
  for (;;) {
    const last = await ctx.transaction((tx) => markBatch(tx, after, deals));
    stalled += last.stalled;
    if (last.id === null) return stalled;
    after = last.id;
  }
}

async function markBatch(
  tx: Context,
  after: string | null,
  deals: readonly string[] | undefined,
): Promise<{ id: string | null; stalled: number }> {
  const stages = watched(tx);
  const now = tx.clock.now();
  const idle = new Date(now.getTime() - salesSettings(tx).idleDays * DAY);
  const people = sql`select p.contact from opportunity_role p where p.tenant_id = ${tx.tenant.id} and p.opportunity = c.id and p.deleted_at is null`;
  const spoken = spokenAbout(tx, sql`l.target_id = any(array[c.id, c.account, c.contact] || array(${people}))`);
  const own = stages.flatMap(({ type }) => type ?? []);
  const rows = await tx.query<{ id: string; last: string; why: string | null; was: boolean; changed: boolean }>(sql`
    with chosen as (
      select o.id, o.stage, o.created_at, o.stalled_why, o.account, o.contact,
        case when o.record_type = any(${own}::text[]) then o.record_type end as type
      from opportunity o where o.tenant_id = ${tx.tenant.id} and o.deleted_at is null
        and (o.stage = any(${stages.map(({ stage }) => stage)}::text[]) or o.stalled)
        ${after ? sql`and o.id > ${after}::uuid` : sql``} ${deals ? sql`and o.id = any(${deals}::uuid[])` : sql``}
      order by o.id limit ${batchSize} for no key update),
    judged as (
      select c.id, c.stalled_why is not null as was, c.stalled_why as old, case
        when p.stage is null then null
        when e.entered_at + make_interval(days => p.days) < ${now} then 'stage'
        when greatest(c.created_at, e.entered_at) < ${idle} and not exists (
          select from record_link l join activity a on a.tenant_id = l.tenant_id and a.id = l.record_id
          where l.tenant_id = ${tx.tenant.id} and l.target_id = c.id and l.object = 'activity' and a.deleted_at is null
            and ${tookPlace('a')} and ${followUpAt('a')} between ${idle} and ${now})
          and not exists (select from (${spoken}) w where w.at >= ${idle}) then 'activity' end as why
      from chosen c
      left join unnest(${stages.map(({ type }) => type)}::text[], ${stages.map(({ stage }) => stage)}::text[],
        ${stages.map(({ limit }) => limit)}::int[]) as p (type, stage, days) on p.stage = c.stage and p.type is not distinct from c.type
      left join lateral (select max(s.entered_at) as entered_at from stage_entry s
        where s.tenant_id = ${tx.tenant.id} and s.record_id = c.id and s.field = 'stage' and s.left_at is null) e on true),
    written as (
      update opportunity t set stalled = case when j.why is not null then true end, stalled_why = j.why,
        stalled_at = case when j.why is not null then coalesce(t.stalled_at, ${now}) end
      from judged j where t.tenant_id = ${tx.tenant.id} and t.id = j.id and j.why is distinct from j.old returning t.id)
    select j.id, j.why, j.was, w.id is not null as changed from judged j left join written w on w.id = j.id order by j.id`);
  const fresh = rows.filter(({ changed, was, why }) => changed && !was && why !== null);
  await emitAll(
    tx,
    fresh.map(({ id, why }) => ({ event: salesEvents.opportunityStalled, object: 'opportunity', record: id, changes: { why } })),
  );
  return { id: rows.length < batchSize ? null : (rows.at(-1)?.id ?? null), stalled: fresh.length };
}
