import { sql } from '../../database/sql.ts';
import { formatDecimal } from '../../kernel/index.ts';
import type { PlacedRollup } from '../../metadata/rollup.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { displayScale, storageScale } from '../../storage/codec.ts';
import { columnOf } from '../../storage/columns.ts';
import { baseCondition } from '../access.ts';
import { countedSql, createJoins } from '../query/index.ts';
import { filterOf, formOf, type RollupChange, writeParts } from './recompute.ts';

/** What one record adds to one roll-up: to which parent, and how much in units of the column; undefined where only counting anew is exact. */
export interface Share {
  readonly parent: string;
  readonly amount: bigint | undefined;
}

/** By roll-up (`account.x_total`), what each record adds; nothing of those that add nothing. */
export type Shares = ReadonlyMap<string, ReadonlyMap<string, Share>>;

export const keyOf = ({ parent, field }: Pick<PlacedRollup, 'parent' | 'field'>) => `${parent.name}.${field.name}`;

/** The field that is added up; undefined for a count. */
function sourceOf(ctx: Pick<Context, 'meta'>, { rollup }: PlacedRollup): FieldMeta | undefined {
  return rollup.of === undefined ? undefined : ctx.meta.object(rollup.object)?.fields.get(rollup.of);
}

/**
 * Whether a difference is as exact as counting anew: counts and sums of stored fields, once their existing records have been worked out.
 * Formula fields are worked out by the row as it stands, so what was before could not be asked.
 */
export function canShift(ctx: Pick<Context, 'meta'>, one: PlacedRollup): boolean {
  const { field, rollup, sources } = one;
  const child = ctx.meta.object(rollup.object);
  const isSum = rollup.function === 'sum' && sourceOf(ctx, one) !== undefined;
  if (field.computing || (rollup.function !== 'count' && !isSum)) return false;
  return [...sources].every((name) => child?.fields.get(name)?.formula === undefined);
}

/** What records add as they lie now; deleted ones nothing. */
export async function sharesOf(tx: Context, child: ObjectMeta, ids: readonly string[], rollups: readonly PlacedRollup[]): Promise<Shares> {
  const joins = createJoins(tx.elevated(), { alias: 'c' });
  const asked = rollups.flatMap((one) => {
    const relation = child.fields.get(one.rollup.field);
    const condition = filterOf(tx, child, one.rollup, joins);
    const source = sourceOf(tx, one);
    if (!relation || !condition) return [];
    const value = source
      ? sql`coalesce(${countedSql(tx, { object: child, field: source, alias: 'c' }, columnOf('c', source).sql)}, 0)::text`
      : sql`'1'`;
    return [{ one, source, column: sql`case when ${condition} then ${columnOf('c', relation).sql}::text end`, value }];
  });
  const shares = new Map(asked.map(({ one }) => [keyOf(one), new Map<string, Share>()]));
  if (asked.length === 0 || ids.length === 0) return shares;
  const columns = asked.map(({ column, value }, index) => sql`${column} as ${sql.id(`p${index}`)}, ${value} as ${sql.id(`v${index}`)}`);
  const rows = await tx.query<Record<string, string | null>>(sql`
    select c.id, ${sql.join(columns)} from ${sql.id(child.table)} c ${joins.sql()}
    where ${baseCondition(tx, child, 'c')} and c.id = any(${ids}::uuid[])`);
  for (const row of rows)
    asked.forEach(({ one, source }, index) => {
      const parent = row[`p${index}`];
      if (parent) shares.get(keyOf(one))?.set(String(row['id']), { parent, amount: amountOf(source, row[`v${index}`] ?? '0') });
    });
  return shares;
}

/** What has more decimals than are shown (a field that once had more) is only right when all are added before rounding. */
function amountOf(source: FieldMeta | undefined, text: string): bigint | undefined {
  const amount = BigInt(text);
  if (!source) return amount;
  return amount % 10n ** BigInt(storageScale(source) - displayScale(source)) === 0n ? amount : undefined;
}

/** Adds differences to roll-ups of parents that are locked and hold a value. `amounts`: by parent and field, in units of the column. */
export async function shiftRollups(
  tx: Context,
  parent: ObjectMeta,
  amounts: ReadonlyMap<string, ReadonlyMap<string, bigint>>,
  rollups: readonly PlacedRollup[],
): Promise<RollupChange[]> {
  const scale = (one: PlacedRollup) => {
    const source = sourceOf(tx, one);
    return source ? storageScale(source) : 0;
  };
  const byField = new Map(rollups.map((one) => [one.field.name, scale(one)]));
  const texts = Object.fromEntries(
    [...amounts].map(([id, fields]) => [
      id,
      Object.fromEntries(
        [...fields].map(([name, amount]) => [name, formatDecimal(amount, byField.get(name) ?? 0, byField.get(name) ?? 0)]),
      ),
    ]),
  );
  const parts = rollups.flatMap(({ field }) => {
    if (field.storage.kind !== 'custom') return [];
    const { key, slot } = field.storage;
    const added = sql`coalesce((${JSON.stringify(texts)}::jsonb -> o.id::text ->> ${field.name}::text)::numeric, 0)`;
    const aggregate = sql`(o.custom ->> ${key})::numeric + ${added}`;
    return [{ field, key, slot, from: sql``, aggregate, form: (value: Parameters<typeof formOf>[1]) => formOf(field, value) }];
  });
  return writeParts(tx, parent, [...amounts.keys()], parts);
}
