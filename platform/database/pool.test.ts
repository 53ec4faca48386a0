import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '../testing/index.ts';
import { withClient } from './client.ts';
import { type Database, isConnectionError, openDatabase } from './pool.ts';
import { sql } from './sql.ts';

let database: Database;
let ownerUrl: string;
beforeAll(async () => {
  const made = await testDatabase();
  ownerUrl = made.ownerUrl;
  database = openDatabase({ url: made.appUrl, max: 2 });
});
afterAll(() => database.close());

// Without a listener of its own an error between two queries of a connection in use ends the whole process.
it.each(['read', 'write'] as const)(
  'outlives the loss of a connection that is in use (%s): the request fails, the next one is served',
  async (way) => {
    const failure = await database[way](1, async (connection) => {
      const [mine] = await connection.query<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      await withClient(ownerUrl, async (client) => {
        await client.query('select pg_terminate_backend($1)', [mine?.pid]);
        for (;;) {
          const { rows } = await client.query('select 1 from pg_stat_activity where pid = $1', [mine?.pid]);
          if (rows.length === 0) break;
        }
      });
      await new Promise((resolve) => setTimeout(resolve, 50));
      await connection.query(sql`select 1`);
    }).catch((error: unknown) => error);
    expect(isConnectionError(failure)).toBe(true);
    expect(await database[way](1, (connection) => connection.query(sql`select 1 as one`))).toEqual([{ one: 1 }]);
  },
);
