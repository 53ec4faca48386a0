import { tenantTable } from '../tenant-table.ts';

/** Notices that also go to people's devices by web push, the devices, and the key by which push services know this installation. */
export default {
  id: '0074-web-push',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      alter table notification
        -- null: not by push; waiting, sent, dropped (read before, not to be seen any more, or no device left), failed
        add column push text,
        add column push_at timestamptz,
        add column push_tries int not null default 0,
        -- devices that still lack it after a try; null: all
        add column push_left uuid[];
      create index notification_push on notification (tenant_id, push_at) where push = 'waiting';

      create table push_device (
        tenant_id int not null, id uuid not null, user_id uuid not null,
        -- counts as long as this session lasts and is in this company
        session_id uuid not null,
        endpoint text not null, p256dh text not null, auth text not null,
        created_at timestamptz not null, reached_at timestamptz,
        primary key (tenant_id, id), unique (tenant_id, endpoint));
      create index push_device_user on push_device (tenant_id, user_id);
      ${tenantTable('push_device')}

      create table push_key (id int primary key check (id = 1), public_key text not null, private_key text not null, created_at timestamptz not null);
      grant select, insert on push_key to huanke_app;`);
  },
};
