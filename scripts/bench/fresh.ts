import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded, withClient } from '../../platform/database/index.ts';
import { type BenchServer, removeData, startServer } from './server.ts';

/** Waits until no job is due and no event is untold, and brings the statistics up to date after it. What a first start or an upgrade leaves to do is not measured along. */
export async function jobsDone(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const began = performance.now();
    for (;;) {
      const { rows } = await client.query<{ due: number }>(
        `select ((select count(*) from graphile_worker.jobs where run_at < now() + interval '1 minute' and attempts < max_attempts)
          + (select count(*) from event_cursor c where exists (
            select from event e where e.tenant_id = c.tenant_id and (e.xid, e.seq) > (c.xid, c.seq))))::int as due`,
      );
      if (rows[0]?.due === 0) break;
      await new Promise((wake) => setTimeout(wake, 1000));
    }
    if (performance.now() - began > 5000) await client.query('vacuum (analyze)');
  });
}

/**
 * Work with a server on a data folder of its own, gone afterwards. Its first start has brought the tables and loaded the demo company; what is
 * measured is put in beside it.
 *
 * @param work gets the server and the address of its database, as the owner
 */
export async function onFreshServer<T>(name: string, work: (server: BenchServer, url: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `huanke-bench-${name}-`));
  const database = await startEmbedded({ dataDir: join(folder, 'postgres'), detached: true });
  let server: BenchServer | undefined;
  try {
    server = await startServer(folder);
    await jobsDone(database.url);
    return await work(server, database.url);
  } finally {
    await server?.stop();
    await database.stop();
    await removeData(folder);
  }
}
