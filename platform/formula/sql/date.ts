import { type Sql, sql } from '../../database/sql.ts';
import { later } from './operators.ts';
import { formatOf } from './text.ts';
import { timeText } from './time-text.ts';
import { at, type CallRun, int, list, type Writer } from './writer.ts';

const months = (a: Sql, b: Sql) => sql`formula_months(${a}, ${b})`;
const units: Readonly<Record<string, (a: Sql, b: Sql) => Sql>> = {
  day: (a, b) => sql`(${b} - ${a})`,
  week: (a, b) => sql`((${b} - ${a}) / 7)`,
  month: months,
  quarter: (a, b) => sql`(${months(a, b)} / 3)`,
  year: (a, b) => sql`(${months(a, b)} / 12)`,
};
const between = (unit: number): Writer => {
  const milliseconds = sql.lit(unit);
  return (args) => sql`formula_between_ms(${at(args, 0)}, ${at(args, 1)}, ${milliseconds})`;
};
const add = (unit: number): Writer => {
  const milliseconds = sql.lit(unit);
  return (args) => sql`formula_add_ms(${at(args, 0)}, ${at(args, 1)}, ${milliseconds}, 1000000000)`;
};
const addMonths: Writer = (args) => sql`formula_add_months(${at(args, 0)}, ${at(args, 1)})`;
const dayOf = (instant: Sql, run: CallRun) => sql`(${instant} at time zone ${run.zone})::date`;

function dateValue(args: readonly Sql[], run: CallRun): Sql {
  if (run.types[0] === 'text') return sql`formula_datevalue(${at(args, 0)})`;
  return run.types[0] === 'datetime' ? dayOf(at(args, 0), run) : at(args, 0);
}

export const dateWriters: Readonly<Record<string, Writer>> = {
  TODAY: (_, run) => dayOf(run.now, run),
  NOW: (_, { now }) => now,
  DATE: (args) => sql`formula_date(${list(args.map(int))})`,
  DATETIME: (args, { zone }) => {
    const [second = sql`0`] = args.slice(5);
    return sql`formula_datetime(${list([...args.slice(0, 5), second].map(int))}, ${zone})`;
  },
  DATEVALUE: dateValue,
  STARTOFDAY: (args, { zone }) => sql`formula_local((${at(args, 0)})::timestamp, ${zone})`,
  DAYS: (args) => sql`(${at(args, 0)} - ${at(args, 1)})::numeric`,
  DATEDIFF: (args, run) => sql`${units[formatOf(run, 2)]?.(at(args, 0), at(args, 1)) ?? sql`null`}::numeric`,
  HOURSBETWEEN: between(3_600_000),
  MINUTESBETWEEN: between(60_000),
  AGE: (args, run) => sql`(${months(at(args, 0), dayOf(run.now, run))} / 12)::numeric`,
  ADDDAYS: (args, { types }) => later(at(args, 0), at(args, 1), types[0] === 'date'),
  ADDWEEKS: (args) => sql`formula_add_days(${at(args, 0)}, 7 * trunc(${at(args, 1)}))`,
  ADDMONTHS: addMonths,
  EDATE: addMonths,
  EOMONTH: (args) => sql`formula_month_end(formula_add_months(${at(args, 0)}, ${at(args, 1)}))`,
  ADDYEARS: (args) => sql`formula_add_months(${at(args, 0)}, 12 * trunc(${at(args, 1)}))`,
  ADDHOURS: add(3_600_000),
  ADDMINUTES: add(60_000),
  FORMATDATE: (args, run) => timeText(at(args, 0), formatOf(run), run),
  WEEKDAYNAME: (args) => sql`'星期' || substr('一二三四五六日', extract(isodow from ${at(args, 0)})::integer, 1)`,
  ISWEEKEND: (args) => sql`extract(isodow from ${at(args, 0)}) > 5`,
  ISHOLIDAY: (args, { holidays }) => sql`formula_has_day(${at(args, 0)}, ${holidays})`,
  ISWORKDAY: (args, { off, extra }) => sql`formula_is_workday(${at(args, 0)}, ${off}, ${extra})`,
  WORKDAY: (args, { off, extra }) => sql`formula_workday(${at(args, 0)}, ${int(at(args, 1))}, ${off}, ${extra})`,
  NETWORKDAYS: (args, { off, extra }) => sql`formula_networkdays(${at(args, 0)}, ${at(args, 1)}, ${off}, ${extra})::numeric`,
};
