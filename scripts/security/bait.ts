import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { removeEmbedded, startEmbedded } from '../../platform/database/index.ts';

/** A server that is open to injection: a scanner that does not find it here would find it nowhere. */
export async function startBait(dataDir: string): Promise<{ url: string; stop(): Promise<void> }> {
  const database = await startEmbedded({ dataDir });
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://bait').searchParams.get('name') ?? '';
    response.setHeader('content-type', 'text/html; charset=utf-8');
    pool.query(`select 1 as hit where 'a' = '${name}'`).then(
      ({ rowCount }) => response.end(`<p>${name}: ${rowCount} found</p>`),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await pool.end();
      await removeEmbedded(dataDir);
    },
  };
}
