import { formatDecimal, type Label, parseDecimal } from '../kernel/index.ts';
import { type Context, metaOf, type TileDefinition } from '../module/index.ts';
import { type Answer, aggregateRecords, withoutWorth } from '../records/query/index.ts';
import { mayRead } from './needs.ts';

/** A figure at the head of a page; `object` and `filter` are the list it counts. */
export interface Tile {
  readonly name: string;
  readonly label: Label;
  readonly icon: string;
  readonly unit: Label;
  readonly object: string;
  readonly filter: unknown;
  readonly count: number;
  /** In the company's currency, a decimal text; absent without a sum or the right to see it. */
  readonly sum?: string;
  /** What is in other currencies without a rate, and so not in the sum. */
  readonly others?: readonly { readonly currency: string; readonly sum: string }[];
}

const SCALE = 2;
const added = (a: string, b: string): string =>
  formatDecimal(BigInt(parseDecimal(a, SCALE)) + BigInt(parseDecimal(b, SCALE)), SCALE, SCALE);

/** The tiles of a record that the caller may know: one aggregate each, with their rights. */
export async function tilesOf(ctx: Context, object: string, record: string): Promise<Tile[]> {
  const tiles: Tile[] = [];
  for (const tile of ctx.app.registry.tiles) {
    if (tile.of === object && mayRead(ctx, [tile.object, ...tile.asks.map((field) => `${tile.object}.${field}`)]))
      tiles.push(await tileOf(ctx, tile, record));
  }
  return tiles;
}

async function tileOf(ctx: Context, tile: TileDefinition, record: string): Promise<Tile> {
  const { name, label, icon, unit, object } = tile;
  const filter = tile.filter(ctx, record);
  const sum =
    tile.sum && mayRead(ctx, [`${object}.${tile.sum.field}`, ...(tile.sum.currency ? [`${object}.${tile.sum.currency}`] : [])])
      ? tile.sum
      : undefined;
  const { rows } = await aggregateRecords(ctx, metaOf(ctx, object), {
    filter,
    ...(sum?.currency ? { groupBy: [{ field: sum.currency }] } : {}),
    measures: [{ fn: 'count', as: 'count' }, ...(sum ? [{ fn: 'sum', field: sum.field, as: 'sum' }] : [])],
  });
  const count = rows.reduce((all, row) => all + Number(row['count']), 0);
  const shown = { name, label, icon, unit, object, filter, count };
  if (!sum) return shown;
  const total = rows.reduce((all, row) => added(all, String(row['sum'] ?? '0.00')), '0.00');
  return { ...shown, sum: total, others: await uncounted(ctx, { object, filter, sum, rows }) };
}

interface Summed {
  readonly object: string;
  readonly filter: unknown;
  readonly sum: NonNullable<TileDefinition['sum']>;
  readonly rows: readonly Answer[];
}

/** Amounts for whose currency no rate is known, by currency; asked only where something is in another one. */
async function uncounted(ctx: Context, { object, filter, sum, rows }: Summed): Promise<NonNullable<Tile['others']>> {
  const { currency } = sum;
  const meta = metaOf(ctx, object);
  const field = meta.fields.get(sum.field);
  const without = field && withoutWorth(ctx, meta, field);
  if (!currency || !without || rows.every((row) => (row[currency] ?? ctx.tenant.currency) === ctx.tenant.currency)) return [];
  const request = {
    filter: { and: [filter, without] },
    groupBy: [{ field: currency }],
    measures: [{ fn: 'sum', field: sum.field, as: 'sum' }],
  };
  const { rows: found } = await aggregateRecords(ctx, meta, request, { money: 'asWritten' });
  return found.map((row) => ({ currency: String(row[currency]), sum: String(row['sum']) }));
}
