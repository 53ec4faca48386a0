import { tenantTable } from '../tenant-table.ts';

/** When people take records that are given out, and who gave which back. */
const changes = `
-- null: at any time; "company": in its working time; else seven lists of spans, Monday first
alter table rep_profile add column shift jsonb;
create table assign_rejection (
  tenant_id int not null, id uuid not null, object text not null, record_id uuid not null, user_id uuid not null, decision_id uuid not null,
  reason text not null, note text not null default '', at timestamptz not null,
  primary key (tenant_id, id));
create index assign_rejection_record on assign_rejection (tenant_id, record_id, user_id);
create index assign_rejection_user on assign_rejection (tenant_id, user_id, at);
`;

export default {
  id: '0066-shifts-and-rejections',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(changes);
    await client.query(tenantTable('assign_rejection'));
  },
};
