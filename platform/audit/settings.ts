import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';

/** For how many days the company keeps its audit log; null: for ever. */
export async function auditDays(ctx: Context): Promise<number | null> {
  const [row] = await ctx.query<{ days: number | null }>(
    sql`select (settings ->> 'auditDays')::int as days from tenant where id = ${ctx.tenant.id}`,
  );
  return row?.days ?? null;
}
