import { sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';

/** Those of the tenders on which the caller may decide: all with the right `tender.decide`, else those whose owner they manage. */
export async function decidable(ctx: Context, tenders: readonly string[]): Promise<ReadonlySet<string>> {
  if (tenders.length === 0 || ctx.access.can('tender.decide')) return new Set(tenders);
  const rows = await ctx.query<{ id: string }>(sql`
    select t.id from tender t join app_user u on u.tenant_id = t.tenant_id and u.id = t.owner
    left join department d on d.tenant_id = u.tenant_id and d.id = u.department and d.deleted_at is null
    where t.tenant_id = ${ctx.tenant.id} and t.id = any(${tenders}::uuid[]) and coalesce(u.manager, nullif(d.manager, u.id)) = ${ctx.user.id}`);
  return new Set(rows.map(({ id }) => id));
}
