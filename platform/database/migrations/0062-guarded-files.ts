import { tenantTable } from '../tenant-table.ts';

/** Files that are opened only in a way that writes down by whom, such as recordings of calls. */
export default {
  id: '0062-guarded-files',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table guarded_file (
        tenant_id int not null, file_id uuid not null, object text not null, record_id uuid not null, created_at timestamptz not null,
        primary key (tenant_id, file_id),
        foreign key (tenant_id, file_id) references file (tenant_id, id) on delete cascade);
      create index guarded_file_record on guarded_file (tenant_id, record_id);
      create index guarded_file_age on guarded_file (tenant_id, object, created_at);
      ${tenantTable('guarded_file')}`);
  },
};
