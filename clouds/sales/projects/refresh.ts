import { sql } from '@huanke/platform/database';
import { dayIn, fieldError, label } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';

const tooMuch = label('同一项目的里程碑权重合计不能超过 100%', 'The weights of a project’s milestones add up to more than 100 %');

/**
 * Works out what projects have from their milestones and costs: progress (weights of what is accepted), the first open milestone and how
 * late it is in the company's days, budget, cost and margin. Derived figures: versions stay. Projects are locked first, so that of two who
 * write at once the second sees both; weights of more than 100 % are refused. Percent lies with six decimals, money with four.
 */
export async function refreshProjects(tx: Context, projects: readonly string[]): Promise<void> {
  const ids = [...new Set(projects)];
  if (ids.length === 0) return;
  const today = dayIn(tx.tenant.timeZone, tx.clock.now());
  await tx.query(sql`select 1 from project where tenant_id = ${tx.tenant.id} and id = any(${ids}::uuid[]) order by id for no key update`);
  const rows = await tx.query<{ weights: string }>(sql`
    with steps as (
      select project as id, sum(weight) as weights, sum(weight) filter (where state = 'accepted') as progress,
        min(plan_on) filter (where state is distinct from 'accepted') as next
      from project_milestone where tenant_id = ${tx.tenant.id} and project = any(${ids}::uuid[]) and deleted_at is null group by project),
    money as (
      select project as id, sum(budget)::bigint as budget, sum(cost)::bigint as cost
      from project_cost where tenant_id = ${tx.tenant.id} and project = any(${ids}::uuid[]) and deleted_at is null group by project)
    update project t set progress = coalesce(s.progress, 0)::bigint, next_plan_on = s.next, delay_days = ${today}::date - s.next,
      budget = m.budget, cost = m.cost, margin = case when t.contract_amount > 0 and coalesce(m.budget, m.cost) is not null then
        round((t.contract_amount - greatest(m.budget, m.cost))::numeric * 1e8 / t.contract_amount)::bigint end
    from unnest(${ids}::uuid[]) as p (id) left join steps s on s.id = p.id left join money m on m.id = p.id
    where t.tenant_id = ${tx.tenant.id} and t.id = p.id returning coalesce(s.weights, 0)::text as weights`);
  if (rows.some(({ weights }) => BigInt(weights) > 100_000_000n)) throw fieldError('RULE', 'weight', tooMuch);
}
