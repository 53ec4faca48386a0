import { tenantTable } from '../tenant-table.ts';

/** A mailbox of the company to which people send copies of their letters, each by an address of their own, and what came of those. */
export default {
  id: '0072-mail-drop',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table mail_drop (
        tenant_id int not null, address text not null, login text not null, secret text not null,
        imap_host text not null, imap_port int not null, imap_security text not null, active boolean not null, since timestamptz not null,
        uid_validity text, last_uid bigint not null default 0,
        next_at timestamptz not null, read_at timestamptz, failures int not null default 0, failure text,
        taken bigint not null default 0, unknown_address bigint not null default 0, foreign_sender bigint not null default 0,
        nobody_known bigint not null default 0, unreadable bigint not null default 0,
        primary key (tenant_id));
      create table mail_drop_address (
        tenant_id int not null, user_id uuid not null, token_hash text not null, token text not null, created_at timestamptz not null,
        primary key (tenant_id, user_id));
      create unique index mail_drop_address_token on mail_drop_address (tenant_id, token_hash);
      ${['mail_drop', 'mail_drop_address'].map(tenantTable).join('')}`);
  },
};
