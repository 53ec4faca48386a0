import { type Sql, sql } from '../../database/sql.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { unlessVeiled } from '../../storage/columns.ts';
import { bareSql } from './filter.ts';
import type { FilterInput } from './types.ts';

/** A field of an object, and the alias of the table that holds it. */
export interface Counted {
  readonly object: ObjectMeta;
  readonly field: FieldMeta;
  readonly alias: string;
}

/**
 * What a field gives to sums, averages and extremes: of an amount in another currency what it is worth in the company's own, nothing while
 * no rate is known. `column` is the field as it lies. Which fields say so is asked of the whole object: a right on one of them may neither
 * change a sum nor add up what must not be added.
 */
export function countedSql(ctx: Context, { object, field, alias }: Counted, column: Sql): Sql {
  if (field.type !== 'currency') return column;
  const whole = ctx.whole().meta.object(object.name) ?? object;
  const base = whole.fields.get(field.name)?.base;
  const [currency, worth] = [whole.fields.get(base?.currency ?? ''), whole.fields.get(base?.amount ?? '')];
  if (!currency || !worth) return column;
  const own = ctx.tenant.currency;
  const inBase = unlessVeiled(alias, field, bareSql(alias, worth));
  return sql`case when coalesce(${bareSql(alias, currency)}, ${own}) = ${own} then ${column} else ${inBase} end`;
}

/** The records whose amount counts for nothing, because no rate is known for its currency; undefined of a field in one currency only. */
export function withoutWorth(ctx: Context, object: ObjectMeta, { name, base }: FieldMeta): FilterInput | undefined {
  const currency = base && object.fields.get(base.currency);
  if (!base || !currency || !object.fields.has(base.amount)) return undefined;
  const isOption = currency.options?.some(({ key }) => key === ctx.tenant.currency);
  return {
    and: [
      { field: name, op: 'isNotNull' },
      { field: base.currency, op: 'isNotNull' },
      ...(isOption ? [{ field: base.currency, op: 'ne', value: ctx.tenant.currency }] : []),
      { field: base.amount, op: 'isNull' },
    ],
  };
}
