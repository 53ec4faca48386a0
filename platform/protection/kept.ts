import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { errors, fieldError, type Label, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';

/** Objects whose records the law makes a company keep as they were agreed (会计法, 民法典): texts of them are not erased. */
const lawful: readonly string[] = ['contract', 'invoice', 'order', 'payment', 'paymentPlan'];

export const keptReason: Label = label(
  '合同、发票等依法须保存，原文不删；对此人的关联只显示“已匿名”',
  'Contracts, invoices and the like must be kept by law; their texts stay, and their link to the person shows that they are anonymous',
);

async function ownKept(ctx: Context): Promise<string[]> {
  const [row] = await ctx.query<{ own: string[] | null }>(
    sql`select settings -> 'protection' -> 'kept' as own from tenant where id = ${ctx.tenant.id}`,
  );
  return row?.own ?? [];
}

/** Names of objects that are kept: those of the law, and what the company adds for its own trade. */
export async function keptObjects(ctx: Context): Promise<ReadonlySet<string>> {
  return new Set([...lawful, ...(await ownKept(ctx))]);
}

/** Sets which objects the company must keep beside those of the law. */
export async function saveKept(ctx: Context, objects: readonly string[]): Promise<readonly string[]> {
  if (!ctx.access.can('protection.manage') || !ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
  const unknown = objects.findIndex((name) => !ctx.meta.object(name));
  if (unknown >= 0) throw fieldError('UNKNOWN_FIELD', `objects[${unknown}]`, label('没有这个对象', 'There is no such object'));
  const next = [...new Set(objects)].sort();
  return ctx.transaction(async (tx) => {
    const old = await ownKept(tx);
    await tx.query(sql`
      update tenant set settings = settings || jsonb_build_object('protection', ${JSON.stringify({ kept: next })}::jsonb) where id = ${tx.tenant.id}`);
    await audit(tx, { event: 'settings.changed', data: { changes: [{ name: 'protection.kept', old, new: next }] } });
    return next;
  });
}
