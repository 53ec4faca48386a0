import { type Sql, sql } from '../../database/sql.ts';
import { readTimeFormat } from '../functions/format.ts';
import type { CallRun } from './writer.ts';

const patterns: Readonly<Record<string, string>> = {
  yyyy: 'YYYY',
  yy: 'YY',
  MM: 'MM',
  M: 'FMMM',
  dd: 'DD',
  d: 'FMDD',
  HH: 'HH24',
  H: 'FMHH24',
  mm: 'MI',
  m: 'FMMI',
  ss: 'SS',
  s: 'FMSS',
};

/** A day or an instant in a format; what is not a token is quoted for to_char. */
export function timeText(value: Sql, format: string, run: CallRun): Sql {
  const pattern = readTimeFormat(format)
    .map((part) => ('token' in part ? (patterns[part.token] ?? '') : `"${part.literal.replace(/["\\]/g, '\\$&')}"`))
    .join('');
  const reading = run.types[0] === 'datetime' ? sql`${value} at time zone ${run.zone}` : sql`(${value})::timestamp`;
  return sql`to_char(${reading}, ${pattern}::text)`;
}
