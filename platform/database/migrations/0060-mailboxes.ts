import { tenantTable } from '../tenant-table.ts';

/** Mailboxes of people, how far each was read, what must not come back, and letters as they are read, threaded and written. */
const tables = `
create table mailbox (
  tenant_id int not null, user_id uuid not null, address text not null, name text not null, login text not null, secret text not null,
  imap_host text not null, imap_port int not null, imap_security text not null,
  smtp_host text not null, smtp_port int not null, smtp_security text not null,
  signature text not null, blocked text[] not null, active boolean not null, since timestamptz not null,
  next_at timestamptz not null, read_at timestamptz, failures int not null default 0, failure text,
  primary key (tenant_id, user_id));
create index mailbox_due on mailbox (tenant_id, next_at) where active;
create index mailbox_address on mailbox (tenant_id, address);
create table mailbox_folder (
  tenant_id int not null, user_id uuid not null, folder text not null, uid_validity text not null, last_uid bigint not null,
  primary key (tenant_id, user_id, folder),
  foreign key (tenant_id, user_id) references mailbox (tenant_id, user_id) on delete cascade);
create table mail_removed (
  tenant_id int not null, user_id uuid not null, reference text not null, at timestamptz not null,
  primary key (tenant_id, user_id, reference));
create table email_body (
  tenant_id int not null, record_id uuid not null, object text not null, html text not null,
  primary key (tenant_id, record_id));
-- by the hash of a Message-ID: the letter that bears it (self), and those that answer it or stand further down
create table email_reference (
  tenant_id int not null, reference text not null, kind text not null, record_id uuid not null, object text not null,
  primary key (tenant_id, reference, kind, record_id));
create unique index email_reference_self on email_reference (tenant_id, reference) where kind = 'self';
create index email_reference_record on email_reference (tenant_id, record_id);
create table email_draft (
  tenant_id int not null, id uuid not null, user_id uuid not null, content jsonb not null, message_id text not null,
  status text not null, failure text, sending_at timestamptz, record_id uuid, created_at timestamptz not null, updated_at timestamptz not null,
  primary key (tenant_id, id));
create index email_draft_user on email_draft (tenant_id, user_id, id);
`;

export default {
  id: '0060-mailboxes',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(tables);
    for (const table of ['mailbox', 'mailbox_folder', 'mail_removed', 'email_body', 'email_reference', 'email_draft'])
      await client.query(tenantTable(table));
  },
};
