import { globalTables, sql, withClient } from '@huanke/platform/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  await t.tenant();
});
afterAll(() => t.close());

interface Table {
  name: string;
  secured: boolean;
  first_key: string | null;
  policies: { name: string; roles: string[]; check: string }[];
  owner_is_app: boolean;
}

async function tables(): Promise<Table[]> {
  return withClient(t.runtime.ownerUrl, async (client) => {
    const { rows } = await client.query<Table>(`
      select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as secured,
        (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0] where i.indrelid = c.oid and i.indisprimary) as first_key,
        coalesce((select jsonb_agg(jsonb_build_object('name', p.policyname, 'roles', p.roles, 'check', p.qual)) from pg_policies p where p.tablename = c.relname and p.permissive = 'PERMISSIVE'), '[]') as policies,
        pg_get_userbyid(c.relowner) = 'huanke_app' as owner_is_app
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p') order by c.relname`);
    return rows;
  });
}

test('every table is a tenant table behind a forced policy, or a listed exception', async () => {
  const all = await tables();
  expect(all.length).toBeGreaterThan(30);
  for (const table of all) {
    expect(table.owner_is_app, table.name).toBe(false);
    if (table.name in globalTables) continue;
    expect(table.secured, table.name).toBe(true);
    expect(table.first_key, table.name).toBe('tenant_id');
    const own = table.policies.filter((policy) => policy.roles.includes('huanke_app'));
    expect(own, table.name).toHaveLength(1);
    expect(own[0]?.check, table.name).toContain("tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer");
    // the one exception: the search role, which cannot sign in, reads record_search through its guarded function
    const others = table.policies.filter((policy) => !policy.roles.includes('huanke_app'));
    expect(
      others.map((policy) => policy.roles),
      table.name,
    ).toEqual(table.name === 'record_search' ? [['huanke_search']] : []);
  }
});

test('unique keys and foreign keys of tenant tables begin with the tenant', async () => {
  await withClient(t.runtime.ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string; table: string; columns: string[] }>(`
      select i.relname as name, c.relname as table, array(select a.attname::text from unnest(x.indkey) with ordinality k (n, o) join pg_attribute a on a.attrelid = c.oid and a.attnum = k.n order by o) as columns
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and x.indisunique`);
    for (const index of rows) if (!(index.table in globalTables)) expect(index.columns[0], index.name).toBe('tenant_id');
    const keys = await client.query<{ name: string; table: string; target: string; columns: string[] }>(`
      select k.conname as name, c.relname as table, f.relname as target, array(select a.attname::text from unnest(k.conkey) with ordinality u (n, o) join pg_attribute a on a.attrelid = c.oid and a.attnum = u.n order by o) as columns
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid where k.contype = 'f' and k.connamespace = 'public'::regnamespace`);
    for (const key of keys.rows) if (!(key.table in globalTables)) expect(key.columns[0], key.name).toBe('tenant_id');
  });
});

test('a statement without a tenant sees and changes nothing, even when it forgets to say which tenant', async () => {
  await a.as.seller.post('/records/account', { name: '只有自己能看' });
  const names = (await tables()).map((table) => table.name).filter((name) => !(name in globalTables));
  const { app } = t;
  for (const name of names) {
    const seen = await app.database.global((connection) => connection.query(sql`select 1 from ${sql.table(name)} limit 1`));
    expect(seen, name).toHaveLength(0);
  }
  expect(await app.database.global((connection) => connection.query(sql`update account set name = 'x' returning id`))).toHaveLength(0);
  await expect(
    app.database.global((connection) =>
      connection.query(
        sql`insert into favourite (tenant_id, user_id, record_id, object) values (${a.id}, ${a.as.seller.user}, ${a.as.seller.user}, 'account')`,
      ),
    ),
  ).rejects.toThrow(/row-level security/);
  // with a tenant set, a query that names none still sees that tenant alone
  const mine = await app.database.read(a.id, (connection) =>
    connection.query<{ tenant_id: number }>(sql`select distinct tenant_id from app_user`),
  );
  expect(mine).toEqual([{ tenant_id: a.id }]);
});

test('the application role cannot step around the policies', async () => {
  const [role] = await t.app.database.read(a.id, (connection) =>
    connection.query<{ rolsuper: boolean; rolbypassrls: boolean; owns: number }>(
      sql`select rolsuper, rolbypassrls, (select count(*)::int from pg_class where relowner = r.oid) as owns from pg_roles r where rolname = current_user`,
    ),
  );
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, owns: 0 });
});
