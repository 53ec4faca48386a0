import { rateScale } from '@huanke/base/rates';
import { type Sql, sql } from '@huanke/platform/database';
import { dayIn } from '@huanke/platform/kernel';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { loadValues, type SaveRow, saveAll, takeTurns } from '@huanke/platform/records';
import { moneyScale, unitsOf } from '@huanke/platform/storage';
import { decimalsOf } from '../deals/worth.ts';
import { contractsOf, plansOf } from './facts.ts';
import { workOutPlan } from './work-out.ts';

/** What each of these instalments has now, by their place; their contracts are read as they are. */
export async function worked(ctx: Context, plans: readonly Values[]): Promise<Values[]> {
  const ids = (field: string) => [...new Set(plans.map((plan) => plan[field]))].filter((id) => typeof id === 'string');
  const contracts = await contractsOf(ctx, ids('contract'));
  const milestones = await loadValues(ctx, metaOf(ctx, 'projectMilestone'), ids('milestone'));
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  return plans.map((plan) => {
    const milestone = milestones.get(String(plan.milestone));
    return workOutPlan(ctx, { plan, contract: contracts.get(String(plan.contract)) ?? {}, ...(milestone ? { milestone } : {}), today });
  });
}

/**
 * Instalments of these contracts follow what has changed around them: the contract, a milestone, the day. Written like any change, so that
 * history and lists follow; what is right already is not written. Contracts are locked first.
 */
export async function refreshPlans(ctx: Context, contracts: readonly string[]): Promise<void> {
  const ids = [...new Set(contracts)];
  if (ids.length === 0) return;
  const tx = ctx.elevated().whole();
  await takeTurns(tx, 'contract', ids);
  const plans = [...(await plansOf(tx, ids))];
  const now = await worked(
    tx,
    plans.map(([, plan]) => plan),
  );
  const rows = plans.flatMap(([id, plan], index): SaveRow[] => {
    const changed = Object.entries(now[index] ?? {}).filter(([field, value]) => (plan[field] ?? null) !== value);
    return changed.length > 0 ? [{ operation: 'update', id, values: Object.fromEntries(changed) }] : [];
  });
  await saveAll(tx, metaOf(tx, 'paymentPlan'), rows, { asSystem: true });
  if (rows.length === 0) await sumUp(tx, ids);
}

/** What units of an amount in the currency of the contract `t` are in the company's, rounded half up to its decimals. */
export function worthOf(tx: Context, amount: Sql): Sql {
  const places = sql.lit(decimalsOf(tx.tenant.currency) - moneyScale);
  return sql`round(${amount}::numeric * t.exchange_rate / ${sql.raw(`1e${rateScale}`)}, ${places})::bigint`;
}

/** What contracts have from their instalments. Derived figures: versions stay. */
export async function sumUp(tx: Context, contracts: readonly string[]): Promise<void> {
  await takeTurns(tx, 'contract', contracts);
  await tx.query(sql`
    update contract t set received = s.received, open = s.open, base_received = ${worthOf(tx, sql`s.received`)}, base_open = ${worthOf(tx, sql`s.open`)}
    from unnest(${contracts}::uuid[]) as p (id) left join (
      select contract as id, ${unitsOf(sql`sum(received)`)} as received, ${unitsOf(sql`sum(open)`)} as open from payment_plan
      where tenant_id = ${tx.tenant.id} and contract = any(${contracts}::uuid[]) and deleted_at is null group by contract) s on s.id = p.id
    where t.tenant_id = ${tx.tenant.id} and t.id = p.id and (t.received, t.open, t.base_open) is distinct from (s.received, s.open, ${worthOf(tx, sql`s.open`)})`);
}
