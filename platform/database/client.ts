import pg from 'pg';

/**
 * Runs `run` on one connection of its own and closes it afterwards.
 *
 * @example const rows = await withClient(ownerUrl, async (client) => (await client.query('SELECT 1')).rows);
 */
export async function withClient<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000 });
  // Without a listener a database that goes away takes the whole process with it; the query in flight fails by itself.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The same database server and user, another database: `withDatabase('postgres://u:p@h:1/a', 'b')` ends in `/b`. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

/** The SQLSTATE of an error thrown by the driver, or an empty string. */
export function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
