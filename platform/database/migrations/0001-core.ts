import { tenantTable } from '../tenant-table.ts';

/** Tables of the platform itself. Tables of shipped objects are made from their declarations (storage/tables.ts). */
const globals = `
create table tenant (
  id int generated always as identity primary key,
  name text not null,
  logo text,
  time_zone text not null default 'Asia/Shanghai',
  currency text not null default 'CNY',
  language text not null default 'zh-CN',
  week_start int not null default 1,
  fiscal_year_start int not null default 1,
  status text not null default 'active',
  settings jsonb not null default '{}',
  metadata_version int not null default 1,
  access_version int not null default 1,
  created_at timestamptz not null default now()
);
create table person (
  id uuid primary key,
  email text unique,
  name text not null,
  password_hash text,
  language text,
  failed_sign_ins int not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null default now()
);
create table membership (
  person_id uuid not null references person (id) on delete cascade,
  tenant_id int not null references tenant (id) on delete cascade,
  user_id uuid not null,
  active boolean not null default true,
  primary key (person_id, tenant_id)
);
create index membership_tenant on membership (tenant_id, user_id);
create table session (
  token_hash bytea primary key,
  id uuid not null unique,
  person_id uuid not null references person (id) on delete cascade,
  tenant_id int not null references tenant (id) on delete cascade,
  user_id uuid not null,
  device text not null default '',
  address text not null default '',
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_person on session (person_id);
create index session_of_user on session (tenant_id, user_id);
create table one_time_token (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('invitation', 'passwordReset', 'signIn')),
  person_id uuid not null references person (id) on delete cascade,
  tenant_id int references tenant (id) on delete cascade,
  user_id uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
grant select, insert, update, delete on tenant, person, membership, session, one_time_token to huanke_app;
`;

