import { sql } from '@huanke/platform/database';
import { type Context, defineHook } from '@huanke/platform/module';

async function names(ctx: Context, table: 'account' | 'product', ids: readonly unknown[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id): id is string => typeof id === 'string'))];
  if (wanted.length === 0) return new Map();
  const rows = await ctx.query<{ id: string; name: string }>(sql`
    select id, name from ${sql.table(table)} where tenant_id = ${ctx.tenant.id} and id = any(${wanted}::uuid[])`);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** An opportunity saved without a name is called after its account and product: 恒润化工 · 磁力泵. */
export const opportunityName = defineHook({
  name: 'sales.opportunityName',
  object: 'opportunity',
  stage: 'beforeValidate',
  on: ['create', 'update'],
  async run(ctx, changes) {
    const nameless = changes.filter((change) => !(change.values.name === undefined ? change.before?.name : change.values.name));
    if (nameless.length === 0) return undefined;
    const now = (change: (typeof changes)[number]) => ({ ...change.before, ...change.values }) as { account?: unknown; product?: unknown };
    const accounts = await names(
      ctx,
      'account',
      nameless.map((change) => now(change).account),
    );
    const products = await names(
      ctx,
      'product',
      nameless.map((change) => now(change).product),
    );
    return changes.map((change) => {
      if (!nameless.includes(change)) return undefined;
      const { account, product } = now(change);
      const first = accounts.get(account as string) ?? (ctx.tenant.language === 'en' ? 'No account' : '无客户');
      const second = products.get(product as string);
      return { name: (second ? `${first} · ${second}` : first).slice(0, 200) };
    });
  },
});
