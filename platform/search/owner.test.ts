import { describe, expect, it } from 'vitest';
import { withClient, withDatabase } from '../database/client.ts';
import { migrations } from '../database/migrations/index.ts';
import { migrate } from '../database/migrator.ts';
import { testServer } from '../testing/database.ts';

describe('the guarded functions', () => {
  it('are handed over by an owner of the database that is no superuser, and belong to a role that can do nothing else', async () => {
    const { url } = await testServer();
    const name = `plain_owner_${process.pid}`;
    await withClient(url, async (client) => {
      await client.query(`create role ${name} login createrole password 'secret'`);
      await client.query(`create database ${name} owner ${name}`);
      // the roles belong to the whole server and exist already: their administrator grants them
      const { rows } = await client.query("select rolname from pg_roles where rolname in ('huanke_app', 'huanke_search')");
      for (const { rolname } of rows) await client.query(`grant ${rolname} to ${name} with admin option`);
    });
    const ownerUrl = new URL(withDatabase(url, name));
    ownerUrl.username = name;
    ownerUrl.password = 'secret';
    // in a database of its own; the role's password on this server is the one of the other tests
    const appUrl = new URL(withDatabase(url, name));
    appUrl.username = `${name}_app`;
    appUrl.password = 'secret';
    await withClient(url, async (client) => {
      await client.query(`create role ${name}_app login password 'secret'`);
      await client.query(`create role huanke_app nologin`).catch(() => undefined);
      await client.query(`grant huanke_app to ${name}_app`);
    });
    await migrate({ ownerUrl: ownerUrl.href, migrations, appUrl: appUrl.href });
    const found = await withClient(ownerUrl.href, async (client) => {
      const { rows } = await client.query<Record<string, unknown>>(`
        select r.rolname, r.rolcanlogin, r.rolsuper, r.rolbypassrls, p.prosecdef, has_schema_privilege('huanke_search', 'public', 'create') as creates,
          has_function_privilege('public', p.oid, 'execute') as everybody,
          (select array_agg(distinct table_name::text) from information_schema.role_table_grants where grantee = 'huanke_search') as tables
        from pg_proc p join pg_roles r on r.oid = p.proowner where p.proname in ('record_search_candidates', 'record_search_probes')`);
      return rows;
    });
    const guarded = {
      rolname: 'huanke_search',
      rolcanlogin: false,
      rolsuper: false,
      rolbypassrls: false,
      prosecdef: true,
      creates: false,
      everybody: false,
      tables: ['record_search'],
    };
    expect(found).toEqual([guarded, guarded]);
  });
});
