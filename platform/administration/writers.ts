import { sql } from '../database/sql.ts';
import type { Context, ObjectMeta } from '../module/index.ts';

/** Transactions that are writing to the table of an object at this moment, of whatever tenant. */
export async function writersOf(ctx: Context, meta: ObjectMeta): Promise<string[]> {
  const rows = await ctx.query<{ writer: string }>(sql`
    select distinct virtualtransaction as writer from pg_locks
    where locktype = 'relation' and relation = to_regclass(${meta.table})::oid and mode = 'RowExclusiveLock' and pid <> pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database())`);
  return rows.map((row) => row.writer);
}

const pause = 50;

/**
 * Waits for the end of every transaction that is writing to the table now. Whoever begins to write later sees what was committed before
 * this call, since a statement locks its table before it looks at the data.
 */
export async function writersGone(ctx: Context, meta: ObjectMeta, waiting: () => Promise<void>): Promise<void> {
  for (let left = await writersOf(ctx, meta); left.length > 0; ) {
    await waiting();
    await new Promise((wake) => setTimeout(wake, pause));
    const now = new Set(await writersOf(ctx, meta));
    left = left.filter((writer) => now.has(writer));
  }
}
