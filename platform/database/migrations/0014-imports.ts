import { tenantTable } from '../tenant-table.ts';

/** What a resumable, undoable import keeps beside its rows. */
export default {
  id: '0014-imports',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      alter table import add column phase text not null default 'new', add column summary jsonb, add column error jsonb, add column beat_at timestamptz;
      alter table import_entry add column later jsonb, add column undo text;
      create index import_entry_later on import_entry (tenant_id, import_id, row) where later is not null;
      create index import_entry_problem on import_entry (tenant_id, import_id, row) where problem is not null;
      create table import_extra (
        tenant_id int not null, import_id uuid not null, seq int generated always as identity, object text not null, record_id uuid not null, version int not null default 1, undo text,
        primary key (tenant_id, import_id, seq));
      ${tenantTable('import_extra')}`);
  },
};
