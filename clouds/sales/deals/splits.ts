import { sql } from '@huanke/platform/database';
import { allocate, formatDecimal, parseDecimal, roundDiv } from '@huanke/platform/kernel';
import type { Context, Values } from '@huanke/platform/module';
import { loadValues, type SaveRow, saveAll } from '@huanke/platform/records';
import { dealMeta } from './stages.ts';
import { decimalsOf } from './worth.ts';

/** Decimals of percent as it is compared and shared out. */
export const percentScale = 2;
export const whole = 100n * 10n ** BigInt(percentScale);

export const percentOf = (value: unknown): bigint => {
  const read = parseDecimal(String(value ?? ''), percentScale);
  return typeof read === 'bigint' ? read : 0n;
};

export interface Share {
  readonly kind: unknown;
  readonly percent: unknown;
}

/**
 * What each share of a deal is worth, in the order of the shares: revenue by largest remainder, so that the parts add up to the amount;
 * overlay each by itself, rounded half up. Null while the deal has no amount.
 */
export function amountsOf(amount: unknown, currency: unknown, shares: readonly Share[]): (string | null)[] {
  const decimals = decimalsOf(currency);
  const read = amount === null || amount === undefined ? 'invalid' : parseDecimal(String(amount), 2);
  if (typeof read !== 'bigint') return shares.map(() => null);
  const units = roundDiv(read, 10n ** BigInt(2 - decimals));
  const revenue = shares.filter(({ kind }) => kind === 'revenue');
  const weights = revenue.map(({ percent }) => percentOf(percent));
  const parts = weights.some((weight) => weight > 0n) ? allocate(units, weights) : weights.map(() => 0n);
  return shares.map((share) => {
    const at = revenue.indexOf(share);
    const part = at >= 0 ? (parts[at] ?? 0n) : roundDiv(units * percentOf(share.percent), whole);
    return formatDecimal(part, decimals, 2);
  });
}

/** Shares the amounts of deals out anew after they have changed; one reading and one writing for all of them. */
export async function allocateSplits(tx: Context, deals: readonly string[]): Promise<void> {
  const meta = tx.meta.object('opportunitySplit');
  if (!meta || deals.length === 0) return;
  const rows = await tx.query<{ id: string }>(sql`
    select id from opportunity_split where tenant_id = ${tx.tenant.id} and opportunity = any(${deals}::uuid[]) and deleted_at is null order by opportunity, line`);
  if (rows.length === 0) return;
  const splits = await loadValues(
    tx,
    meta,
    rows.map(({ id }) => id),
  );
  const ordered = rows.map(({ id }): Values => ({ ...splits.get(id), id }));
  const byDeal = Map.groupBy(ordered, (split) => String(split.opportunity));
  const values = await loadValues(tx, dealMeta(tx), [...byDeal.keys()]);
  const changed = [...byDeal].flatMap(([deal, shares]) => valued(values.get(deal), shares));
  await saveAll(tx.elevated(), meta, changed, { asSystem: true });
}

function valued(deal: Values | undefined, shares: readonly Values[]): SaveRow[] {
  const amounts = amountsOf(
    deal?.amount,
    deal?.currency,
    shares.map(({ kind, percent }) => ({ kind, percent })),
  );
  return shares.map((share, index) => ({ operation: 'update', id: String(share.id), values: { amount: amounts[index] ?? null } }));
}
