import { sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';
import { department, manager } from '../domain/managers.ts';

/** Those of the tenders on which the caller may decide: all with the right `tender.decide`, else those whose owner they manage. */
export async function decidable(ctx: Context, tenders: readonly string[]): Promise<ReadonlySet<string>> {
  if (tenders.length === 0 || ctx.access.can('tender.decide')) return new Set(tenders);
  const rows = await ctx.query<{ id: string }>(sql`
    select t.id from tender t join app_user u on u.tenant_id = t.tenant_id and u.id = t.owner ${department}
    where t.tenant_id = ${ctx.tenant.id} and t.id = any(${tenders}::uuid[]) and ${manager} = ${ctx.user.id}`);
  return new Set(rows.map(({ id }) => id));
}

/** The people whose tenders the caller decides as their manager. */
export async function managedBy(ctx: Context): Promise<string[]> {
  const rows = await ctx.query<{ id: string }>(sql`
    select u.id from app_user u ${department} where u.tenant_id = ${ctx.tenant.id} and ${manager} = ${ctx.user.id} order by u.id`);
  return rows.map(({ id }) => id);
}
