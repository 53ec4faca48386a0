import { tenantTable } from '../tenant-table.ts';

/** What became of each record of a handover; handovers that begin later, are called off, or could not begin. */
export default {
  id: '0044-handover-items',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      alter table handover
        add column effective_at timestamptz, add column started_at timestamptz, add column cancelled_at timestamptz,
        add column job uuid, add column problem jsonb;
      update handover set effective_at = created_at, started_at = created_at;
      alter table handover alter column effective_at set not null;
      create index handover_from on handover (tenant_id, from_user, created_at);
      create table handover_item (
        tenant_id int not null, handover_id uuid not null, record_id uuid not null, object text not null, to_user uuid not null,
        -- ok, skipped (something gave it back to the leaver) or failed (a rule refused it)
        result text not null, reason jsonb, at timestamptz not null,
        -- how often it was moved: what comes back again and again is left at last
        tries smallint not null default 1,
        primary key (tenant_id, handover_id, record_id));
      ${tenantTable('handover_item')}`);
  },
};
