import { tenantTable } from '../tenant-table.ts';

/** Accounts at text message services, and how far each message has come on its way out. */
export default {
  id: '0079-sent-messages',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table sms_account (
        tenant_id int not null, provider text not null check (provider in ('aliyun', 'tencent')),
        -- the key's public half, and the app in the account where that is told apart (Tencent: SdkAppId)
        key_id text not null, app_id text, secret text not null, signature text not null,
        -- where the service is asked; '' is its own address
        endpoint text not null,
        -- last part of the address it reports to: nothing else proves who reports
        token text not null, active boolean not null,
        heard_at timestamptz, failed_at timestamptz, failure text, updated_at timestamptz not null,
        primary key (tenant_id, provider));
      ${tenantTable('sms_account')}

      create table message_dispatch (
        tenant_id int not null, record_id uuid not null, object text not null, provider text not null,
        -- hash of the number: so many a day, without keeping the number
        recipient text not null,
        -- waiting: not asked yet, or surely refused for a moment; calling: asked, the answer is not written down yet
        state text not null check (state in ('waiting', 'calling', 'done')),
        -- what the service is handed, until it has been
        content jsonb, tries int not null default 0, called_at timestamptz, provider_id text, queued_at timestamptz not null,
        primary key (tenant_id, record_id));
      create index message_dispatch_told on message_dispatch (tenant_id, provider, provider_id) where provider_id is not null;
      create index message_dispatch_recipient on message_dispatch (tenant_id, recipient, queued_at);
      ${tenantTable('message_dispatch')}`);
  },
};
