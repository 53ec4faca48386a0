import { tenantTable } from '../tenant-table.ts';

/** Addresses of other programs that are told of events, and every delivery: waiting, delivered or dead. */
export default {
  id: '0037-webhooks',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table webhook (
        tenant_id int not null, id uuid not null, name text not null, url text not null, events text[] not null, objects text[] not null default '{}',
        -- as whom events are seen; what they may not see is not sent
        user_id uuid not null,
        active boolean not null default true, paused text check (paused in ('failing', 'user')),
        secret text not null, old_secret text, old_until timestamptz,
        failures int not null default 0, failing_since timestamptz, retry_at timestamptz,
        created_at timestamptz not null, created_by uuid, deleted_at timestamptz,
        primary key (tenant_id, id));
      create table webhook_delivery (
        tenant_id int not null, id uuid not null, webhook_id uuid not null, seq bigint not null generated always as identity,
        event_id uuid not null, event text not null, object text not null, record_id uuid not null, body text not null,
        status text not null default 'waiting' check (status in ('waiting', 'delivered', 'dead')),
        tries int not null default 0, next_at timestamptz not null, created_at timestamptz not null, first_at timestamptz, done_at timestamptz,
        -- the last tries, each {at, status, ms, error, body}
        log jsonb not null default '[]',
        primary key (tenant_id, id), unique (tenant_id, webhook_id, event_id),
        foreign key (tenant_id, webhook_id) references webhook (tenant_id, id) on delete cascade);
      create index webhook_delivery_waiting on webhook_delivery (tenant_id, webhook_id, seq) where status = 'waiting';
      create index webhook_delivery_record on webhook_delivery (tenant_id, webhook_id, record_id, seq) where status = 'waiting';
      create index webhook_delivery_dead on webhook_delivery (tenant_id, webhook_id) where status = 'dead';
      create index webhook_delivery_listed on webhook_delivery (tenant_id, webhook_id, id);
      create index webhook_delivery_created on webhook_delivery (tenant_id, created_at);
      ${tenantTable('webhook')}
      ${tenantTable('webhook_delivery')}`);
  },
};
