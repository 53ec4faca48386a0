import { type RoleRow, shippedRoles } from '../access/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { fieldError, isId, label, newId } from '../kernel/index.ts';
import type { Queryable } from '../module/index.ts';

export const roleColumns = 'r.id, r.key, r.name, r.system, r.permissions, r.scopes, r.fields, r.kind, r.home, r.networks';

/** The rows of the shipped roles of a new tenant. Their rights are in the code (access/roles.ts). */
export function insertShippedRoles(tenant: number): Sql {
  const rows = Object.entries(shippedRoles).map(
    ([key, role]) => sql`(${tenant}::int, ${newId()}::uuid, ${key}, ${JSON.stringify(role.name)}::jsonb, true)`,
  );
  return sql`insert into role (tenant_id, id, key, name, system) values ${sql.join(rows)}`;
}

export async function loadRoles(on: Queryable, tenant: number): Promise<RoleRow[]> {
  return on.query<RoleRow>(sql`select ${sql.raw(roleColumns)} from role r where r.tenant_id = ${tenant} order by r.system desc, r.id`);
}

/** The roles named by ids or keys; throws naming the one that does not exist. */
export async function findRoles(on: Queryable, tenant: number, names: readonly string[], field = 'roles'): Promise<RoleRow[]> {
  const rows = await loadRoles(on, tenant);
  const found = new Map<string, RoleRow>();
  names.forEach((name, index) => {
    const row = rows.find((role) => (isId(name) ? role.id === name.toLowerCase() : role.key === name));
    if (!row) throw fieldError('LOOKUP_NOT_FOUND', `${field}[${index}]`, label('没有这个角色', 'There is no such role'));
    found.set(row.id, row);
  });
  return [...found.values()];
}

/** Gives a person exactly these roles. */
export async function writeRoles(on: Queryable, tenant: number, user: string, roles: readonly string[]): Promise<void> {
  await on.query(sql`delete from user_role where tenant_id = ${tenant} and user_id = ${user} and role_id <> all(${roles}::uuid[])`);
  await on.query(sql`
    insert into user_role (tenant_id, user_id, role_id) select ${tenant}, ${user}, unnest(${roles}::uuid[]) on conflict do nothing`);
}

/** Active people who are owners of the company, apart from those given. Two who would each leave one behind take turns. */
export async function otherOwners(on: Queryable, tenant: number, apart: readonly string[]): Promise<number> {
  await on.query(sql`select from tenant where id = ${tenant} for update`);
  const [row] = await on.query<{ count: number }>(sql`
    select count(*)::int as count from user_role ur join role r on r.tenant_id = ur.tenant_id and r.id = ur.role_id and r.key = 'owner' and r.system
    join app_user u on u.tenant_id = ur.tenant_id and u.id = ur.user_id and u.active and u.deleted_at is null
    where ur.tenant_id = ${tenant} and ur.user_id <> all(${apart}::uuid[])`);
  return row?.count ?? 0;
}

/** Which of these people are owners of the company. */
export async function ownersAmong(on: Queryable, tenant: number, users: readonly string[]): Promise<Set<string>> {
  const rows = await on.query<{ user_id: string }>(sql`
    select ur.user_id from user_role ur join role r on r.tenant_id = ur.tenant_id and r.id = ur.role_id and r.key = 'owner' and r.system
    where ur.tenant_id = ${tenant} and ur.user_id = any(${users}::uuid[])`);
  return new Set(rows.map((row) => row.user_id));
}
