import { tenantTable } from '../tenant-table.ts';

/**
 * Services at which people sign in to their mailboxes instead of giving a password (OAuth 2), and copies of sent letters in the sent folder.
 * `mailbox.secret` of who signs in there holds their tokens.
 */
export default {
  id: '0071-mail-sign-in',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      alter table mailbox add column keep_sent boolean not null default true, add column provider uuid,
        add column needs_sign_in boolean not null default false;
      create index mailbox_provider on mailbox (tenant_id, provider) where provider is not null;
      alter table email_draft add column copied_at timestamptz;
      create table mail_provider (
        tenant_id int not null, id uuid not null, name text not null, authorize_url text not null, token_url text not null,
        client_id text not null, secret text, scopes text not null,
        imap_host text not null, imap_port int not null, imap_security text not null,
        smtp_host text not null, smtp_port int not null, smtp_security text not null, created_at timestamptz not null,
        primary key (tenant_id, id));
      ${tenantTable('mail_provider')}`);
  },
};
