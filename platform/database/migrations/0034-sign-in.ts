import { tenantTable } from '../tenant-table.ts';

/** Second step, passkeys, known devices, sign-ins under way, and single sign-on of a company. */
export default {
  id: '0034-sign-in',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      alter table session drop constraint session_via_check;
      alter table session add constraint session_via_check check (via in ('password', 'link', 'passkey', 'sso'));
      -- the secret is sealed with the installation's key; last_step refuses a code that was used
      create table person_totp (
        person_id uuid primary key references person (id) on delete cascade,
        secret text not null, confirmed_at timestamptz, last_step int not null default 0,
        failures int not null default 0, locked_until timestamptz, created_at timestamptz not null);
      create table recovery_code (
        person_id uuid not null references person (id) on delete cascade, code_hash bytea not null, used_at timestamptz,
        primary key (person_id, code_hash));
      create table passkey (
        id text primary key, person_id uuid not null references person (id) on delete cascade,
        name text not null, public_key bytea not null, counter bigint not null, transports text[] not null default '{}',
        host text not null, created_at timestamptz not null, last_used_at timestamptz);
      create index passkey_person on passkey (person_id);
      create table known_device (
        person_id uuid not null references person (id) on delete cascade, token_hash bytea not null,
        device text not null, address text not null, last_seen_at timestamptz not null,
        primary key (person_id, token_hash));
      create table sign_in_flow (
        token_hash bytea primary key, kind text not null,
        person_id uuid references person (id) on delete cascade, tenant_id int references tenant (id) on delete cascade, user_id uuid,
        data jsonb not null default '{}', expires_at timestamptz not null);
      create index sign_in_flow_expires on sign_in_flow (expires_at);
      create table sso_domain (
        tenant_id int not null references tenant (id) on delete cascade, kind text not null, domain text not null,
        primary key (tenant_id, kind, domain));
      create index sso_domain_domain on sso_domain (domain);
      grant select, insert, update, delete on person_totp, recovery_code, passkey, known_device, sign_in_flow, sso_domain to huanke_app;
      create table sso_connection (
        tenant_id int not null, kind text not null check (kind in ('oidc', 'saml')), enabled boolean not null default false,
        settings jsonb not null, secret text, primary key (tenant_id, kind));
      ${tenantTable('sso_connection')}
      -- who of the company stands behind a subject of the provider; an assertion is used once
      create table sso_identity (
        tenant_id int not null, kind text not null, issuer text not null, subject text not null, user_id uuid not null,
        primary key (tenant_id, kind, issuer, subject));
      create index sso_identity_user on sso_identity (tenant_id, user_id);
      ${tenantTable('sso_identity')}
      create table sso_assertion (
        tenant_id int not null, id text not null, expires_at timestamptz not null, primary key (tenant_id, id));
      ${tenantTable('sso_assertion')}`);
  },
};
