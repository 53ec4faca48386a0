import { sql } from '@huanke/platform/database';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { loadValues, takeTurns } from '@huanke/platform/records';
import { type Bid, type Score, scoreBids, type Weights } from './score.ts';

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

export const weightsOf = (tender: Values | undefined): Weights => ({
  price: textOf(tender?.priceWeight) ?? '0',
  technical: textOf(tender?.technicalWeight) ?? '0',
  business: textOf(tender?.businessWeight) ?? '0',
});

export const bidOf = (id: string, row: Values): Bid => ({
  id,
  price: textOf(row.price),
  technical: textOf(row.technical),
  business: textOf(row.business),
  rejected: row.rejected === true,
});

/** Bidders of tenders by tender, in the order they were entered. */
export async function biddersOf(tx: Context, tenders: readonly string[]): Promise<Map<string, (Values & { readonly id: string })[]>> {
  const rows = await tx.query<{ id: string; tender: string }>(sql`
    select id, tender from bid_result where tenant_id = ${tx.tenant.id} and tender = any(${tenders}::uuid[]) and deleted_at is null order by id`);
  const values = await loadValues(
    tx,
    metaOf(tx, 'bidResult'),
    rows.map(({ id }) => id),
  );
  const bidders = rows.map(({ id, tender }) => ({ ...values.get(id), id, tender }));
  return Map.groupBy(bidders, ({ tender }) => tender);
}

/**
 * Works the points of all bidders of these tenders out anew; tenders are locked meanwhile, so that of two who enter prices at once the
 * second sees both. Points are derived: versions stay.
 */
export async function rescore(ctx: Context, tenders: readonly string[]): Promise<void> {
  const ids = [...new Set(tenders)];
  if (ids.length === 0) return;
  // points are made of all fields, also of those the caller may not see
  const tx = ctx.whole();
  await takeTurns(tx, 'tender', ids);
  const found = await loadValues(tx, metaOf(tx, 'tender'), ids);
  const scores = [...(await biddersOf(tx, ids))].flatMap(([tender, bidders]) =>
    scoreBids(
      bidders.map((row) => bidOf(row.id, row)),
      weightsOf(found.get(tender)),
    ),
  );
  await writeScores(tx, scores);
}

async function writeScores(tx: Context, scores: readonly Score[]): Promise<void> {
  if (scores.length === 0) return;
  const list = (of: (score: Score) => unknown) => scores.map(of);
  await tx.query(sql`
    update bid_result t set price_score = s.price, technical_score = s.technical, business_score = s.business, total = s.total, place = s.place
    from unnest(${list(({ id }) => id)}::uuid[], ${list(({ price }) => price)}::bigint[], ${list(({ technical }) => technical)}::bigint[],
      ${list(({ business }) => business)}::bigint[], ${list(({ total }) => total)}::bigint[], ${list(({ place }) => place)}::bigint[])
      as s (id, price, technical, business, total, place)
    where t.tenant_id = ${tx.tenant.id} and t.id = s.id`);
}
