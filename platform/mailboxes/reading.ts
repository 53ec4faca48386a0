import { type Sql, sql } from '../database/sql.ts';

const usualMinutes = 2;
const longestMinutes = 120;

/** What an update sets of a mailbox that has been read, or could not be: it comes again after two minutes, after failures ever later. */
export function nextReading(now: Date, failure: string | null): Sql {
  const failed = failure !== null;
  return sql`failure = ${failure}, failures = case when ${failed} then failures + 1 else 0 end,
    read_at = case when ${failed} then read_at else ${now}::timestamptz end,
    next_at = ${now}::timestamptz + interval '1 minute' *
      case when ${failed} then least(${usualMinutes}::int * power(2, least(failures, 10))::int, ${longestMinutes}::int) else ${usualMinutes}::int end`;
}
