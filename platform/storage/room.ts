import { type Sql, sql } from '../database/sql.ts';
import { fieldError, type Label, parseDecimal } from '../kernel/index.ts';

const most = sql.raw('9223372036854775807');

/** Decimals with which amounts of money lie in their column. */
export const moneyScale = 4;

/** Whether a decimal has room in a column that keeps it multiplied by 10^scale; units of a column themselves have the scale 0. */
export const hasRoom = (decimal: string, scale: number = moneyScale): boolean => typeof parseDecimal(decimal, scale) === 'bigint';

/** A numeric value in units of a column, null where the column has no room for it: the statement goes through, `needRoom` refuses it then. */
export const unitsOf = (value: Sql): Sql => sql`case when abs(${value}) <= ${most} then (${value})::bigint end`;

/** A numeric value in units of a column; what has no room there is the largest or smallest of all. Nothing stays nothing. */
export const nearestUnits = (value: Sql): Sql =>
  sql`case when ${value} is not null then least(greatest(${value}, -${most}), ${most})::bigint end`;

/**
 * Refuses sums and products that are derived into a field and that its column has no room for. `scale`: decimals the column keeps beyond
 * those of the amounts; none where they are units of the column.
 *
 * @throws INVALID_VALUE that names the field
 */
export function needRoom(
  field: string,
  amounts: readonly (string | null)[],
  { message, scale = 0 }: { readonly message: Label; readonly scale?: number },
): void {
  if (amounts.some((one) => one !== null && !hasRoom(one, scale))) throw fieldError('INVALID_VALUE', field, message);
}
