import { tenantTable } from '../tenant-table.ts';

/** Plans by which many leads are given to people at once: what was asked for, what came out, and what became of each line. */
const tables = `
create table dispatch_run (
  tenant_id int not null, id uuid not null, status text not null, options jsonb not null, result jsonb, job uuid,
  created_by uuid, created_at timestamptz not null, applied_at timestamptz,
  primary key (tenant_id, id));
create table dispatch_line (
  tenant_id int not null, run_id uuid not null, position int not null, lead_id uuid not null, user_id uuid, value int not null, terms jsonb not null,
  outcome text,
  primary key (tenant_id, run_id, position),
  foreign key (tenant_id, run_id) references dispatch_run (tenant_id, id) on delete cascade);
`;

export default {
  id: '0055-dispatch-runs',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(tables);
    for (const table of ['dispatch_run', 'dispatch_line']) await client.query(tenantTable(table));
  },
};
