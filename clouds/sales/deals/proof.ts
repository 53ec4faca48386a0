import { sql } from '@huanke/platform/database';
import type { Context, Values } from '@huanke/platform/module';
import { salesSettings } from '../settings.ts';

/** What a win of this deal asks for that it does not have yet. */
export async function lackedProof(ctx: Context, deal: Values): Promise<readonly string[]> {
  if (!salesSettings(ctx).wonProof || deal.wonProof != null) return [];
  return (await withWonTender(ctx, [String(deal.id)])).size > 0 ? [] : ['wonProof'];
}

/** Which of these deals have a tender of their own that was won: that is a proof. */
export async function withWonTender(ctx: Context, deals: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await ctx.query<{ id: string }>(sql`
    select distinct opportunity as id from tender
    where tenant_id = ${ctx.tenant.id} and opportunity = any(${deals}::uuid[]) and status = 'won' and deleted_at is null`);
  return new Set(rows.map(({ id }) => id));
}
