import type pg from 'pg';
import { compile, type Sql, sql } from '../../database/sql.ts';
import { formulaSql } from '../sql.ts';
import type { Formula, WorkCalendar } from '../types.ts';
import { fields, type Row } from './random-formula.ts';

const columns: Readonly<Record<string, Sql>> = {
  number: sql`numeric`,
  text: sql`text`,
  date: sql`date`,
  datetime: sql`timestamptz`,
  boolean: sql`boolean`,
};

function canonical(type: string, value: Sql): Sql {
  if (type === 'number') return sql`trim_scale(${value})::text`;
  if (type === 'date') return sql`to_char((${value})::timestamp, 'YYYY-MM-DD')`;
  if (type === 'datetime') return sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return value;
}

export interface At {
  readonly now: Date;
  readonly timeZone: string;
  readonly calendar?: WorkCalendar;
}

/** The canonical results of each formula for each row: result[row][formula]. One statement. */
export async function inSql(client: pg.Pool | pg.Client, formulas: readonly Formula[], rows: readonly Row[], at: At): Promise<unknown[][]> {
  const paths = Object.keys(fields);
  const column = (path: string) => sql.ref(`t.${path.replaceAll('.', '_')}`);
  const typed = paths.map(
    (path) => sql`${sql.ref(path.replaceAll('.', '_'))} ${fields[path]?.multi ? sql`jsonb` : columns[fields[path]?.type ?? 'text']}`,
  );
  const data = rows.map((row) => Object.fromEntries(paths.map((path) => [path.replaceAll('.', '_'), row[path] ?? null])));
  const selected = formulas.map((formula) => sql`to_jsonb(${canonical(formula.type, formulaSql(formula, { column, ...at }))})`);
  const { text, values } = compile(sql`
    select jsonb_build_array(${sql.join(selected)}) as results
    from jsonb_to_recordset(${JSON.stringify(data)}::jsonb) as t(${sql.join(typed)})`);
  const found = await client.query<{ results: unknown[] }>(text, values);
  return found.rows.map(({ results }) => results);
}
