import { tenantTable } from '../tenant-table.ts';

/** What each configuration package brought to a company, and which companies are trial copies (sandboxes) of another. */
export default {
  id: '0023-packages',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table config_package (
        tenant_id int not null, name text not null, version text not null, label jsonb not null, author text, requires text[] not null default '{}',
        -- key of an item → {source, state}: checksums of what the package said and of what the company had after the install
        items jsonb not null,
        -- key of an item → how it was before the package first touched it; absent: the package made it
        before jsonb not null default '{}',
        demo boolean not null default false,
        installed_at timestamptz not null, installed_by uuid,
        primary key (tenant_id, name));
      create table sandbox (
        tenant_id int not null, sandbox_tenant int not null, items jsonb not null, sample_job uuid,
        created_by uuid, created_at timestamptz not null,
        primary key (tenant_id, sandbox_tenant));
      ${tenantTable('config_package')}
      ${tenantTable('sandbox')}`);
  },
};
