import { globalTables, withClient } from '@huanke/platform/database';
import type { TestApp } from '../testing.ts';

// of the tables without a tenant, the rows that belong to people of one
const ofPeople: Readonly<Record<string, string>> = {
  tenant: 'id = $1',
  membership: 'tenant_id = $1',
  sign_in_mobile: 'tenant_id = $1',
  session: 'tenant_id = $1',
  person: 'id in (select person_id from membership where tenant_id = $1)',
  person_totp: 'person_id in (select person_id from membership where tenant_id = $1)',
  recovery_code: 'person_id in (select person_id from membership where tenant_id = $1)',
  passkey: 'person_id in (select person_id from membership where tenant_id = $1)',
};

/** Every row of a company in every table, as one fingerprint a table: for tests that hold against it that nothing was changed. */
export async function fingerprint({ runtime }: TestApp, company: number): Promise<Record<string, string>> {
  return withClient(runtime.ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r'`,
    );
    const prints: Record<string, string> = {};
    for (const { name } of rows) {
      const which = name in globalTables ? ofPeople[name] : 'tenant_id = $1';
      if (!which) continue;
      const found = await client.query<{ print: string }>(
        `select count(*) || ':' || coalesce(md5(string_agg(x::text, '|' order by x::text)), '') as print from "${name}" x where ${which}`,
        [company],
      );
      prints[name] = found.rows[0]?.print ?? '';
    }
    return prints;
  });
}
