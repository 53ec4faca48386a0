import type { Connection } from '../database/pool.ts';
import { sql } from '../database/sql.ts';
import type { Language } from '../kernel/index.ts';
import type { Reach } from './access.ts';
import { type OwnerRule, peopleOf, sharingRuleKindName } from './principals.ts';
import type { RoleRow } from './roles.ts';
import { fewShares, openedOwners, type PoolRow, poolStanding, type Standing } from './standing.ts';

/** A person of a tenant as the access rules see them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly position: string | null;
  readonly active: boolean;
  readonly language: Language | null;
  readonly department: { readonly id: string; readonly title: string } | null;
  readonly roles: readonly RoleRow[];
  readonly reach: Reach;
  readonly standing: Standing;
}

interface Row {
  id: string;
  name: string;
  email: string | null;
  position: string | null;
  active: boolean | null;
  language: string | null;
  department: string | null;
  department_name: string | null;
  roles: RoleRow[];
  departments: string[];
  department_people: string[];
  below_people: string[];
  reports: string[];
  principals: string[];
  rules: OwnerRule[];
  shares: Record<string, number>;
  pools: PoolRow[];
}

/**
 * One person with roles and reach, by one statement; a second one where a sharing rule opens what others own. UNION (not ALL) in the recursions: a circle that slipped into the tree by
 * two saves at once ends instead of running for ever. People who are gone still count as owners of what they left behind.
 */
export async function loadPerson(connection: Connection, tenant: number, id: string): Promise<Person | undefined> {
  const [row] = await connection.query<Row>(sql`
    with recursive me as (
      select u.id, u.name, u.email, u.position, u.active, u.language, u.department, d.name as department_name
      from app_user u left join department d on d.tenant_id = u.tenant_id and d.id = u.department
      where u.tenant_id = ${tenant} and u.id = ${id}::uuid and u.deleted_at is null
    ), own (id) as (
      select department from me where department is not null
      union select d.id from department d where d.tenant_id = ${tenant} and d.manager = ${id}::uuid and d.deleted_at is null
    ), below (id) as (
      select id from own
      union select d.id from department d join below b on d.parent = b.id where d.tenant_id = ${tenant} and d.deleted_at is null
    ), under (id) as (
      select ${id}::uuid
      union select u.id from app_user u join under on u.manager = under.id where u.tenant_id = ${tenant} and u.deleted_at is null
    ), up (id) as (
      select department from me where department is not null
      union select d.parent from department d join up on up.id = d.id where d.tenant_id = ${tenant} and d.parent is not null
    ), held (id) as (
      select ${id}::uuid
      union select id from up
      union select role_id from user_role where tenant_id = ${tenant} and user_id = ${id}::uuid
    ), principal (id) as (
      select id from held
      union select g.group_id from user_group_member g where g.tenant_id = ${tenant} and g.member_id in (select id from held)
    )
    select me.*,
      array(select id from below) as departments,
      array(select u.id from app_user u where u.tenant_id = ${tenant} and u.department in (select id from own) union select ${id}::uuid) as department_people,
      array(select u.id from app_user u where u.tenant_id = ${tenant} and u.department in (select id from below) union select ${id}::uuid) as below_people,
      array(select id from under where id <> ${id}::uuid) as reports,
      coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'key', r.key, 'name', r.name, 'system', r.system, 'permissions', r.permissions, 'scopes', r.scopes, 'fields', r.fields, 'kind', r.kind, 'home', r.home, 'networks', r.networks) order by r.key)
        from user_role ur join role r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
        where ur.tenant_id = ${tenant} and ur.user_id = ${id}::uuid), '[]') as roles,
      array(select id from principal) as principals,
      coalesce((select jsonb_agg(jsonb_build_object('object', p.object, 'name', p.name, 'level', p.definition ->> 'level',
          'from', (select jsonb_agg(f ->> 'id') from jsonb_array_elements(p.definition -> 'from') f)))
        from meta_part p where p.tenant_id = ${tenant} and p.kind = ${sharingRuleKindName} and p.deleted_at is null
          and p.definition ->> 'by' = 'owner' and (p.definition -> 'active')::boolean
          and exists (select from jsonb_array_elements(p.definition -> 'to') t join principal on principal.id::text = t ->> 'id')), '[]') as rules,
      coalesce((select jsonb_object_agg(h.object, (
          select count(*) from (
            select from record_share s where s.tenant_id = ${tenant} and s.principal in (select id from principal) and s.object = h.object limit ${fewShares + 1}) c))
        from (select distinct object from share_holder where tenant_id = ${tenant} and principal in (select id from principal)) h), '{}') as shares,
      coalesce((select jsonb_agg(jsonb_build_object('object', a.object, 'pool', a.pool_id, 'visibility', a.visibility, 'member', m.member, 'admin', m.admin))
        from pool_access a cross join lateral (
          select count(*) > 0 as member, coalesce(bool_or(pm.admin), false) as admin from pool_member pm
          where pm.tenant_id = ${tenant} and pm.pool_id = a.pool_id and pm.principal in (select id from principal)) m
        where a.tenant_id = ${tenant} and a.active and (m.member or a.visibility = 'masked')), '[]') as pools
    from me`);
  if (!row) return undefined;
  const people = await peopleOf(connection, tenant, [...new Set(row.rules.flatMap((rule) => rule.from))]);
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    position: row.position,
    active: row.active === true,
    language: row.language === 'en' || row.language === 'zh-CN' ? row.language : null,
    department: row.department ? { id: row.department, title: row.department_name ?? '' } : null,
    roles: row.roles,
    reach: {
      department: row.department,
      departments: row.departments,
      departmentPeople: row.department_people,
      belowPeople: row.below_people,
      reports: row.reports,
    },
    standing: { principals: row.principals, shares: row.shares, owners: openedOwners(row.rules, people), pools: poolStanding(row.pools) },
  };
}
