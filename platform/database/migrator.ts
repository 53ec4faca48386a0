import type pg from 'pg';
import { withClient } from './client.ts';
import { ensureRoles } from './roles.ts';

export interface Migration {
  /** Number and name, as the file is called: `0007-outbox`. Never changes. */
  readonly id: string;
  /** True when processes of the release before cannot work with the result: no rolling update then. */
  readonly breaking: boolean;
  /** Runs in a transaction of its own, as the owner. */
  up(client: pg.Client): Promise<void>;
}

export interface MigrateOptions {
  /** A direct connection of the owner role; not through a pooler that shares sessions. */
  readonly ownerUrl: string;
  readonly migrations: readonly Migration[];
  /** URL of the application's role. Default: HUANKE_APP_DATABASE_URL, else role `huanke_app` with a derived password. */
  readonly appUrl?: string;
}

export interface MigrateResult {
  readonly applied: string[];
  /** What the application connects with. */
  readonly appUrl: string;
}

// Any number, as long as it is the same in every release.
const LOCK = '7203685411028101';

/**
 * Brings the database to this release: roles first, then the migrations that are missing, each in one transaction.
 * Several processes may start at once; one works, the others wait.
 *
 * @example const { appUrl } = await migrate({ ownerUrl: database.url, migrations });
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  checkList(options.migrations);
  return withClient(options.ownerUrl, async (client) => {
    // Held until the connection closes, also when this process is killed.
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const appUrl = await ensureRoles(client, options.ownerUrl, options.appUrl ?? appUrlSetting(options.ownerUrl));
    const done = await appliedIds(client);
    refuseNewer(done, options.migrations);
    const applied: string[] = [];
    for (const migration of options.migrations) {
      if (done.has(migration.id)) continue;
      await apply(client, migration);
      applied.push(migration.id);
    }
    return { applied, appUrl };
  });
}

/** The ids that `migrate` would apply; nothing is changed. */
export async function pendingMigrations(options: Pick<MigrateOptions, 'ownerUrl' | 'migrations'>): Promise<string[]> {
  return withClient(options.ownerUrl, async (client) => {
    const { rows } = await client.query<{ found: boolean }>("SELECT to_regclass('public.schema_migration') IS NOT NULL AS found");
    const done = rows[0]?.found ? await appliedIds(client) : new Set<string>();
    refuseNewer(done, options.migrations);
    return options.migrations.filter((migration) => !done.has(migration.id)).map((migration) => migration.id);
  });
}

function appUrlSetting(ownerUrl: string): string | undefined {
  const setting = process.env['HUANKE_APP_DATABASE_URL'];
  // The setting belongs to DATABASE_URL; an embedded or test database has its own role.
  return setting && process.env['DATABASE_URL'] === ownerUrl ? setting : undefined;
}

function checkList(migrations: readonly Migration[]): void {
  migrations.forEach((migration, index) => {
    if (!/^\d{4}-[a-z0-9-]+$/.test(migration.id)) throw new Error(`Migration id ${migration.id} must look like 0007-name`);
    const before = migrations[index - 1];
    if (before && before.id.slice(0, 4) >= migration.id.slice(0, 4))
      throw new Error(`Migration ${migration.id} must have a higher number than ${before.id}`);
  });
}

async function appliedIds(client: pg.Client): Promise<Set<string>> {
  await client.query(
    'CREATE TABLE IF NOT EXISTS public.schema_migration (id text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
  );
  const { rows } = await client.query<{ id: string }>('SELECT id FROM public.schema_migration');
  return new Set(rows.map((row) => row.id));
}

function refuseNewer(done: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map((migration) => migration.id));
  const unknown = [...done].filter((id) => !known.has(id)).sort();
  if (unknown.length === 0) return;
  throw new Error(
    `The database is newer than this program (it holds ${unknown.join(', ')}). Start the newer release, or restore a backup made by this one.`,
  );
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await withoutWall(client, () => migration.up(client));
    await client.query('INSERT INTO public.schema_migration (id) VALUES ($1)', [migration.id]);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Error(`Migration ${migration.id} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/**
 * Migrations change the rows of all companies. The policies of the second wall are forced, so that an owner of the tables who is no superuser
 * would see none and could write none: for the time of the transaction they are not.
 */
async function withoutWall(client: pg.Client, work: () => Promise<unknown>): Promise<void> {
  const { rows } = await client.query<{ table: string }>(`
    SELECT c.oid::regclass::text AS table FROM pg_class c JOIN pg_roles r ON r.rolname = current_user
    WHERE c.relforcerowsecurity AND c.relowner = r.oid AND NOT r.rolsuper AND NOT r.rolbypassrls ORDER BY 1`);
  for (const { table } of rows) await client.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  await work();
  for (const { table } of rows) await client.query(`ALTER TABLE IF EXISTS ${table} FORCE ROW LEVEL SECURITY`);
}
