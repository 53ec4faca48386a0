import { type Sql, sql } from '@huanke/platform/database';
import { formatDecimal } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';

/** Decimals of a rate, shown and kept. */
export const rateScale = 8;

/** The rate of a currency in force on a day, as it lies: what began last. Both are SQL of the statement around. */
export const rateInForce = (ctx: Context, currency: Sql, day: Sql): Sql => sql`(
  select r.rate from exchange_rate r where r.tenant_id = ${ctx.tenant.id} and r.currency = ${currency} and r.from_on <= ${day} and r.deleted_at is null
  order by r.from_on desc limit 1)`;

/** The rates of currencies in force on days, in the order asked; null where none is known. One query for all of them. */
export async function ratesOn(
  ctx: Context,
  asked: readonly { readonly currency: string; readonly day: string }[],
): Promise<readonly (string | null)[]> {
  if (asked.length === 0) return [];
  const rows = await ctx.query<{ rate: string | null }>(sql`
    select ${rateInForce(ctx, sql`a.currency`, sql`a.day`)}::text as rate
    from unnest(${asked.map(({ currency }) => currency)}::text[], ${asked.map(({ day }) => day)}::date[]) with ordinality as a (currency, day, place)
    order by a.place`);
  return rows.map(({ rate }) => (rate === null ? null : formatDecimal(BigInt(rate), rateScale)));
}
