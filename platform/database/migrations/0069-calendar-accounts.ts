import { tenantTable } from '../tenant-table.ts';

/** Calendars of people on other servers, and which event there is which record here. */
const tables = `
create table calendar_account (
  tenant_id int not null, user_id uuid not null, server text not null, login text not null, secret text not null, calendar text not null, name text not null,
  active boolean not null, since timestamptz not null, sync_token text, ctag text,
  next_at timestamptz not null, read_at timestamptz, failures int not null default 0, failure text,
  primary key (tenant_id, user_id));
create index calendar_account_due on calendar_account (tenant_id, next_at) where active;
-- record_id: null for what is not taken in, problem says why. etag: null while nothing lies on the server, empty where it is not known. Marks: what
-- both sides held when they were last the same, and what was about to be sent. Links outlive their account: who connects again gets nothing twice
create table calendar_link (
  tenant_id int not null, user_id uuid not null, uid text not null, url text not null, etag text, sequence int not null, record_id uuid, problem text, title text,
  local_mark text not null, outside_mark text not null, sent_mark text not null,
  primary key (tenant_id, user_id, uid));
create index calendar_link_url on calendar_link (tenant_id, user_id, url);
create index calendar_link_record on calendar_link (tenant_id, record_id);
`;

export default {
  id: '0069-calendar-accounts',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(tables);
    for (const table of ['calendar_account', 'calendar_link']) await client.query(tenantTable(table));
  },
};
