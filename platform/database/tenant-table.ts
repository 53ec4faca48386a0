/** SQL that puts a table under the second wall: row-level security on and forced, the tenant policy, the application's grants. */
export function tenantTable(table: string): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    drop policy if exists tenant on ${table};
    create policy tenant on ${table} to huanke_app
      using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
      with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
    grant select, insert, update, delete on ${table} to huanke_app;`;
}

/** Tables without a tenant, and why. The schema test knows exactly these. */
export const globalTables: Readonly<Record<string, string>> = {
  tenant: 'the tenants themselves; read at sign-in before a tenant is known',
  person: 'one identity per human being across tenants',
  membership: 'which tenants a person may enter; read at sign-in',
  sign_in_mobile: 'mobile numbers people sign in by; asked before a tenant is known',
  session: 'found by the hash of its token before a tenant is known',
  person_totp: 'the second step of a person, whichever company they enter',
  recovery_code: 'for who has lost the second step; only hashes',
  passkey: 'found by its id before anybody is known',
  known_device: 'browsers a person has signed in with before',
  sign_in_flow: 'sign-ins under way, found by the hash of their token',
  sso_domain: 'which companies offer single sign-on for an e-mail domain; asked before sign-in',
  one_time_token: 'invitations, password resets and sign-in links, found by the hash of their token',
  push_key: 'the key by which push services know this installation; sealed',
  job_worker: 'which server process a worker of the queue belongs to; seen by the owner of the database only',
  object_schema: 'which declaration the tables of shipped objects have',
  schema_migration: 'which migrations this database has seen',
};
