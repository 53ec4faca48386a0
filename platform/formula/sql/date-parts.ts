import { type Sql, sql } from '../../database/sql.ts';
import { at, type Writer } from './writer.ts';

const part = (name: string): Writer => {
  const field = sql.raw(name);
  return (args) => sql`extract(${field} from ${at(args, 0)})::numeric`;
};
const clock = (name: string): Writer => {
  const field = sql.raw(name);
  return (args, { zone }) => sql`floor(extract(${field} from ${at(args, 0)} at time zone ${zone}))::numeric`;
};
const start = (unit: string): Writer => {
  const name = sql.lit(unit);
  return (args) => sql`date_trunc(${name}, ${stamp(at(args, 0))})::date`;
};
const end = (unit: string, last: string): Writer => {
  const [name, span] = [sql.lit(unit), sql.lit(last)];
  return (args) => sql`(date_trunc(${name}, ${stamp(at(args, 0))}) + ${span}::interval)::date`;
};

/** Without it PostgreSQL takes a day for an instant of its own zone. */
function stamp(day: Sql): Sql {
  return sql`(${day})::timestamp`;
}

/** Of the week before or after the first and the last day a formula knows there is no date. */
const inRange = (writer: Writer): Writer => {
  return (args, run) => sql`formula_date_in_range(${writer(args, run)})`;
};

export const datePartWriters: Readonly<Record<string, Writer>> = {
  YEAR: part('year'),
  MONTH: part('month'),
  DAY: part('day'),
  QUARTER: part('quarter'),
  WEEKDAY: part('isodow'),
  ISOWEEK: part('week'),
  ISOYEAR: part('isoyear'),
  DAYOFYEAR: part('doy'),
  DAYSINMONTH: (args) => sql`extract(day from formula_month_end(${at(args, 0)}))::numeric`,
  ISLEAPYEAR: (args) => sql`extract(day from date_trunc('year', ${stamp(at(args, 0))}) + interval '2 months -1 day') = 29`,
  HOUR: clock('hour'),
  MINUTE: clock('minute'),
  SECOND: clock('second'),
  STARTOFWEEK: inRange(start('week')),
  ENDOFWEEK: inRange(end('week', '6 days')),
  STARTOFMONTH: start('month'),
  ENDOFMONTH: (args) => sql`formula_month_end(${at(args, 0)})`,
  STARTOFQUARTER: start('quarter'),
  ENDOFQUARTER: end('quarter', '3 months -1 day'),
  STARTOFYEAR: start('year'),
  ENDOFYEAR: end('year', '1 year -1 day'),
};
