import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '../testing/index.ts';
import { withClient } from './client.ts';
import { type Connection, type Database, isConnectionError, openDatabase } from './pool.ts';
import { isAmong, prepared, sql } from './sql.ts';

let database: Database;
let ownerUrl: string;
let appUrl: string;
beforeAll(async () => {
  const made = await testDatabase();
  ({ ownerUrl, appUrl } = made);
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

it('does not take a transaction for committed in which a statement failed that nobody waited for', async () => {
  const unnoticed = database.write(1, async (transaction) => {
    await transaction.query(sql`create temporary table kept_row (id int) on commit preserve rows`);
    transaction.query(sql`select 1 / 0`).catch(() => undefined);
    return 'done';
  });
  await expect(unnoticed).rejects.toThrow('had failed');
  expect(await database.read(1, (connection) => connection.query(sql`select to_regclass('kept_row') as found`))).toEqual([{ found: null }]);
});

it('answers every statement of those under way at once by itself, those after one that failed included', async () => {
  const answers = await database.read(1, (connection) =>
    Promise.allSettled([
      connection.query(sql`select 1 as n`),
      connection.query(sql`select 1 / 0`),
      connection.query(prepared(sql`select ${3}::int as n`)),
      connection.query(prepared(sql`select ${4}::int as n`)),
    ]),
  );
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason.code))).toEqual([
    [{ n: 1 }],
    '22012',
    [{ n: 3 }],
    [{ n: 4 }],
  ]);
});

it('asks for each company under that company, however often its connections change hands, also where nothing is asked', async () => {
  const asked = Array.from({ length: 400 }, (_, at) => ({ tenant: 1 + ((at * 7) % 5), work: at % 3 }));
  const seen = await Promise.all(
    asked.map(({ tenant, work }) => {
      const ask = async (connection: Connection) =>
        work === 0 ? [{ tenant: String(tenant) }] : await connection.query(sql`select current_setting('app.tenant') as tenant`);
      return work === 2 ? database.write(tenant, ask) : database.read(tenant, ask);
    }),
  );
  expect(seen).toEqual(asked.map(({ tenant }) => [{ tenant: String(tenant) }]));
});

it('keeps the plan of a statement that finds one row by its id', async () => {
  await withClient(ownerUrl, async (client) => {
    await client.query('create table plan_row (tenant_id int, id uuid default gen_random_uuid(), note text, primary key (tenant_id, id))');
    await client.query("insert into plan_row (tenant_id, note) select 1, repeat('x', 200) from generate_series(1, 5000)");
    await client.query('grant select on plan_row to public');
    await client.query('analyze plan_row');
  });
  const single = openDatabase({ url: appUrl, max: 1 });
  const id = '01890000-0000-7000-8000-000000000001';
  const find = (ids: readonly string[]) =>
    single.read(1, (connection) =>
      connection.query(prepared(sql`select note from plan_row u where u.tenant_id = ${1} and ${isAmong(sql`u.id`, ids)}`)),
    );
  for (let times = 0; times < 10; times += 1) await find([id]);
  const plans = await single.read(1, (connection) =>
    connection.query(
      sql`select generic_plans::int as kept, custom_plans::int as made from pg_prepared_statements where statement like '%u.id = $2::uuid%'`,
    ),
  );
  expect(plans).toEqual([{ kept: 5, made: 5 }]);
  expect(await find([id, '01890000-0000-7000-8000-000000000002'])).toEqual([]);
  await single.close();
});

it('sends what is asked at once in one piece', async () => {
  const single = openDatabase({ url: appUrl, max: 1 });
  const pieces: number[] = [];
  single.pool.on('connect', (client) => {
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    const send = { one: stream._write, many: stream._writev };
    stream._write = (...piece) => {
      pieces.push(1);
      send.one.apply(stream, piece);
    };
    stream._writev = (...piece) => {
      pieces.push(piece[0].length);
      send.many?.apply(stream, piece);
    };
  });
  const ask = prepared(sql`select ${1}::int as n`);
  await single.read(1, (connection) => connection.query(ask));
  pieces.length = 0;
  const rows = await single.write(1, (transaction) => Promise.all([ask, ask, ask].map((statement) => transaction.query(statement))));
  expect(rows).toEqual([[{ n: 1 }], [{ n: 1 }], [{ n: 1 }]]);
  // begin, and bind, describe, execute and sync of each of the three; commit
  expect(pieces).toEqual([13, 1]);
  await single.close();
});
