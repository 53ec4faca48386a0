import { prepared, type Sql, sql } from '../database/sql.ts';
import type { JobContext } from './background.ts';

/**
 * Work of a periodic job for one company after the other. What fails for one is logged and keeps no other from theirs: the job comes again by
 * itself. A stop is heeded between companies; work that throws because of it ends the job, which is then taken up again.
 *
 * @param which `active`: not those that are being made, are closed or erased; `all`: whoever has rows
 * @param due a query that finds a row where a company has something to do. Without it the work itself has to look, and the metadata and
 *   settings of every company are loaded and kept in memory for that: jobs that come many times an hour say what is due. Its text is the same
 *   for all companies and is planned once for all of them
 * @example run: (job) => eachTenant(job, 'active', async (tenant) => warnOfYear(await job.contextFor({ tenant })))
 */
export async function eachTenant(
  { app, signal }: JobContext,
  which: 'active' | 'all',
  work: (tenant: number) => Promise<unknown>,
  due?: (tenant: number) => Sql,
): Promise<void> {
  const tenants = await app.database.global((connection) =>
    connection.query<{ id: number }>(sql`select id from tenant where ${which === 'all'} or status = 'active' order by id`),
  );
  const hasWork = async (id: number): Promise<boolean> => {
    if (!due) return true;
    const rows = await app.database.read(id, (connection) => connection.query(prepared(sql`select where exists (${due(id)})`)));
    return rows.length > 0;
  };
  for (const { id } of tenants) {
    signal.throwIfAborted();
    try {
      if (await hasWork(id)) await work(id);
    } catch (error) {
      signal.throwIfAborted();
      app.log.error({ tenant: id, error }, 'periodic work failed');
    }
  }
}

/**
 * Work that is due piece by piece: hands out each row that `due` finds, company after company, most urgent first as the query says.
 *
 * @example run: (job) => eachDue<{ user: string }>(job, (tenant) => dueMailboxes(tenant, job.app.clock.now()), (tenant, { user }) => askToRead(job.app, tenant, user))
 */
export function eachDue<R>(
  job: JobContext,
  due: (tenant: number) => Sql,
  hand: (tenant: number, row: R) => Promise<unknown>,
): Promise<void> {
  return eachTenant(job, 'active', async (tenant) => {
    const rows = await job.app.database.read(tenant, (connection) => connection.query<R>(prepared(due(tenant))));
    for (const row of rows) await hand(tenant, row);
  });
}
