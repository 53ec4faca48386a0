import { sql } from '@huanke/platform/database';
import { formatDecimal, label } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { loadValues, type SaveRow, saveAll } from '@huanke/platform/records';
import { moneyScale, needRoom } from '@huanke/platform/storage';
import { dealMeta } from './stages.ts';

const tooLarge = label('产品明细的合计超出了金额能保存的范围', 'The lines add up to more than an amount can hold');

/** Deals are locked before their lines are written: of two who write lines at once the second sees the sum of the first. */
export async function lockDeals(tx: Context, deals: readonly string[]): Promise<void> {
  await tx.query(sql`select 1 from opportunity where tenant_id = ${tx.tenant.id} and id = any(${deals}::uuid[]) order by id for update`);
}

/** The currency each deal is in. */
export async function currenciesOf(ctx: Context, deals: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await ctx.query<{ id: string; currency: string }>(sql`
    select id, coalesce(currency, ${ctx.tenant.currency}) as currency from opportunity where tenant_id = ${ctx.tenant.id} and id = any(${deals}::uuid[])`);
  return new Map(rows.map(({ id, currency }) => [id, currency]));
}

/** What the product lines of deals add up to; nothing of deals without lines. */
export async function lineSums(ctx: Context, deals: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (deals.length === 0) return new Map();
  const rows = await ctx.query<{ id: string; sum: string }>(sql`
    select opportunity as id, coalesce(sum(amount), 0)::text as sum from opportunity_line
    where tenant_id = ${ctx.tenant.id} and opportunity = any(${deals}::uuid[]) and deleted_at is null group by opportunity`);
  return new Map(rows.map(({ id, sum }) => [id, formatDecimal(BigInt(sum), moneyScale, 2)]));
}

/**
 * The amount of a deal with lines is their sum; without lines it stays what it is and is anybody's to write. Saved like any change, so that
 * history, weighted amount, splits and events follow.
 *
 * @throws INVALID_VALUE for a sum that no amount can hold
 */
export async function sumUpLines(tx: Context, deals: readonly string[]): Promise<void> {
  const sums = await lineSums(tx, deals);
  needRoom('amount', [...sums.values()], { message: tooLarge, scale: moneyScale });
  const meta = dealMeta(tx);
  const found = await loadValues(tx, meta, [...sums.keys()]);
  const rows = [...found]
    .filter(([id, { amount }]) => amount !== sums.get(id))
    .map(([id]): SaveRow => ({ operation: 'update', id, values: { amount: sums.get(id) } }));
  await saveAll(tx.elevated(), meta, rows, { asSystem: true });
}
