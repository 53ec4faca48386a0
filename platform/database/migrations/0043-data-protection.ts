import { tenantTable } from '../tenant-table.ts';

/** Consent of people, erasures under way, exports that wait for an approval or count for the day, handovers of leavers. */
export default {
  id: '0043-data-protection',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table consent (
        tenant_id int not null, id uuid not null, object text not null, record_id uuid not null,
        purpose text not null, source text not null, evidence text not null default '', file_id uuid,
        given_at timestamptz not null, withdrawn_at timestamptz, created_by uuid, created_at timestamptz not null,
        primary key (tenant_id, id));
      create index consent_record on consent (tenant_id, record_id, purpose);
      create table erasure (
        tenant_id int not null, id uuid not null, object text not null, record_id uuid not null, reason text not null,
        -- what belongs to the person, and while it runs the words to look for; emptied at the end
        plan jsonb not null, counts jsonb not null default '{}',
        created_by uuid, created_at timestamptz not null, finished_at timestamptz,
        primary key (tenant_id, id));
      create table export_request (
        tenant_id int not null, id uuid not null, object text not null, payload jsonb not null,
        rows int not null, personal boolean not null, reason text not null default '',
        status text not null default 'waiting', decision text not null default '', job uuid,
        created_by uuid not null, created_at timestamptz not null, decided_by uuid, decided_at timestamptz,
        primary key (tenant_id, id));
      create index export_request_at on export_request (tenant_id, created_at);
      create table export_usage (
        tenant_id int not null, user_id uuid not null, day date not null, rows bigint not null,
        primary key (tenant_id, user_id, day));
      create table handover (
        tenant_id int not null, id uuid not null, from_user uuid not null, plan jsonb not null, counts jsonb not null default '{}',
        deactivate boolean not null, created_by uuid, created_at timestamptz not null, finished_at timestamptz,
        primary key (tenant_id, id));
      ${['consent', 'erasure', 'export_request', 'export_usage', 'handover'].map(tenantTable).join('')}`);
  },
};
