import { sql } from '@huanke/platform/database';
import { formatDecimal } from '@huanke/platform/kernel';
import type { Change, Context } from '@huanke/platform/module';

export interface Product {
  readonly name: string;
  readonly price: string | null;
}

/** The products that lines name, with their list prices, which lie with six decimals. */
export async function productsOf(ctx: Context, changes: readonly Change[]): Promise<ReadonlyMap<string, Product>> {
  const ids = changes.map(({ before, values }) => (values.product === undefined ? before?.product : values.product));
  const rows = await ctx.query<{ id: string; name: string; price: string | null }>(sql`
    select id, name, list_price::text as price from product where tenant_id = ${ctx.tenant.id} and id = any(${ids}::uuid[])`);
  return new Map(rows.map(({ id, name, price }) => [id, { name, price: price === null ? null : formatDecimal(BigInt(price), 6, 6) }]));
}
