import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import pg from 'pg';
import { compile, isPrepared, type Sql, sql } from './sql.ts';

/**
 * How the tenant reaches the row-level policies. 'session': set on the pooled connection only when it differs from the last one
 * (cheapest). 'transaction': every piece of work in a transaction with a textual SET LOCAL, as Citus and transaction-mode
 * poolers need.
 */
export type TenantStrategy = 'session' | 'transaction';

export interface Connection {
  query<R = Record<string, unknown>>(statement: Sql): Promise<R[]>;
}

export interface Transaction extends Connection {
  /**
   * Collects what must be done once, over all items of a key, as the last thing before the commit. What `run` throws takes the transaction
   * back; a repeated `run` of the same key is the first one's.
   */
  beforeCommit<T>(key: string, items: readonly T[], run: (items: readonly T[]) => Promise<void>): void;
  afterCommit(work: () => void): void;
}

export interface Database {
  /** Reads of one tenant, outside of a transaction. Never write here. */
  read<T>(tenant: number, work: (connection: Connection) => Promise<T>): Promise<T>;
  /** One transaction of one tenant; rolled back when `work` throws. */
  write<T>(tenant: number, work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** The few tables that belong to no tenant (schema test: listed exceptions). No tenant is set: tenant tables look empty. */
  global<T>(work: (connection: Transaction) => Promise<T>): Promise<T>;
  /** Streams rows of one tenant by a server-side cursor in one transaction: exports. */
  stream<R>(tenant: number, statement: Sql, size: number): AsyncGenerator<R[]>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const timestamp = (raw: string): string => {
  // '2026-03-31 06:08:00.12+00' (the connection's zone is UTC) → RFC 3339 with milliseconds
  const [day = '', rest = ''] = raw.split(' ');
  const [clock = '', fraction = ''] = rest.replace(/[+-]\d\d(:?\d\d)?$/, '').split('.');
  return `${day}T${clock}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
};

const parsers = new Map<number, (raw: string) => unknown>([
  [pg.types.builtins.TIMESTAMPTZ, timestamp],
  [pg.types.builtins.DATE, (raw) => raw],
  [pg.types.builtins.INT8, (raw) => raw],
]);

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format),
} as pg.CustomTypesConfig;

export interface DatabaseOptions {
  readonly url: string;
  readonly max?: number;
  readonly strategy?: TenantStrategy;
  /** Told of errors of idle connections, which must not end the process. */
  readonly onError?: (error: Error) => void;
}

/**
 * Sends in one piece what is asked in one turn of the event loop. Each write to a socket is a call of the system, which costs more than most
 * statements take to make; a pipelined transaction asks several at once.
 */
function sendTogether(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  const write = stream.write;
  let isGathering = false;
  stream.write = function gathered(this: Writable, ...chunk: unknown[]) {
    if (!isGathering) {
      isGathering = true;
      stream.cork();
      process.nextTick(() => {
        isGathering = false;
        stream.uncork();
      });
    }
    return write.apply(stream, chunk as Parameters<typeof write>);
  } as typeof write;
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 24);
    names.set(text, name);
  }
  return name;
}

/**
 * Opens the pool of the application role. Lists are planned anew for their values each time, since statistics mix tenants and generic plans
 * were 50-100 times slower: their statements have no name. Only `prepared` ones (sql.ts) keep a plan.
 */
export function openDatabase({ url, max = 12, strategy = 'session', onError = () => undefined }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 15_000,
    options: '-c TimeZone=UTC -c jit=off -c idle_in_transaction_session_timeout=120000',
    application_name: 'huanke',
    // A statement is sent without waiting for the answer to the one before: half of a short statement's time is spent on the way.
    pipeline: true,
  });
  pool.on('error', onError);
  // the pool listens to its idle connections only: the loss of one in use, between two queries, would end the process
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('connect', sendTogether);
  const tenantOf = new WeakMap<pg.PoolClient, { readonly tenant: number; readonly set: Promise<unknown> }>();

  /** @param ready what was sent before on the same connection: nothing is answered unless it has succeeded */
  const connection = (client: pg.PoolClient, ready?: Promise<unknown>): Connection => ({
    async query<R>(statement: Sql) {
      const { text, values } = compile(statement);
      const asked = isPrepared(statement) ? client.query({ name: nameOf(text), text, values }) : client.query(text, values);
      const [{ rows }] = await Promise.all([asked, ready]);
      return rows as R[];
    },
  });

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = isConnectionError(error);
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async function transaction<T>(tenant: number | null, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const after: (() => void)[] = [];
    const before = new Map<string, { items: unknown[]; run: (items: readonly unknown[]) => Promise<void> }>();
    const result = await withClient(async (client) => {
      // the number is ours and an integer: as text it also reaches the workers of a Citus cluster
      const setting = tenant === null ? '' : String(Math.trunc(tenant));
      const begun = client.query(`begin; set local app.tenant = '${setting}'`);
      begun.catch(() => undefined);
      try {
        const value = await work({
          ...connection(client, begun),
          afterCommit: (job) => after.push(job),
          beforeCommit(key, items, run) {
            const known = before.get(key);
            if (known) known.items.push(...items);
            else before.set(key, { items: [...items], run: run as (items: readonly unknown[]) => Promise<void> });
          },
        });
        for (const { items, run } of before.values()) await run(items);
        const [{ command }] = await Promise.all([client.query('commit'), begun]);
        // what PostgreSQL answers where a statement failed that nobody waited for
        if (command !== 'COMMIT') throw new Error('a transaction ended with a statement in it that had failed');
        return value;
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    });
    for (const job of after) job();
    return result;
  }

  return {
    pool,
    async read(tenant, work) {
      if (strategy === 'transaction') return transaction(tenant, work);
      return withClient(async (client) => {
        let known = tenantOf.get(client);
        if (known?.tenant !== tenant) {
          const set = client.query({ name: 'set-tenant', text: "select set_config('app.tenant', $1, false)", values: [String(tenant)] });
          known = { tenant, set };
          tenantOf.set(client, known);
          set.catch(() => tenantOf.delete(client));
        }
        return work(connection(client, known.set));
      });
    },
    write: (tenant, work) => transaction(tenant, work),
    global: (work) => transaction(null, work),
    async *stream<R>(tenant: number, statement: Sql, size: number): AsyncGenerator<R[]> {
      const client = await pool.connect();
      let failed = true;
      try {
        await client.query(`begin; set local app.tenant = '${Math.trunc(tenant)}'`);
        const { text, values } = compile(sql`declare page cursor for ${statement}`);
        await client.query(text, values);
        for (;;) {
          const { rows } = await client.query(`fetch ${Math.trunc(size)} from page`);
          if (rows.length === 0) break;
          yield rows as R[];
        }
        await client.query('commit');
        failed = false;
      } finally {
        if (failed) await client.query('rollback').catch(() => undefined);
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

/** Whether the error says that the connection itself is gone (the request may be tried again: 503), not the statement. */
export function isConnectionError(error: unknown): boolean {
  const code = (error as { code?: string })?.code ?? '';
  const message = error instanceof Error ? error.message : '';
  return (
    /^(57P0[123]|08\w{3}|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(message)
  );
}
