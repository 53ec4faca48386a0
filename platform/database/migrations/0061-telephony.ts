import { tenantTable } from '../tenant-table.ts';

/** Telephone systems that tell of calls and may be asked to place them. */
export default {
  id: '0061-telephony',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table telephony_line (
        tenant_id int not null, id uuid not null, name text not null, adapter text not null, secret text not null, call_url text not null,
        active boolean not null, created_at timestamptz not null, heard_at timestamptz,
        primary key (tenant_id, id));
      create table call_reference (
        tenant_id int not null, line_id uuid not null, provider_id text not null, record_id uuid not null, object text not null,
        primary key (tenant_id, line_id, provider_id));
      create index call_reference_record on call_reference (tenant_id, record_id);
      ${['telephony_line', 'call_reference'].map(tenantTable).join('')}`);
  },
};
