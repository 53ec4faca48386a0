import { followUpAt, tookPlace } from '@huanke/base/follow-up';
import { sql } from '@huanke/platform/database';
import { dayIn, parseDecimal } from '@huanke/platform/kernel';
import { type Context, defineJob, eachTenant } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { emitAll } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { spokenAbout } from '../deals/spoken.ts';
import { projectSettings } from './settings.ts';

const DAY = 86_400_000;
const batchSize = 5000;
const finished = ['closed', 'cancelled'];

const hundredths = (percent: string): string => {
  const read = parseDecimal(percent, 2);
  return typeof read === 'bigint' ? read.toString() : '0';
};

/**
 * 项目异常: marks open projects that are late, over budget, idle or have lost margin, and unmarks those that are not any more. A reason is told
 * once, until it has gone and comes again. Without a budget the contract amount is the measure of its cost. Idle is who has no follow-up of its
 * own or of its deal, and no letters or calls with its account or the people of its deal, either. How late each one is moves with the day. Derived: versions stay. Answers how many were told.
 */
export async function markAbnormal(ctx: Context): Promise<number> {
  let told = 0;
  let after: string | null = null;
  for (;;) {
    const last = await ctx.transaction((tx) => markBatch(tx, after));
    told += last.told;
    if (last.id === null) return told;
    after = last.id;
  }
}

interface Judged {
  readonly id: string;
  readonly owner: string | null;
  readonly fresh: readonly string[];
}

async function markBatch(tx: Context, after: string | null): Promise<{ id: string | null; told: number }> {
  const now = tx.clock.now();
  const today = dayIn(tx.tenant.timeZone, now);
  const { overdueDays, costPercent, idleDays, marginPoints } = projectSettings(tx);
  const idle = new Date(now.getTime() - idleDays * DAY);
  const people = sql`
    select o.contact from opportunity o where o.tenant_id = ${tx.tenant.id} and o.id = c.opportunity
    union all select r.contact from opportunity_role r
    where r.tenant_id = ${tx.tenant.id} and r.opportunity = c.opportunity and r.deleted_at is null`;
  const spoken = spokenAbout(tx, sql`l.target_id = any(array[c.id, c.opportunity, c.account] || array(${people}))`);
  const rows = await tx.query<Judged>(sql`
    with chosen as (
      select p.id, p.owner, p.status, p.created_at, p.abnormal_why, p.next_plan_on, p.budget, p.cost, p.margin, p.planned_margin,
        p.contract_amount, p.opportunity, p.account
      from project p where p.tenant_id = ${tx.tenant.id} and p.deleted_at is null
        and (p.status <> all(${finished}::text[]) or p.abnormal_at is not null) ${after ? sql`and p.id > ${after}::uuid` : sql``}
      order by p.id limit ${batchSize} for no key update),
    judged as (
      select c.id, c.owner, coalesce(c.abnormal_why, '{}') as old, ${today}::date - c.next_plan_on as delay,
        case when c.status = any(${finished}::text[]) then '{}'::text[] else array_remove(array[
          case when ${today}::date - c.next_plan_on > ${overdueDays}::int then 'overdue' end,
          case when c.budget > 0 and c.cost::numeric * 10000 > c.budget::numeric * ${hundredths(costPercent)}::numeric
            or coalesce(c.budget, 0) = 0 and c.contract_amount > 0 and c.cost > c.contract_amount then 'cost' end,
          case when c.created_at < ${idle} and not exists (
            select from record_link l join activity a on a.tenant_id = l.tenant_id and a.id = l.record_id
            where l.tenant_id = ${tx.tenant.id} and l.target_id = any(array[c.id, c.opportunity]) and l.object = 'activity' and a.deleted_at is null
              and ${tookPlace('a')} and ${followUpAt('a')} between ${idle} and ${now})
            and not exists (select from (${spoken}) w where w.at >= ${idle}) then 'idle' end,
          case when c.planned_margin - c.margin > ${hundredths(marginPoints)}::bigint * 10000 then 'margin' end], null) end as why
      from chosen c),
    written as (
      update project t set abnormal_why = nullif(j.why, '{}'), delay_days = j.delay,
        abnormal_at = case when j.why <> '{}' then coalesce(t.abnormal_at, ${now}) end
      from judged j where t.tenant_id = ${tx.tenant.id} and t.id = j.id and (j.why <> j.old or t.delay_days is distinct from j.delay))
    select id, owner, array(select unnest(why) except select unnest(old) order by 1) as fresh from judged order by id`);
  const fresh = rows.filter((row) => row.fresh.length > 0);
  await emitAll(
    tx,
    fresh.map((row) => ({ event: salesEvents.projectAbnormal, object: 'project', record: row.id, changes: { why: row.fresh } })),
  );
  await notify(
    tx,
    fresh.flatMap(({ id, owner }) => (owner ? [{ user: owner, kind: 'projectAbnormal', object: 'project', record: id }] : [])),
  );
  return { id: rows.length < batchSize ? null : (rows.at(-1)?.id ?? null), told: fresh.length };
}

/** Every hour over all companies that have a project under way, or one that is marked. */
export const watchProjects = defineJob({
  name: 'sales.watchProjects',
  schedule: '23 * * * *',
  run: (job) =>
    eachTenant(
      job,
      'active',
      async (tenant) => markAbnormal(await job.contextFor({ tenant })),
      (tenant) => sql`
        select from project where tenant_id = ${tenant} and deleted_at is null
          and (status <> all(${finished}::text[]) or abnormal_at is not null)`,
    ),
});
