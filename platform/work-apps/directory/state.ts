import { sql } from '../../database/sql.ts';
import type { Context } from '../../module/index.ts';
import { isNoOwner, mobileIn } from '../people.ts';
import type { Platform } from '../platforms.ts';

export interface OwnDepartment {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
}

export interface OwnPerson {
  readonly id: string;
  readonly name: string;
  readonly position: string | null;
  readonly department: string | null;
}

/** What is ours now, and what stands for what. */
export interface State {
  readonly departments: readonly OwnDepartment[];
  /** By the platform's ids. */
  readonly mapped: ReadonlyMap<string, OwnDepartment>;
  /** By accounts. */
  readonly links: ReadonlyMap<string, OwnPerson>;
  /** Active people without an account who are alone with a mobile or e-mail; no owners. */
  readonly byMobile: ReadonlyMap<string, OwnPerson>;
  readonly byEmail: ReadonlyMap<string, OwnPerson>;
  /** All that are somebody's. */
  readonly emails: ReadonlySet<string>;
}

interface PersonRow extends OwnPerson {
  readonly account: string | null;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly same: number;
  readonly open: boolean;
}

/** Two queries, however large the company. */
export async function loadState(ctx: Context, platform: Platform): Promise<State> {
  const tenant = ctx.tenant.id;
  const departments = await ctx.query<OwnDepartment & { remote: string | null }>(sql`
    select d.id, d.name, d.parent, m.remote from department d
    left join work_app_department m on m.tenant_id = d.tenant_id and m.platform = ${platform} and m.department_id = d.id
    where d.tenant_id = ${tenant} and d.deleted_at is null order by d.id`);
  const people = await ctx.query<PersonRow>(sql`
    select u.id, u.name, u.position, u.department, l.account, ${mobileIn('u')} as mobile, u.email, u.active and ${isNoOwner} as open,
      count(*) filter (where u.active) over (partition by ${mobileIn('u')})::int as same
    from app_user u left join work_app_user l on l.tenant_id = u.tenant_id and l.platform = ${platform} and l.user_id = u.id
    where u.tenant_id = ${tenant} and u.deleted_at is null order by u.id`);
  const free = people.filter(({ account, open }) => account === null && open);
  return {
    departments,
    mapped: new Map(departments.flatMap((one) => (one.remote === null ? [] : [[one.remote, one]]))),
    links: new Map(people.flatMap((one) => (one.account === null ? [] : [[one.account, one]]))),
    byMobile: new Map(free.flatMap((one) => (one.mobile !== null && one.same === 1 ? [[one.mobile, one]] : []))),
    byEmail: new Map(free.flatMap((one) => (one.email === null ? [] : [[one.email, one]]))),
    emails: new Set(people.flatMap(({ email }) => email ?? [])),
  };
}
