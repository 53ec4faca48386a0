import { type Sql, sql } from '../../database/sql.ts';
import { at, calls, list, type Writer } from './writer.ts';

const rounding = (mode: string): Writer => {
  const written = sql.lit(mode);
  return (args) => sql`formula_round(${at(args, 0)}, ${args[1] ?? sql`0`}, ${written})`;
};
const multiple = (mode: string): Writer => {
  const written = sql.lit(mode);
  return (args) => sql`formula_multiple(${at(args, 0)}, ${args[1] ?? sql`1`}, ${written})`;
};
const many = (name: string): Writer => {
  const written = sql.raw(name);
  return (args) => sql`${written}(array[${list(args)}]::numeric[])`;
};

export const numberWriters: Readonly<Record<string, Writer>> = {
  ABS: calls('abs'),
  ROUND: rounding('half'),
  ROUNDUP: rounding('up'),
  ROUNDDOWN: rounding('down'),
  TRUNC: rounding('down'),
  INT: calls('floor'),
  CEILING: multiple('ceil'),
  FLOOR: multiple('floor'),
  MROUND: multiple('half'),
  MOD: calls('formula_mod'),
  QUOTIENT: calls('formula_quotient'),
  DIVIDE: calls('formula_divide'),
  PERCENT: (args) => sql`formula_div(${at(args, 0)} * 100, ${at(args, 1)})`,
  POWER: calls('formula_power'),
  SQRT: calls('formula_sqrt'),
  EXP: calls('formula_exp'),
  LN: calls('formula_ln'),
  LOG10: calls('formula_log10'),
  MIN: calls('least'),
  MAX: calls('greatest'),
  SUM: many('formula_sum'),
  PRODUCT: many('formula_product'),
  AVERAGE: many('formula_average'),
  MEDIAN: many('formula_median'),
  COUNT: (args, { types }) =>
    sql`(${sql.join(
      args.map((arg, i) => present(arg, types[i])),
      sql` + `,
    )})::numeric`,
  SIGN: calls('sign'),
  CLAMP: calls('formula_clamp'),
  ISEVEN: (args) => sql`mod(trunc(${at(args, 0)}), 2) = 0`,
  ISODD: (args) => sql`mod(trunc(${at(args, 0)}), 2) <> 0`,
  RMBUPPER: calls('formula_rmb'),
};

function present(value: Sql, type: string | undefined): Sql {
  return type === 'boolean' ? sql`1` : sql`(${value} is not null)::integer`;
}
