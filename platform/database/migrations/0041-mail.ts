import { tenantTable } from '../tenant-table.ts';

/** How people want to be told, notices that also go by e-mail, and the company's outgoing mail server. */
export default {
  id: '0041-mail',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      alter table notification
        add column bell boolean not null default true,
        -- null: not by e-mail; waiting, sent, dropped (read before, or not to be seen any more), failed
        add column mail text,
        add column mail_at timestamptz;
      create index notification_mail on notification (tenant_id, mail_at) where mail = 'waiting';

      -- the company's defaults stand under the id of nobody
      create table notification_choice (
        tenant_id int not null, user_id uuid not null, choice jsonb not null, updated_at timestamptz not null,
        primary key (tenant_id, user_id));

      create table mail_server (
        tenant_id int not null, host text not null, port int not null, security text not null, login text not null default '',
        secret text, sender text not null, sender_name text not null default '', site text not null,
        updated_at timestamptz not null, updated_by uuid, failed_at timestamptz, failure text,
        primary key (tenant_id));
      ${tenantTable('notification_choice')}
      ${tenantTable('mail_server')}`);
  },
};
