import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testServer } from '../testing/database.ts';
import { withClient, withDatabase } from './client.ts';
import { removeEmbedded, startEmbedded } from './embedded.ts';
import { type Migration, migrate, pendingMigrations } from './migrator.ts';
import { ensureRoles } from './roles.ts';
import { tenantTable } from './tenant-table.ts';

let ownerUrl = '';
let serverUrl = '';
const database = () => new URL(ownerUrl).pathname.slice(1);

beforeEach(async () => {
  serverUrl = (await testServer()).url;
  const name = `migrator_${randomBytes(5).toString('hex')}`;
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  ownerUrl = withDatabase(serverUrl, name);
});
afterEach(() => withClient(serverUrl, (client) => client.query(`DROP DATABASE ${database()} WITH (FORCE)`)));

const step = (id: string, ...statements: string[]): Migration => ({
  id,
  breaking: false,
  async up(client) {
    for (const text of statements) await client.query(text);
  },
});
const one = step('0001-one', 'CREATE TABLE one (n int)', 'INSERT INTO one VALUES (1)', 'GRANT SELECT ON one TO huanke_app');
const two = step('0002-two', 'INSERT INTO one VALUES (2)');
const query = (url: string, text: string) => withClient(url, async (client) => (await client.query(text)).rows);

describe('migrate', () => {
  it('applies what is missing, in order, once', async () => {
    expect(await pendingMigrations({ ownerUrl, migrations: [one] })).toEqual(['0001-one']);
    expect((await migrate({ ownerUrl, migrations: [one] })).applied).toEqual(['0001-one']);
    expect(await pendingMigrations({ ownerUrl, migrations: [one, two] })).toEqual(['0002-two']);
    expect((await migrate({ ownerUrl, migrations: [one, two] })).applied).toEqual(['0002-two']);
    expect((await migrate({ ownerUrl, migrations: [one, two] })).applied).toEqual([]);
    expect(await query(ownerUrl, 'SELECT n FROM one ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('lets one of two starters work and the other wait', async () => {
    const slow = step('0001-one', 'CREATE TABLE one (n int)', 'SELECT pg_sleep(0.2)', 'INSERT INTO one VALUES (1)');
    const [a, b] = await Promise.all([migrate({ ownerUrl, migrations: [slow, two] }), migrate({ ownerUrl, migrations: [slow, two] })]);
    expect([...a.applied, ...b.applied]).toEqual(['0001-one', '0002-two']);
    expect(await query(ownerUrl, 'SELECT count(*)::int AS n FROM one')).toEqual([{ n: 2 }]);
  });

  it('leaves nothing of a migration that fails, and keeps those before it', async () => {
    const broken = step('0002-broken', 'INSERT INTO one VALUES (99)', 'SELECT 1 / 0');
    await expect(migrate({ ownerUrl, migrations: [one, broken] })).rejects.toThrow('Migration 0002-broken failed: division by zero');
    expect(await query(ownerUrl, 'SELECT n FROM one')).toEqual([{ n: 1 }]);
    expect((await migrate({ ownerUrl, migrations: [one, two] })).applied).toEqual(['0002-two']);
  });

  it('refuses a database that is newer than the program', async () => {
    await migrate({ ownerUrl, migrations: [one, two] });
    await expect(migrate({ ownerUrl, migrations: [one] })).rejects.toThrow('The database is newer than this program (it holds 0002-two)');
    await expect(pendingMigrations({ ownerUrl, migrations: [one] })).rejects.toThrow('newer than this program');
  });

  it.each([
    ['a name without number', [step('one')], 'must look like 0007-name'],
    ['a number used twice', [one, step('0001-other')], 'must have a higher number'],
    ['a wrong order', [two, one], 'must have a higher number'],
  ])('refuses %s', async (_, migrations, message) => {
    await expect(migrate({ ownerUrl, migrations })).rejects.toThrow(message);
  });
});

describe('the roles', () => {
  it('let the application in without power, and keep the search role out', async () => {
    const { appUrl } = await migrate({ ownerUrl, migrations: [one] });
    expect(await query(appUrl, 'SELECT n FROM one')).toEqual([{ n: 1 }]);
    await expect(query(appUrl, 'INSERT INTO one VALUES (3)')).rejects.toMatchObject({ code: '42501' });
    const roles = await query(
      ownerUrl,
      `SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname LIKE 'huanke%' ORDER BY 1`,
    );
    expect(roles).toEqual([
      { rolname: 'huanke_app', rolcanlogin: true, rolsuper: false, rolbypassrls: false, rolcreaterole: false },
      { rolname: 'huanke_search', rolcanlogin: false, rolsuper: false, rolbypassrls: false, rolcreaterole: false },
    ]);
  });

  it('have the same password after a restart', async () => {
    const first = await migrate({ ownerUrl, migrations: [one] });
    expect((await migrate({ ownerUrl, migrations: [one] })).appUrl).toBe(first.appUrl);
  });

  it('work with an owner that is no superuser', async () => {
    const owner = `owner_${randomBytes(4).toString('hex')}`;
    await query(serverUrl, `CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD 'x'`);
    await query(serverUrl, `ALTER DATABASE ${database()} OWNER TO ${owner}`);
    await migrate({ ownerUrl, migrations: [] });
    await query(ownerUrl, `ALTER TABLE schema_migration OWNER TO ${owner}`);
    const plain = new URL(ownerUrl);
    plain.username = owner;
    plain.password = 'x';
    // This owner did not create the roles of the run's server, so it may not grant them to itself: it must be told.
    await expect(migrate({ ownerUrl: plain.href, migrations: [] })).rejects.toThrow('GRANT huanke_search TO <owner>');
    await query(serverUrl, `GRANT huanke_search TO ${owner}`);
    const { appUrl } = await migrate({ ownerUrl, migrations: [] });
    expect((await migrate({ ownerUrl: plain.href, migrations: [], appUrl })).applied).toEqual([]);
    // and its migrations reach the rows of every company, behind the second wall
    const walled = step('0001-walled', `CREATE TABLE walled (tenant_id int, n int); ${tenantTable('walled')}`);
    const filled = step('0002-filled', 'INSERT INTO walled VALUES (1, 1), (2, 1)');
    const changed = step('0003-changed', 'UPDATE walled SET n = 2; DELETE FROM walled WHERE tenant_id = 2');
    await migrate({ ownerUrl: plain.href, migrations: [walled, filled, changed], appUrl });
    expect(await query(ownerUrl, 'SELECT tenant_id, n FROM walled')).toEqual([{ tenant_id: 1, n: 2 }]);
    expect(await query(plain.href, 'SELECT n FROM walled')).toEqual([]);
    await query(serverUrl, `ALTER DATABASE ${database()} OWNER TO postgres`);
  });

  it('refuse an application that could pass row-level security', async () => {
    await expect(migrate({ ownerUrl, migrations: [], appUrl: ownerUrl })).rejects.toThrow('must not connect as postgres');
  });

  it('refuse an application role that was given no rights', async () => {
    const role = `stranger_${randomBytes(4).toString('hex')}`;
    await query(serverUrl, `CREATE ROLE ${role} LOGIN PASSWORD 'x'`);
    const url = new URL(ownerUrl);
    url.username = role;
    url.password = 'x';
    await expect(migrate({ ownerUrl, migrations: [], appUrl: url.href })).rejects.toThrow(`GRANT huanke_app TO ${role}`);
  });

  it('ask for a URL when the owner has no password to derive one from', async () => {
    const bare = new URL(ownerUrl);
    bare.password = '';
    const asked = withClient(ownerUrl, (client) => ensureRoles(client, bare.href));
    await expect(asked).rejects.toThrow('set HUANKE_APP_DATABASE_URL');
  });

  it('are made by an owner that may only create roles', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'huanke-roles-'));
    const server = await startEmbedded({ dataDir, durable: false });
    try {
      await query(server.url, "CREATE ROLE plain LOGIN CREATEROLE PASSWORD 'x'; ALTER DATABASE huanke OWNER TO plain");
      const plain = new URL(server.url);
      plain.username = 'plain';
      plain.password = 'x';
      const handOver = step(
        '0002-hand-over',
        'CREATE FUNCTION guarded() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
        'GRANT CREATE ON SCHEMA public TO huanke_search',
        'ALTER FUNCTION guarded() OWNER TO huanke_search',
      );
      const { appUrl, applied } = await migrate({ ownerUrl: plain.href, migrations: [one, handOver] });
      expect(applied).toEqual(['0001-one', '0002-hand-over']);
      expect(await query(appUrl, 'SELECT guarded() AS n')).toEqual([{ n: 1 }]);
      // A second start changes nothing and knows the same password.
      expect(await migrate({ ownerUrl: plain.href, migrations: [one, handOver] })).toEqual({ applied: [], appUrl });
    } finally {
      await server.stop();
      await removeEmbedded(dataDir);
    }
  });
});
