import { randomBytes } from 'node:crypto';
import { sqlState, withClient, withDatabase } from '../database/client.ts';
import { startEmbedded } from '../database/embedded.ts';
import { migrations } from '../database/migrations/index.ts';
import { migrate } from '../database/migrator.ts';

export interface TestDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** Only for tests that make many: the databases of a run vanish with its server. Takes up to a second. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Names a template of its own; needed with `prepare`. */
  readonly template?: string;
  /** Run once per test run on the migrated template, before the first clone; close every connection again. */
  readonly prepare?: (urls: { ownerUrl: string; appUrl: string }) => Promise<void>;
}

// Any number, the same in all workers of a run.
const TEMPLATE_LOCK = '4410275516';

/** The server of this test run: the first worker that asks starts it, the others take it up, the run's end stops it. */
export async function testServer(): Promise<{ url: string }> {
  const dataDir = process.env['HUANKE_TEST_SERVER_DIR'];
  if (!dataDir) throw new Error('HUANKE_TEST_SERVER_DIR is not set: run the tests with vitest and the configuration at the root');
  return startEmbedded({ dataDir, durable: false, settings: { max_connections: 300, autovacuum: 'off' } });
}

/**
 * A migrated database of its own, cloned from a template in a fraction of a second.
 *
 * @example
 * const database = await testDatabase();
 * const db = openDatabase({ url: database.appUrl });
 */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { url } = await testServer();
  const { template, appUrl } = await preparedTemplate(url, options);
  const name = `test_${process.pid}_${randomBytes(5).toString('hex')}`;
  await cloneDatabase(url, template, name);
  return {
    ownerUrl: withDatabase(url, name),
    appUrl: withDatabase(appUrl, name),
    drop: () => withClient(url, async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

/** A database without anything in it, for tests of migrations. Returns its address as the owner. */
export async function emptyDatabase(): Promise<string> {
  const { url } = await testServer();
  const name = `empty_${process.pid}_${randomBytes(5).toString('hex')}`;
  await withClient(url, (client) => client.query(`CREATE DATABASE ${name}`));
  return withDatabase(url, name);
}

async function preparedTemplate(serverUrl: string, options: TestDatabaseOptions): Promise<{ template: string; appUrl: string }> {
  const template = `template_${options.template ?? 'plain'}`;
  return withClient(serverUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    await client.query('CREATE TABLE IF NOT EXISTS test_template (name text PRIMARY KEY, app_url text NOT NULL)');
    const { rows } = await client.query<{ app_url: string }>('SELECT app_url FROM test_template WHERE name = $1', [template]);
    if (rows[0]) return { template, appUrl: rows[0].app_url };
    // What an attempt that failed left behind.
    await client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${template}`);
    const ownerUrl = withDatabase(serverUrl, template);
    const { appUrl } = await migrate({ ownerUrl, migrations });
    await options.prepare?.({ ownerUrl, appUrl });
    await client.query('INSERT INTO test_template VALUES ($1, $2)', [template, appUrl]);
    return { template, appUrl };
  });
}

async function cloneDatabase(serverUrl: string, template: string, name: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    // Cloned, its 1,400 files are copied by the system itself, in half the time; not every system can.
    let method = process.platform === 'linux' ? 'clone' : 'copy';
    for (let attempt = 1; ; attempt++) {
      try {
        await client.query(`SET file_copy_method = ${method}`);
        await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
        return;
      } catch (error) {
        // 55006: a connection to the template is still going away.
        const isBusy = sqlState(error) === '55006';
        if (attempt === 5 || (!isBusy && method === 'copy')) throw error;
        if (!isBusy) method = 'copy';
      }
    }
  });
}