const tenantTables: Readonly<Record<string, string>> = {
  role: `(
    tenant_id int not null, id uuid not null,
    key text not null, name jsonb not null,
    permissions jsonb not null default '[]', scopes jsonb not null default '{}',
    home text, system boolean not null default false,
    primary key (tenant_id, id), unique (tenant_id, key))`,
  user_role: `(
    tenant_id int not null, user_id uuid not null, role_id uuid not null,
    primary key (tenant_id, user_id, role_id),
    foreign key (tenant_id, role_id) references role (tenant_id, id) on delete cascade)`,
  meta_object: `(
    tenant_id int not null, name text not null,
    definition jsonb not null, next_field int not null default 1,
    deleted_at timestamptz,
    primary key (tenant_id, name))`,
  meta_field: `(
    tenant_id int not null, object text not null, name text not null,
    key text, slot text, custom boolean not null,
    definition jsonb not null, position int not null default 0,
    deleted_at timestamptz,
    primary key (tenant_id, object, name))`,
  record_history: `(
    tenant_id int not null, record_id uuid not null, id uuid not null,
    object text not null, at timestamptz not null, by_user uuid, channel text not null,
    operation text not null, changes jsonb not null default '[]',
    primary key (tenant_id, record_id, id))`,
  record_link: `(
    tenant_id int not null, record_id uuid not null, field text not null, target_id uuid not null,
    object text not null, target_object text not null,
    primary key (tenant_id, record_id, field, target_id))`,
  stage_entry: `(
    tenant_id int not null, record_id uuid not null, id uuid not null,
    object text not null, field text not null, stage text not null,
    entered_at timestamptz not null, left_at timestamptz, by_user uuid,
    primary key (tenant_id, record_id, id))`,
  unique_value: `(
    tenant_id int not null, object text not null, field text not null, value_hash text not null, record_id uuid not null,
    primary key (tenant_id, object, field, value_hash))`,
  auto_number: `(
    tenant_id int not null, object text not null, field text not null, period text not null, next bigint not null,
    primary key (tenant_id, object, field, period))`,
  event: `(
    tenant_id int not null, xid bigint not null default (pg_current_xact_id()::text::bigint), seq bigint generated always as identity,
    id uuid not null, at timestamptz not null, event text not null, object text not null, record_id uuid not null,
    by_user uuid, channel text not null, changes jsonb,
    primary key (tenant_id, xid, seq))`,
  event_cursor: `(
    tenant_id int not null, consumer text not null, xid bigint not null default 0, seq bigint not null default 0,
    primary key (tenant_id, consumer))`,
  record_search: `(
    tenant_id int not null, record_id uuid not null, object text not null, owner uuid,
    title text not null, subtitle text not null default '', texts jsonb not null default '[]', tokens int4[] not null,
    primary key (tenant_id, record_id))`,
  idempotency_key: `(
    tenant_id int not null, user_id uuid not null, route text not null, key text not null,
    body_hash text not null, status int, headers jsonb, answer text, created_at timestamptz not null default now(),
    primary key (tenant_id, user_id, route, key))`,
  file: `(
    tenant_id int not null, id uuid not null, name text not null, size bigint not null, type text not null,
    sha256 text not null, created_by uuid, created_at timestamptz not null default now(),
    primary key (tenant_id, id))`,
  file_use: `(
    tenant_id int not null, file_id uuid not null, object text not null, record_id uuid not null,
    primary key (tenant_id, file_id, record_id),
    foreign key (tenant_id, file_id) references file (tenant_id, id) on delete cascade)`,
  background_job: `(
    tenant_id int not null, id uuid not null, kind text not null, status text not null default 'queued',
    progress real not null default 0, payload jsonb not null default '{}', result jsonb, file_id uuid, error text,
    created_by uuid, created_at timestamptz not null default now(), finished_at timestamptz,
    primary key (tenant_id, id))`,
  import: `(
    tenant_id int not null, id uuid not null, object text not null, file_id uuid not null, file_name text not null default '',
    mode text not null, key text, mapping jsonb not null, options jsonb not null default '{}',
    status text not null default 'queued', next_row int not null default 0,
    total int, done int not null default 0, created int not null default 0, updated int not null default 0,
    skipped int not null default 0, failed int not null default 0, check_result jsonb,
    created_by uuid, created_at timestamptz not null default now(), started_at timestamptz, finished_at timestamptz,
    primary key (tenant_id, id))`,
  import_entry: `(
    tenant_id int not null, import_id uuid not null, row int not null, action text not null,
    record_id uuid, version int, before jsonb, problem jsonb,
    primary key (tenant_id, import_id, row))`,
  import_mapping: `(
    tenant_id int not null, object text not null, header_hash text not null, mapping jsonb not null, used_at timestamptz not null default now(),
    primary key (tenant_id, object, header_hash))`,
  saved_view: `(
    tenant_id int not null, id uuid not null, object text not null, name text not null, owner uuid,
    shared boolean not null default false, definition jsonb not null, position int not null default 0, pinned_by uuid[] not null default '{}',
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    primary key (tenant_id, id))`,
  notification: `(
    tenant_id int not null, user_id uuid not null, id uuid not null, kind text not null,
    object text, record_id uuid, data jsonb not null default '{}', at timestamptz not null default now(), read_at timestamptz,
    primary key (tenant_id, user_id, id))`,
  user_preference: `(
    tenant_id int not null, user_id uuid not null, key text not null, value jsonb not null,
    primary key (tenant_id, user_id, key))`,
  recent_record: `(
    tenant_id int not null, user_id uuid not null, record_id uuid not null, object text not null, at timestamptz not null default now(),
    primary key (tenant_id, user_id, record_id))`,
  favourite: `(
    tenant_id int not null, user_id uuid not null, record_id uuid not null, object text not null, at timestamptz not null default now(),
    primary key (tenant_id, user_id, record_id))`,
};

const indexes = `
create index record_link_target on record_link (tenant_id, target_id, record_id);
create index unique_value_record on unique_value (tenant_id, record_id);
create index saved_view_object on saved_view (tenant_id, object, owner);
create index recent_record_at on recent_record (tenant_id, user_id, at desc);
create index import_created on import (tenant_id, created_at);
create index import_entry_record on import_entry (tenant_id, record_id);
create index background_job_created on background_job (tenant_id, created_by, id);
alter table record_history set (fillfactor = 100);
alter table record_search set (fillfactor = 90);
`;

export default {
  id: '0001-core',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query('create extension if not exists btree_gin');
    await client.query(globals);
    for (const [table, body] of Object.entries(tenantTables)) {
      await client.query(`create table ${table} ${body}`);
      await client.query(tenantTable(table));
    }
    await client.query(indexes);
  },
};
