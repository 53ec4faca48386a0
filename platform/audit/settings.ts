import { sql } from '../database/sql.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { audit } from './log.ts';
import { leastDays } from './retention.ts';

/** For how many days the company keeps its audit log; null: for ever. */
export async function auditDays(ctx: Context): Promise<number | null> {
  const [row] = await ctx.query<{ days: number | null }>(
    sql`select (settings ->> 'auditDays')::int as days from tenant where id = ${ctx.tenant.id}`,
  );
  return row?.days ?? null;
}

export async function setAuditDays(ctx: Context, days: number | null): Promise<number | null> {
  if (!ctx.access.can('settings.manage') || !ctx.access.can('audit.read')) throw errors.FORBIDDEN();
  if (days !== null && (days < leastDays || days > 36_500))
    throw fieldError('INVALID_VALUE', 'days', label(`至少保留 ${leastDays} 天`, `Keep it for at least ${leastDays} days`));
  return ctx.transaction(async (tx) => {
    const old = await auditDays(tx);
    await tx.query(sql`
      update tenant set settings = settings || jsonb_build_object('auditDays', ${days}::int) where id = ${tx.tenant.id}`);
    if (old !== days) await audit(tx, { event: 'settings.changed', data: { changes: [{ name: 'auditDays', old, new: days }] } });
    return days;
  });
}
