import { tenantTable } from '../tenant-table.ts';

/** Who applies for a record of a pool, and what became of it. */
const table = `
create table pool_request (
  tenant_id int not null, id uuid not null, pool_id uuid not null, object text not null, record_id uuid not null, user_id uuid not null,
  status text not null check (status in ('waiting', 'approved', 'refused', 'withdrawn', 'lapsed')), reason text not null default '',
  at timestamptz not null, decided_by uuid, decided_at timestamptz,
  primary key (tenant_id, id));
create unique index pool_request_waiting on pool_request (tenant_id, record_id, user_id) where status = 'waiting';
create index pool_request_pool on pool_request (tenant_id, pool_id, id) where status = 'waiting';
create index pool_request_user on pool_request (tenant_id, user_id, id);
`;

export default {
  id: '0065-pool-requests',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(table);
    await client.query(tenantTable('pool_request'));
  },
};
