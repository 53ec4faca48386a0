import { sql } from '../database/sql.ts';
import type { JobContext } from './definitions.ts';

/**
 * Work of a periodic job for one company after the other. What fails for one is logged and keeps no other from theirs: the job comes again by
 * itself. A stop is heeded between companies; work that throws because of it ends the job, which is then taken up again.
 *
 * @param which `active`: not those that are being made, are closed or erased; `all`: whoever has rows
 * @example run: (job) => eachTenant(job, 'active', async (tenant) => warnOfYear(await job.contextFor({ tenant })))
 */
export async function eachTenant(
  { app, signal }: JobContext,
  which: 'active' | 'all',
  work: (tenant: number) => Promise<unknown>,
): Promise<void> {
  const tenants = await app.database.global((connection) =>
    connection.query<{ id: number }>(sql`select id from tenant where ${which === 'all'} or status = 'active' order by id`),
  );
  for (const { id } of tenants) {
    signal.throwIfAborted();
    await work(id).catch((error: unknown) => {
      signal.throwIfAborted();
      app.log.error({ tenant: id, error }, 'periodic work failed');
    });
  }
}
