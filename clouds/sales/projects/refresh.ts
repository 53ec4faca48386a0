import { sql } from '@huanke/platform/database';
import { dayIn, fieldError, label } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { takeTurns } from '@huanke/platform/records';
import { needRoom, unitsOf } from '@huanke/platform/storage';

const tooMuch = label('同一项目的里程碑权重合计不能超过 100%', 'The weights of a project’s milestones add up to more than 100 %');

const tooLarge = {
  budget: label('项目费用的预算合计超出了金额能保存的范围', 'The budgets of the cost lines add up to more than an amount can hold'),
  cost: label('项目费用的实际成本合计超出了金额能保存的范围', 'The costs of the cost lines add up to more than an amount can hold'),
  margin: label(
    '合同金额与预算、成本相差太大，算不出毛利率，请核对',
    'Contract amount, budget and cost are too far apart for a margin; check them',
  ),
};

/** Sums as they come out, in units of their columns. */
interface Worked {
  readonly weights: string;
  readonly budget: string | null;
  readonly cost: string | null;
  readonly margin: string | null;
}

/**
 * Works out what projects have from their milestones and costs: progress (weights of what is accepted), the first open milestone and how
 * late it is in the company's days, budget, cost and margin. Derived figures: versions stay. Projects are locked first, so that of two who
 * write at once the second sees both. Percent lies with six decimals, money with four.
 *
 * @throws RULE for weights of more than 100 %; INVALID_VALUE for sums and margins that their fields can not hold
 */
export async function refreshProjects(tx: Context, projects: readonly string[]): Promise<void> {
  const ids = [...new Set(projects)];
  if (ids.length === 0) return;
  const today = dayIn(tx.tenant.timeZone, tx.clock.now());
  await takeTurns(tx, 'project', ids);
  const rows = await tx.query<Worked>(sql`
    with steps as (
      select project as id, sum(weight) as weights, sum(weight) filter (where state = 'accepted') as progress,
        min(plan_on) filter (where state is distinct from 'accepted') as next
      from project_milestone where tenant_id = ${tx.tenant.id} and project = any(${ids}::uuid[]) and deleted_at is null group by project),
    money as (
      select project as id, sum(budget) as budget, sum(cost) as cost
      from project_cost where tenant_id = ${tx.tenant.id} and project = any(${ids}::uuid[]) and deleted_at is null group by project),
    worth as (
      select m.*, round((p.contract_amount - greatest(m.budget, m.cost)) * 1e8 / nullif(greatest(p.contract_amount, 0), 0)) as margin
      from money m join project p on p.tenant_id = ${tx.tenant.id} and p.id = m.id)
    update project t set progress = coalesce(s.progress, 0)::bigint, next_plan_on = s.next, delay_days = ${today}::date - s.next,
      budget = ${unitsOf(sql`m.budget`)}, cost = ${unitsOf(sql`m.cost`)}, margin = ${unitsOf(sql`m.margin`)}
    from unnest(${ids}::uuid[]) as p (id) left join steps s on s.id = p.id left join worth m on m.id = p.id
    where t.tenant_id = ${tx.tenant.id} and t.id = p.id
    returning coalesce(s.weights, 0)::text as weights, m.budget::text, m.cost::text, m.margin::text`);
  if (rows.some(({ weights }) => BigInt(weights) > 100_000_000n)) throw fieldError('RULE', 'weight', tooMuch);
  for (const field of ['budget', 'cost', 'margin'] as const) {
    const sums = rows.map((row) => row[field]);
    needRoom(field, sums, { message: tooLarge[field] });
  }
}
