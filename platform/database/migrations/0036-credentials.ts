import { tenantTable } from '../tenant-table.ts';

/** Keys of programs: personal tokens, apps that sign in by OAuth2 client credentials, and the short-lived tokens these get. */
export default {
  id: '0036-credentials',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table api_app (
        tenant_id int not null, id uuid not null, name text not null, user_id uuid not null, scopes text[] not null,
        secret_hash bytea not null, hint text not null,
        created_at timestamptz not null, created_by uuid, last_used_at timestamptz, revoked_at timestamptz,
        primary key (tenant_id, id));
      -- of a person (app_id null) or of an app; the token itself is nowhere, only its hash
      create table api_token (
        tenant_id int not null, id uuid not null, token_hash bytea not null, app_id uuid, user_id uuid not null,
        name text not null, hint text not null, scopes text[] not null,
        created_at timestamptz not null, expires_at timestamptz, last_used_at timestamptz, revoked_at timestamptz,
        primary key (tenant_id, id), unique (tenant_id, token_hash),
        foreign key (tenant_id, app_id) references api_app (tenant_id, id) on delete cascade);
      create index api_token_of_user on api_token (tenant_id, user_id);
      create index api_token_of_app on api_token (tenant_id, app_id) where app_id is not null;
      ${tenantTable('api_app')}
      ${tenantTable('api_token')}`);
  },
};
