import { tenantTable } from '../tenant-table.ts';

/**
 * Pools: what decides who sees and takes their records, the rules by which records come back, what happened. The pools themselves are
 * records of the object `pool`.
 */
const tables = `
-- of each pool what access is made of; kept in step with its record
create table pool_access (
  tenant_id int not null, pool_id uuid not null, object text not null, visibility text not null check (visibility in ('full', 'masked', 'adminOnly')),
  active boolean not null, filter jsonb,
  primary key (tenant_id, pool_id));
create table pool_member (
  tenant_id int not null, pool_id uuid not null, principal uuid not null, kind text not null check (kind in ('user', 'department', 'group', 'role')),
  admin boolean not null default false,
  primary key (tenant_id, pool_id, principal));
create index pool_member_principal on pool_member (tenant_id, principal, pool_id);
create table pool_rule (
  tenant_id int not null, pool_id uuid not null, kind text not null check (kind in ('firstFollowUp', 'followUp', 'opportunity', 'deal', 'hold')),
  enabled boolean not null, amount int not null check (amount > 0), unit text not null check (unit in ('day', 'workingDay', 'workingHour')),
  -- records owned before a rule was switched on are not due before the end of its grace
  enabled_at timestamptz, grace_until timestamptz,
  primary key (tenant_id, pool_id, kind));
-- one row for each member, locked by whoever takes records: the day it counts, and how many were taken on it
create table pool_counter (
  tenant_id int not null, pool_id uuid not null, user_id uuid not null, day date not null, claimed int not null,
  primary key (tenant_id, pool_id, user_id));
create table pool_log (
  tenant_id int not null, id uuid not null, pool_id uuid not null, object text not null, record_id uuid not null,
  what text not null check (what in ('claimed', 'assigned', 'returned', 'reclaimed')),
  reason text not null default '', note text not null default '', from_user uuid, to_user uuid, by_user uuid, at timestamptz not null,
  primary key (tenant_id, id));
create index pool_log_record on pool_log (tenant_id, record_id, at);
create index pool_log_pool on pool_log (tenant_id, pool_id, id);
-- who was warned of what: once for each due moment and distance
create table pool_warning (
  tenant_id int not null, object text not null, record_id uuid not null, due_at timestamptz not null, days int not null, at timestamptz not null,
  primary key (tenant_id, record_id, due_at, days));
`;

export default {
  id: '0048-pools',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(tables);
    for (const table of ['pool_access', 'pool_member', 'pool_rule', 'pool_counter', 'pool_log', 'pool_warning'])
      await client.query(tenantTable(table));
  },
};
