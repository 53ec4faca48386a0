import type { Connection } from '../database/pool.ts';
import { type Sql, sql } from '../database/sql.ts';

/** What a share may name: a person, a department with all below it, a group of people, a role. */
export const principalKinds = ['user', 'department', 'group', 'role'] as const;
export type PrincipalKind = (typeof principalKinds)[number];

export interface Principal {
  readonly kind: PrincipalKind;
  readonly id: string;
}

export type ShareLevel = 'read' | 'edit';

/** The kind of configuration parts that sharing rules are (platform/sharing). */
export const sharingRuleKindName = 'sharingRule';

/** A rule of the tenant, as far as rights are made of it: what people of `from` own is open to `to`. */
export interface OwnerRule {
  readonly object: string;
  readonly name: string;
  readonly level: ShareLevel;
  readonly from: readonly string[];
}

/** The people behind principals, by principal. People who are gone still count as owners of what they left behind. */
export async function peopleOf(connection: Connection, tenant: number, principals: readonly string[]): Promise<Map<string, string[]>> {
  if (principals.length === 0) return new Map();
  const rows = await connection.query<{ principal: string; people: string[] }>(sql`
    with recursive member (principal, id) as (
      select p, p from unnest(${principals}::uuid[]) p
      union select g.group_id, g.member_id from user_group_member g where g.tenant_id = ${tenant} and g.group_id = any(${principals}::uuid[])
    ), below (principal, id) as (
      select m.principal, d.id from member m join department d on d.tenant_id = ${tenant} and d.id = m.id
      union select b.principal, d.id from department d join below b on d.parent = b.id where d.tenant_id = ${tenant} and d.deleted_at is null
    )
    select x.principal, array_agg(distinct x.id) as people from (
      select m.principal, u.id from member m join app_user u on u.tenant_id = ${tenant} and u.id = m.id
      union all select m.principal, ur.user_id from member m join user_role ur on ur.tenant_id = ${tenant} and ur.role_id = m.id
      union all select b.principal, u.id from below b join app_user u on u.tenant_id = ${tenant} and u.department = b.id
    ) x group by x.principal`);
  return new Map(rows.map((row) => [row.principal, row.people]));
}

/** What names a group or role that ends for good: shares and memberships. What comes back from a recycle bin keeps them. */
export function forgetPrincipal(tenant: number, id: string): Sql[] {
  return [
    sql`delete from record_share where tenant_id = ${tenant} and principal = ${id}`,
    sql`delete from share_holder where tenant_id = ${tenant} and principal = ${id}`,
    sql`delete from user_group_member where tenant_id = ${tenant} and member_id = ${id}`,
  ];
}
