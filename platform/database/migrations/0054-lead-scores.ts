import { tenantTable } from '../tenant-table.ts';

/** Versions of the rules by which leads are scored, and what each lead has by them. */
const tables = `
create table score_model (
  tenant_id int not null, id uuid not null, version int not null, status text not null, definition jsonb not null,
  -- of one that is being published: what is done with the leads, and the last one that it is done with
  step text, after uuid, job uuid,
  created_at timestamptz not null, updated_at timestamptz not null, published_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, version));
create unique index score_model_published on score_model (tenant_id) where status = 'published';
create unique index score_model_publishing on score_model (tenant_id) where status = 'publishing';
create table record_score (
  tenant_id int not null, object text not null, record_id uuid not null, model_id uuid not null, score int not null, grade text not null,
  items jsonb not null, at timestamptz not null,
  primary key (tenant_id, record_id, model_id),
  foreign key (tenant_id, model_id) references score_model (tenant_id, id) on delete cascade);
`;

export default {
  id: '0054-lead-scores',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(tables);
    for (const table of ['score_model', 'record_score']) await client.query(tenantTable(table));
  },
};
