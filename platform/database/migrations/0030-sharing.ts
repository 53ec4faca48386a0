import { tenantTable } from '../tenant-table.ts';

/**
 * Groups of people, and what records are shared with whom. `principal` is the id of a user, a department (with all below it), a group or a
 * role: ids are unique over all of these, so that one equality finds what somebody holds.
 */
const tables = `
create table user_group (
  tenant_id int not null, id uuid not null, name text not null, created_at timestamptz not null,
  primary key (tenant_id, id));
create unique index user_group_name on user_group (tenant_id, name);
create table user_group_member (
  tenant_id int not null, group_id uuid not null, kind text not null check (kind in ('user', 'department', 'role')), member_id uuid not null,
  primary key (tenant_id, group_id, member_id),
  foreign key (tenant_id, group_id) references user_group (tenant_id, id) on delete cascade);
create index user_group_member_of on user_group_member (tenant_id, member_id, group_id);

create table record_share (
  tenant_id int not null, record_id uuid not null, source text not null check (source in ('manual', 'team', 'rule')),
  -- the rule's name; empty for the other sources, of which a record has one row for each principal
  source_id text not null default '', principal uuid not null,
  kind text not null check (kind in ('user', 'department', 'group', 'role')), object text not null,
  level text not null check (level in ('read', 'edit')), role text, from_on date, until_on date, granted_by uuid, at timestamptz not null,
  primary key (tenant_id, record_id, source, source_id, principal));
-- read without the table: all that the access predicate asks for
create index record_share_principal on record_share (tenant_id, principal, object, record_id) include (level, from_on, until_on);
create index record_share_rule on record_share (tenant_id, object, source_id, record_id) where source = 'rule';

-- who holds shares of an object at all; the first one changes the access version, so that nobody without any pays for shares
create table share_holder (
  tenant_id int not null, principal uuid not null, object text not null,
  primary key (tenant_id, principal, object));
`;

export default {
  id: '0030-sharing',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(tables);
    for (const table of ['user_group', 'user_group_member', 'record_share', 'share_holder']) await client.query(tenantTable(table));
  },
};
