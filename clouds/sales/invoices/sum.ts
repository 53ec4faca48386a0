import { sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';
import { takeTurns } from '@huanke/platform/records';
import { worthOf } from '../contracts/refresh.ts';
import { issuedStates } from './invoice-request.ts';

/** What of contracts was invoiced, less what was red. A derived figure: versions stay. Null of contracts nobody has invoiced. */
export async function sumInvoiced(ctx: Context, contracts: readonly string[]): Promise<void> {
  if (contracts.length === 0) return;
  await takeTurns(ctx, 'contract', contracts);
  await ctx.query(sql`
    update contract t set invoiced = s.invoiced, base_invoiced = ${worthOf(ctx, sql`s.invoiced`)}
    from unnest(${contracts}::uuid[]) as p (id) left join (
      select contract as id, least(sum(amount - coalesce(red_amount, 0)), 9223372036854775807)::bigint as invoiced from invoice_request
      where tenant_id = ${ctx.tenant.id} and contract = any(${contracts}::uuid[]) and deleted_at is null and status = any(${issuedStates}::text[])
      group by contract) s on s.id = p.id
    where t.tenant_id = ${ctx.tenant.id} and t.id = p.id and (t.invoiced, t.base_invoiced) is distinct from (s.invoiced, ${worthOf(ctx, sql`s.invoiced`)})`);
}
