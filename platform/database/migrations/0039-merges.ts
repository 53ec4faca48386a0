import { tenantTable } from '../tenant-table.ts';

/**
 * Merges and what each has moved, so that it can be undone; pairs of records that look like one another, the sets they form for the review,
 * and what somebody has decided about them.
 */
export default {
  id: '0039-merges',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table record_merge (
        tenant_id int not null, id uuid not null, object text not null, winner_id uuid not null, loser_ids uuid[] not null,
        titles jsonb not null, before jsonb not null, after jsonb not null, by_user uuid, at timestamptz not null, undone_at timestamptz,
        primary key (tenant_id, id));
      create index record_merge_winner on record_merge (tenant_id, winner_id, id);
      create table merge_move (
        tenant_id int not null, merge_id uuid not null, object text not null, field text not null, record_id uuid not null, from_id uuid not null,
        kept boolean not null default false,
        primary key (tenant_id, merge_id, object, field, record_id, from_id));
      create table merge_aside (
        tenant_id int not null, merge_id uuid not null, source text not null, row_key text not null, from_id uuid not null, body jsonb not null,
        dropped boolean not null default false,
        primary key (tenant_id, merge_id, source, row_key, from_id));
      create table duplicate_pair (
        tenant_id int not null, object text not null, left_id uuid not null, right_id uuid not null, score int not null, kind text not null,
        primary key (tenant_id, object, left_id, right_id));
      create table duplicate_search (
        tenant_id int not null, object text not null, job uuid not null, step int not null default 0, found_at timestamptz,
        primary key (tenant_id, object));
      create table duplicate_set (
        tenant_id int not null, id uuid not null, object text not null, score int not null, kind text not null, size int not null,
        primary key (tenant_id, id));
      create index duplicate_set_score on duplicate_set (tenant_id, object, score desc, id);
      create table duplicate_member (
        tenant_id int not null, set_id uuid not null, record_id uuid not null, object text not null,
        primary key (tenant_id, set_id, record_id));
      create index duplicate_member_record on duplicate_member (tenant_id, record_id);
      create table duplicate_decision (
        tenant_id int not null, object text not null, left_id uuid not null, right_id uuid not null, by_user uuid, at timestamptz not null,
        primary key (tenant_id, object, left_id, right_id));
      ${[
        'record_merge',
        'merge_move',
        'merge_aside',
        'duplicate_pair',
        'duplicate_search',
        'duplicate_set',
        'duplicate_member',
        'duplicate_decision',
      ]
        .map(tenantTable)
        .join('')}`);
  },
};
