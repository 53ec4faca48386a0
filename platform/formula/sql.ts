import { type Sql, sql } from '../database/sql.ts';
import { chineseCalendar, dayCalendar } from './calendar.ts';
import { dateWriters } from './sql/date.ts';
import { datePartWriters } from './sql/date-parts.ts';
import { logicWriters } from './sql/logic.ts';
import { numberWriters } from './sql/number.ts';
import { operatorWriters } from './sql/operators.ts';
import { picklistWriters } from './sql/picklist.ts';
import { textWriters } from './sql/text.ts';
import type { SqlRun, Writer } from './sql/writer.ts';
import type { Formula, FormulaNode, WorkCalendar } from './types.ts';

export interface FormulaSqlEnv {
  /** The field's value: numeric, text, date, timestamptz (in ms), boolean; multi-picklists as a jsonb array. May be written more than once. */
  column(path: string): Sql;
  readonly now: Date;
  readonly timeZone: string;
  /** China's legal holidays when absent. */
  readonly calendar?: WorkCalendar;
}

const writers: ReadonlyMap<string, Writer> = new Map(
  Object.entries({
    ...operatorWriters,
    ...logicWriters,
    ...textWriters,
    ...numberWriters,
    ...dateWriters,
    ...datePartWriters,
    ...picklistWriters,
  }),
);

/** Whether a function can be written in SQL; the tests hold it against the catalog. */
export function hasSql(name: string): boolean {
  return writers.has(name);
}

/**
 * The formula as an expression that gives what evaluateFormula gives, typed numeric, text, date, timestamptz or boolean (never null). Values
 * are bound, so that two copies of it are two expressions to PostgreSQL: group by its place in the select list or in a subquery.
 */
export function formulaSql(formula: Formula, env: FormulaSqlEnv): Sql {
  const { holidays, off, extra } = dayCalendar(env.calendar ?? chineseCalendar());
  const run: SqlRun = {
    now: sql`${env.now.toISOString()}::timestamptz`,
    zone: sql`${env.timeZone}::text`,
    // written as one text each: a bound array is not a place per day
    holidays: sql`${`{${holidays.join(',')}}`}::integer[]`,
    off: sql`${`{${off.join(',')}}`}::integer[]`,
    extra: sql`${`{${extra.join(',')}}`}::integer[]`,
  };
  return write(formula.ast, formula.type, env, run);
}

const casts: Readonly<Record<string, Sql>> = {
  number: sql`numeric`,
  text: sql`text`,
  date: sql`date`,
  datetime: sql`timestamptz`,
  boolean: sql`boolean`,
  list: sql`jsonb`,
};

function write(node: FormulaNode, wanted: string, env: FormulaSqlEnv, run: SqlRun): Sql {
  // nothing but NULL in it: empty of whatever type is needed here
  if (node.type === 'null') return wanted === 'boolean' ? sql`false` : sql`null::${casts[wanted] ?? casts['text']}`;
  if (node.kind === 'field') {
    const column = env.column(node.path);
    if (node.type === 'boolean') return sql`coalesce(${column}, false)`;
    return node.type === 'text' ? sql`nullif(${column}, '')` : sql`(${column})`;
  }
  if (node.kind === 'literal') return sql`${node.value}::${casts[node.type]}`;
  const types = node.args.map((arg, i) => takenAs(node, i, arg));
  const args = node.args.map((arg, i) => argument(node, i, write(arg, types[i] ?? 'text', env, run), run));
  const writer = writers.get(node.name);
  if (!writer) throw new Error(`no SQL of function ${node.name}`);
  const value = writer(args, { ...run, node, types });
  if (node.type === 'boolean') return sql`coalesce(${value}, false)`;
  if (node.loose.includes(true) && node.name !== 'COUNT') return value;
  if (node.type === 'text') return sql`formula_text(${value})`;
  return node.type === 'number' && !WITHIN.has(node.name) ? sql`formula_num(${value})` : sql`(${value})`;
}

// Whole numbers of a few digits need no check.
const WITHIN: ReadonlySet<string> = new Set(
  'neg ABS LEN FIND YEAR MONTH DAY QUARTER WEEKDAY ISOWEEK ISOYEAR DAYOFYEAR DAYSINMONTH HOUR MINUTE SECOND DAYS VALUE PICKCOUNT MIN MAX'.split(
    ' ',
  ),
);

/** The type an argument is used as; of `any` its own. */
function takenAs(node: FormulaNode & { kind: 'call' }, index: number, arg: FormulaNode): string {
  const param = node.params[index];
  if (param === 'any') return arg.type === 'null' ? 'text' : arg.type;
  return param === undefined || param === 'option' || param === 'format' ? 'text' : param;
}

function argument(node: FormulaNode & { kind: 'call' }, index: number, value: Sql, run: SqlRun): Sql {
  const param = node.params[index];
  if (param === 'date' && node.args[index]?.type === 'datetime') return sql`(${value} at time zone ${run.zone})::date`;
  if (!node.loose[index] && (param === 'text' || param === 'format')) return sql`coalesce(${value}, '')`;
  return value;
}
