import { tenantTable } from '../tenant-table.ts';

/** Trial copies of a company: their name, what they take along, and how far the copying of records is (kept in the copy itself). */
export default {
  id: '0028-sandboxes',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      alter table sandbox
        add column name text not null default '',
        add column plan jsonb not null default '{}',
        add column job uuid,
        add column ready_at timestamptz;
      create table sandbox_copy (
        tenant_id int not null, object text not null, after uuid, copied int not null default 0, refused int not null default 0,
        reasons jsonb not null default '{}', done boolean not null default false,
        primary key (tenant_id, object));
      ${tenantTable('sandbox_copy')}`);
  },
};
