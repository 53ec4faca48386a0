import { tenantTable } from '../tenant-table.ts';

/**
 * What records have in common with others: hashes of names, numbers and addresses in a form for comparing (decision 0024). A `claimed` key
 * is taken by one record only: of two that are made at the same moment the database lets one through. `text` is kept where the search for
 * duplicates compares more than hashes. `match_state` says with which rule the keys of an object were made, and how far that is.
 */
export default {
  id: '0038-match-keys',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table match_key (
        tenant_id int not null, object text not null, kind text not null, hash uuid not null, record_id uuid not null,
        claimed boolean not null default false, text text,
        primary key (tenant_id, object, kind, hash, record_id));
      create unique index match_key_claim on match_key (tenant_id, object, kind, hash) where claimed;
      create index match_key_record on match_key (tenant_id, record_id);
      create table match_state (
        tenant_id int not null, object text not null, rule text not null, after uuid, settled_at timestamptz,
        primary key (tenant_id, object));
      create table record_redirect (
        tenant_id int not null, record_id uuid not null, object text not null, target_id uuid not null, merge_id uuid not null,
        primary key (tenant_id, record_id));
      create index record_redirect_target on record_redirect (tenant_id, target_id);
      ${['match_key', 'match_state', 'record_redirect'].map(tenantTable).join('')}`);
  },
};
