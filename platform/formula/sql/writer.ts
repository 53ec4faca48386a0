import { type Sql, sql } from '../../database/sql.ts';
import type { FormulaNode } from '../types.ts';

export interface SqlRun {
  readonly now: Sql;
  readonly zone: Sql;
  /** Sorted days since 1970-01-01, as integer[]. */
  readonly holidays: Sql;
  readonly off: Sql;
  readonly extra: Sql;
}

export interface CallRun extends SqlRun {
  readonly node: FormulaNode & { readonly kind: 'call' };
  /** What each argument is used as. */
  readonly types: readonly string[];
}

/**
 * Writes a call. Arguments are whole expressions: text parameters never null, numbers, dates and those of `T` and `any` null when empty.
 * An argument is written once, or a formula that nests would double at each level; what is needed twice goes through a function.
 */
export type Writer = (args: readonly Sql[], run: CallRun) => Sql;

/** The argument at a place that the checker has made sure of. */
export function at(args: readonly Sql[], index: number): Sql {
  const found = args[index];
  if (!found) throw new Error(`argument ${index} is missing`);
  return found;
}

/** A call of one database function with every argument. */
export function calls(name: string): Writer {
  const written = sql.raw(name);
  return (args) => sql`${written}(${sql.join([...args])})`;
}

/** An integer of a number, cut and bounded. */
export function int(value: Sql): Sql {
  return sql`formula_int(${value})`;
}

/** A value as & joins it; never null. */
export function shown(value: Sql, type: string | undefined, run: SqlRun): Sql {
  if (type === 'boolean') return sql`case when ${value} then 'TRUE' else 'FALSE' end`;
  if (type === 'number') return sql`coalesce(trim_scale(${value})::text, '')`;
  if (type === 'date') return sql`coalesce(to_char((${value})::timestamp, 'YYYY-MM-DD'), '')`;
  if (type === 'datetime') return sql`coalesce(to_char(${value} at time zone ${run.zone}, 'YYYY-MM-DD HH24:MI'), '')`;
  return sql`coalesce(${value}, '')`;
}

export function list(values: readonly Sql[]): Sql {
  return sql.join([...values]);
}
