import { type Sql, sql } from '../../database/sql.ts';
import { at, type CallRun, shown, type Writer } from './writer.ts';

const compared = (sign: string): Writer => {
  const operator = sql.raw(sign);
  return (args, { types }) => {
    // as code points, whatever the database sorts by
    const side = (value: Sql) => (types[0] === 'text' ? sql`(${value}) collate "C"` : value);
    return sql`${side(at(args, 0))} ${operator} ${side(at(args, 1))}`;
  };
};

function plus(args: readonly Sql[], { types }: CallRun): Sql {
  if (types[0] === 'number' && types[1] === 'number') return sql`${at(args, 0)} + ${at(args, 1)}`;
  const [from, days] = types[0] === 'number' ? [at(args, 1), at(args, 0)] : [at(args, 0), at(args, 1)];
  return later(from, days, types.includes('date'));
}

/** Whole days of a date, parts of days of an instant. */
export function later(from: Sql, days: Sql, isDate: boolean): Sql {
  return isDate ? sql`formula_add_days(${from}, ${days})` : sql`formula_add_ms(${from}, ${days}, 86400000, 4000000)`;
}

function minus(args: readonly Sql[], { types }: CallRun): Sql {
  const [a, b] = [at(args, 0), at(args, 1)];
  if (types[0] === 'number') return sql`${a} - ${b}`;
  if (types[1] === 'number') return later(a, sql`-(${b})`, types[0] === 'date');
  return types[0] === 'date' ? sql`(${a} - ${b})::numeric` : sql`formula_between_ms(${b}, ${a}, 86400000)`;
}

export function joined(args: readonly Sql[], run: CallRun): Sql {
  return sql`array_to_string(array[${sql.join(args.map((arg, i) => shown(arg, run.types[i], run)))}]::text[], '')`;
}

export const operatorWriters: Readonly<Record<string, Writer>> = {
  '+': plus,
  '-': minus,
  '*': (args) => sql`${at(args, 0)} * ${at(args, 1)}`,
  '/': (args) => sql`formula_div(${at(args, 0)}, ${at(args, 1)})`,
  '%': (args) => sql`formula_mod(${at(args, 0)}, ${at(args, 1)})`,
  '^': (args) => sql`formula_power(${at(args, 0)}, ${at(args, 1)})`,
  neg: (args) => sql`-(${at(args, 0)})`,
  '&': joined,
  '=': (args) => sql`${at(args, 0)} is not distinct from ${at(args, 1)}`,
  '<>': (args) => sql`${at(args, 0)} is distinct from ${at(args, 1)}`,
  '<': compared('<'),
  '<=': compared('<='),
  '>': compared('>'),
  '>=': compared('>='),
};
