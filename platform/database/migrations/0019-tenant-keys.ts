import { tenantTable } from '../tenant-table.ts';

/** The data key of each tenant for encrypted fields, wrapped by the master key; `master` says by which one, without telling the key. */
export default {
  id: '0019-tenant-keys',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table tenant_key (
        tenant_id int not null, wrapped text not null, master text not null, created_at timestamptz not null default now(),
        primary key (tenant_id));
      ${tenantTable('tenant_key')}`);
  },
};
