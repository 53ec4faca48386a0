import { tenantTable } from '../tenant-table.ts';

/** Rules by which records are given to people, what each person can carry and knows, who got what and why. */
const tables = `
create table assign_rule (
  tenant_id int not null, id uuid not null, object text not null, position int not null, name text not null, active boolean not null,
  filter jsonb, people jsonb not null, method text not null, definition jsonb not null,
  -- the number of the last assignment; the row is locked by whoever hands out a batch
  seq bigint not null default 0, created_at timestamptz not null, updated_at timestamptz not null,
  primary key (tenant_id, id));
create index assign_rule_order on assign_rule (tenant_id, object, position, id);
create table assign_state (
  tenant_id int not null, rule_id uuid not null, user_id uuid not null, seq bigint not null, credit int not null, day date not null, today int not null,
  primary key (tenant_id, rule_id, user_id),
  foreign key (tenant_id, rule_id) references assign_rule (tenant_id, id) on delete cascade);
create table rep_profile (
  tenant_id int not null, user_id uuid not null, skills jsonb not null default '{}', languages text[] not null default '{}',
  regions text[] not null default '{}', capacity int not null default 200, weight int not null default 1, away_from date, away_until date,
  primary key (tenant_id, user_id));
-- by which ways new records of an object must come in to be given out by themselves
create table assign_trigger (
  tenant_id int not null, object text not null, channels text[] not null,
  primary key (tenant_id, object));
create table assign_decision (
  tenant_id int not null, id uuid not null, object text not null, record_id uuid not null, rule_id uuid, chosen uuid, pool_id uuid,
  why text not null, considered jsonb not null, by_user uuid, at timestamptz not null,
  primary key (tenant_id, id));
create index assign_decision_record on assign_decision (tenant_id, record_id, id);
`;

export default {
  id: '0049-assignment',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(tables);
    for (const table of ['assign_rule', 'assign_state', 'rep_profile', 'assign_trigger', 'assign_decision'])
      await client.query(tenantTable(table));
  },
};
