import { sql } from '@huanke/platform/database';
import { fieldError, isId, label } from '@huanke/platform/kernel';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { accessPredicate, baseCondition, loadValues, takeTurns } from '@huanke/platform/records';
import { contractsOf } from '../contracts/facts.ts';
import { owedStates } from '../contracts/payment-plan.ts';

/** An instalment with its contract, as they are under the lock. */
export interface Plan {
  readonly id: string;
  readonly plan: Values;
  readonly contract: Values;
}

/** Instalments that one receipt may pay at once; whoever owes more pays the rest with a second call. */
const most = 1000;

const missing = label('关联的记录不存在，或您没有查看权限', 'The record does not exist, or you may not see it');

/** What the caller sees of instalments, with their contracts. */
const seen = (ctx: Context) => {
  const meta = metaOf(ctx, 'paymentPlan');
  return sql`${baseCondition(ctx, meta, 'p')} and ${ctx.access.can('paymentPlan.read')}::boolean and ${accessPredicate(ctx, meta, 'p')}`;
};

/** Locks contracts, then instalments, each in the order of their ids, and reads them anew. In the order of the ids asked. */
export async function lockPlans(tx: Context, plans: readonly { readonly id: string; readonly contract: string }[]): Promise<Plan[]> {
  const contracts = [...new Set(plans.map(({ contract }) => contract))];
  const ids = [...new Set(plans.map(({ id }) => id))];
  await takeTurns(tx, 'contract', contracts);
  await takeTurns(tx, 'payment_plan', ids);
  const [found, of] = [await loadValues(tx, metaOf(tx, 'paymentPlan'), ids), await contractsOf(tx, contracts)];
  return ids.flatMap((id) => {
    const plan = found.get(id);
    return plan ? [{ id, plan, contract: of.get(String(plan.contract)) ?? {} }] : [];
  });
}

/**
 * The instalments that somebody names, locked.
 *
 * @throws LOOKUP_NOT_FOUND that names the input of the first one the caller does not see
 */
export async function namedPlans(
  tx: Context,
  named: readonly string[],
  field: (index: number) => string,
): Promise<ReadonlyMap<string, Plan>> {
  const asked = named.map((id) => id.toLowerCase());
  const rows = await tx.query<{ id: string; contract: string }>(sql`
    select p.id, p.contract from payment_plan p where p.id = any(${asked.filter(isId)}::uuid[]) and ${seen(tx)}`);
  const known = new Set(rows.map(({ id }) => id));
  const unknown = asked.findIndex((id) => !known.has(id));
  if (unknown >= 0) throw fieldError('LOOKUP_NOT_FOUND', field(unknown), missing);
  const locked = await lockPlans(tx, rows);
  return new Map(locked.map((plan) => [plan.id, plan]));
}

/**
 * What a receipt can pay by itself, locked: the open instalments of the contract it names, else of its account, in its currency. What is due
 * longest comes first, then what is not certain to be due yet.
 */
export async function openPlans(tx: Context, { contract, account, currency }: Values): Promise<Plan[]> {
  const whose = typeof contract === 'string' ? sql`p.contract = ${contract}` : sql`p.account = ${account ?? null}::uuid`;
  const rows = await tx.query<{ id: string; contract: string }>(sql`
    select p.id, p.contract from payment_plan p
    where ${seen(tx)} and ${whose} and p.status = any(${owedStates}::text[]) and p.open > 0 and p.currency = ${currency ?? null}
    order by p.is_due_known is not true, p.due_on nulls last, p.contract, p.seq, p.id limit ${most}`);
  return lockPlans(tx, rows);
}

/** Accounts of which each stands in the same group as the first: below the same company at the top. */
export async function areOneGroup(ctx: Context, account: string, others: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await ctx.query<{ start: string; top: string }>(sql`
    with recursive up (start, id, parent, depth) as (
      select a.id, a.id, a.parent, 0 from account a where a.tenant_id = ${ctx.tenant.id} and a.id = any(${[account, ...others]}::uuid[])
      union all
      select up.start, a.id, a.parent, up.depth + 1 from up
      join account a on a.tenant_id = ${ctx.tenant.id} and a.id = up.parent and a.deleted_at is null where up.depth < 30)
    select distinct on (start) start, id as top from up order by start, depth desc`);
  const top = rows.find(({ start }) => start === account)?.top;
  return new Set(rows.filter((row) => row.top === top).map(({ start }) => start));
}
