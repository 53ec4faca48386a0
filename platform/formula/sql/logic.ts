import { type Sql, sql } from '../../database/sql.ts';
import { at, type CallRun, calls, list, type Writer } from './writer.ts';

const ifs: Writer = (args) => {
  const whens: Sql[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) whens.push(sql`when ${at(args, i)} then ${at(args, i + 1)}`);
  const otherwise = args.length % 2 === 1 ? sql`else ${at(args, args.length - 1)}` : sql``;
  return sql`(case ${sql.join(whens, sql` `)} ${otherwise} end)`;
};

const choose: Writer = (args) => {
  const whens: Sql[] = [];
  for (let i = 1; i + 1 < args.length; i += 2) whens.push(sql`when ${at(args, i)} then ${at(args, i + 1)}`);
  const otherwise = args.length % 2 === 0 ? sql`else ${at(args, args.length - 1)}` : sql``;
  return sql`(case ${at(args, 0)} ${sql.join(whens, sql` `)} ${otherwise} end)`;
};

function isBlank(args: readonly Sql[], { types }: CallRun): Sql {
  if (types[0] === 'boolean') return sql`false`;
  return types[0] === 'list' ? sql`coalesce(jsonb_array_length(${at(args, 0)}), 0) = 0` : sql`${at(args, 0)} is null`;
}

const all = (sign: string): Writer => {
  const operator = sql.raw(` ${sign} `);
  return (args) => sql`(${sql.join([...args], operator)})`;
};

const element: Readonly<Record<string, Sql>> = {
  number: sql`numeric[]`,
  text: sql`text[]`,
  date: sql`date[]`,
  datetime: sql`timestamptz[]`,
  boolean: sql`boolean[]`,
};

/** `values` as an array of the type the arguments are used as. */
function arrayOf(values: readonly Sql[], type: string | undefined): Sql {
  return sql`array[${list(values)}]::${element[type ?? 'text']}`;
}

export const logicWriters: Readonly<Record<string, Writer>> = {
  IF: ifs,
  IFS: ifs,
  SWITCH: choose,
  CASE: choose,
  AND: all('and'),
  OR: all('or'),
  NOT: (args) => sql`not ${at(args, 0)}`,
  XOR: (args) =>
    sql`(${sql.join(
      args.map((arg) => sql`(${arg})::integer`),
      sql` + `,
    )}) % 2 = 1`,
  ISBLANK: isBlank,
  ISNOTBLANK: (args, run) => sql`not (${isBlank(args, run)})`,
  BLANKVALUE: (args) => sql`coalesce(${list(args)})`,
  COALESCE: (args) => sql`coalesce(${list(args)})`,
  NULLIF: (args) => sql`nullif(${list(args)})`,
  ISNUMBER: (args) => sql`formula_value(${at(args, 0)}) is not null`,
  ISDATE: (args) => sql`formula_datevalue(${at(args, 0)}) is not null`,
  BETWEEN: calls('formula_between'),
  IN: (args, { types }) => sql`${at(args, 0)} = any(${arrayOf(args.slice(1), types[0])})`,
};
