import { sql } from '@huanke/platform/database';
import { dayIn } from '@huanke/platform/kernel';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { emitAll, loadValues, type SaveRow, saveRecords } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { draftedOf, saveDrafts } from '../contracts/draft.ts';
import { lineSums } from '../deals/lines.ts';
import { dealMeta, stagesFor } from '../deals/stages.ts';

/** A line of the price that was won, as the event tells it: what a contract is made of. Decimals as text. */
interface WonLine {
  readonly product: unknown;
  readonly name: unknown;
  readonly quantity: unknown;
  readonly unitPrice: unknown;
  readonly amount: unknown;
}

async function linesOf(tx: Context, tenders: readonly string[]): Promise<Map<string, WonLine[]>> {
  const rows = await tx.query<{ id: string; tender: string }>(sql`
    select id, tender from tender_line where tenant_id = ${tx.tenant.id} and tender = any(${tenders}::uuid[]) and deleted_at is null order by id`);
  const found = await loadValues(
    tx,
    metaOf(tx, 'tenderLine'),
    rows.map(({ id }) => id),
  );
  const lines = rows.map(({ id, tender }) => {
    const { product = null, name, quantity, unitPrice, amount } = found.get(id) ?? {};
    return { tender, line: { product, name, quantity, unitPrice, amount } };
  });
  return new Map([...Map.groupBy(lines, ({ tender }) => tender)].map(([tender, list]) => [tender, list.map(({ line }) => line)]));
}

/**
 * What a won tender means for its opportunity: the price that was won to the cent, and the win itself as far as the gates of the deal let it
 * pass. A deal whose gates ask for more keeps its stage and has the amount; the tender is won all the same. A contract is drafted with the price
 * lines. Tells `tender.won` with the lines.
 */
export async function carryWon(ctx: Context, tenders: readonly string[]): Promise<void> {
  if (tenders.length === 0) return;
  const tx = ctx.elevated().whole();
  const found = await loadValues(tx, metaOf(tx, 'tender'), tenders);
  const lines = await linesOf(tx, tenders);
  await winDeals(tx, [...found.values()]);
  await draftContracts(tx, found, lines);
  await emitAll(
    ctx,
    tenders.map((record) => {
      const { opportunity = null, buyer = null, bidPrice: amount = null } = found.get(record) ?? {};
      return {
        event: salesEvents.tenderWon,
        object: 'tender',
        record,
        changes: { opportunity, buyer, amount, lines: lines.get(record) ?? [] },
      };
    }),
  );
}

/** A draft of each won tender that has none yet: for its buyer, at the price that was won, line by line. */
async function draftContracts(
  tx: Context,
  tenders: ReadonlyMap<string, Values>,
  lines: ReadonlyMap<string, readonly WonLine[]>,
): Promise<void> {
  const known = await draftedOf(tx, [...tenders.keys()]);
  const drafts = [...tenders].flatMap(([id, { name, buyer = null, opportunity = null, bidPrice = null, owner }]) => {
    const values = { name, account: buyer, opportunity, tender: id, amount: bidPrice, owner };
    const priced = (lines.get(id) ?? []).map(({ amount: _, ...line }) => ({ ...line }));
    return known.has(id) ? [] : [{ values, lines: priced }];
  });
  await saveDrafts(tx, drafts);
}

async function winDeals(tx: Context, tenders: readonly Values[]): Promise<void> {
  const won = new Map(tenders.flatMap((tender) => (typeof tender.opportunity === 'string' ? [[tender.opportunity, tender] as const] : [])));
  if (won.size === 0) return;
  const meta = dealMeta(tx);
  const deals = await loadValues(tx, meta, [...won.keys()]);
  // what a deal with product lines is worth is said by those
  const summed = await lineSums(tx, [...won.keys()]);
  const today = dayIn(tx.tenant.timeZone, tx.clock.now());
  const rows = [...deals].flatMap(([id, deal]): { carried: SaveRow; stage: string }[] => {
    const tender = won.get(id) ?? {};
    const { all } = stagesFor(tx, deal.recordType);
    const stage = all.find(({ category, active }) => category === 'won' && active !== false)?.key;
    if (!stage || all.find(({ key }) => key === deal.stage)?.category !== 'open') return [];
    const amount = tender.bidPrice === null || summed.has(id) ? {} : { amount: tender.bidPrice };
    return [{ stage, carried: { operation: 'update', id, values: { ...amount, account: deal.account ?? tender.buyer ?? null } } }];
  });
  const moved = rows.map(
    ({ carried, stage }): SaveRow => ({ ...carried, values: { ...carried.values, stage, closedOn: today, lossReason: null } }),
  );
  const results = await saveRecords(tx, meta, moved, { asSystem: true });
  const kept = rows.flatMap(({ carried }, index) => (results[index]?.error ? [carried] : []));
  if (kept.length > 0) await saveRecords(tx, meta, kept, { asSystem: true });
}
