import { tenantTable } from '../tenant-table.ts';

/** What belongs to a tenant's configuration beside objects and fields (layouts, rules, option sets …), and the log of every change of it. */
export default {
  id: '0015-metadata-parts',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table meta_part (
        tenant_id int not null, kind text not null, object text not null default '', name text not null,
        definition jsonb not null, position int not null default 0, deleted_at timestamptz,
        primary key (tenant_id, kind, object, name));
      create table meta_change (
        tenant_id int not null, id uuid not null, at timestamptz not null, by_user uuid, channel text not null,
        kind text not null, object text not null default '', name text not null, operation text not null,
        before jsonb, after jsonb, undo_of uuid,
        primary key (tenant_id, id));
      create index meta_change_object on meta_change (tenant_id, object, id);
      ${tenantTable('meta_part')}
      ${tenantTable('meta_change')}`);
  },
};
